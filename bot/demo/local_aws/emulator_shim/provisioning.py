"""CloudFormation: a function's reserved concurrency, which the emulator leaves out of what it deploys."""

from typing import Any

from .borrowed import LAMBDA, PROVISIONERS, Json, borrow

FUNCTION = "AWS::Lambda::Function"


def reserve_concurrency() -> None:
    """Have functions created and updated with the concurrency that their template reserves."""
    handlers = borrow(PROVISIONERS, "_RESOURCE_HANDLERS")[FUNCTION]
    create, update = handlers["create"], handlers["update"]

    def created(logical_id: str, props: Json, stack: str) -> Any:
        made = create(logical_id, props, stack)
        reserve(made[0], props)
        return made

    def updated(physical_id: str, before: Json, props: Json, *rest: Any, **named: Any) -> Any:
        made = update(physical_id, before, props, *rest, **named)
        reserve(made[0], props)
        return made

    handlers.update(create=created, update=updated)


def reserve(function: str, props: Json) -> None:
    wanted = props.get("ReservedConcurrentExecutions")
    borrow(LAMBDA, "_functions")[function]["concurrency"] = None if wanted is None else int(wanted)
