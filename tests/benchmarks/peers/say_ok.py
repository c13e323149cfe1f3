"""The floor of the runtime: nothing is imported and nothing is done."""


def handler(event: object, context: object) -> str:
    return "ok"
