"""Thumbnails of uploaded pictures: a slow function that may run only once at a time."""

import json

from local.shop.stack import ShopStack

ENOUGH = 10


class Thumbnails:
    """Attributes: uploaded is how many pictures were to get one."""

    def __init__(self, stack: ShopStack) -> None:
        self._stack = stack
        self.uploaded = 0

    def upload(self, count: int) -> None:
        for number in range(self.uploaded + 1, self.uploaded + count + 1):
            picture = {"picture": f"picture-{number}.jpg"}
            self._stack.client("lambda").invoke(
                FunctionName=self._stack.outputs["Thumbnails"],
                InvocationType="Event",
                Payload=json.dumps(picture),
            )
        self.uploaded += count

    def allow_more(self) -> None:
        self._stack.change("ThumbnailsConcurrency", str(ENOUGH))

    @property
    def at_once(self) -> int:
        """How many are made at once: whoever changes it, here or from Slack."""
        name = self._stack.outputs["Thumbnails"]
        answer = self._stack.client("lambda").get_function_concurrency(FunctionName=name)
        return int(answer["ReservedConcurrentExecutions"])

    def made(self) -> int:
        return self._stack.done("thumbnails")
