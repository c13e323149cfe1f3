"""Thumbnails of uploaded pictures: a slow function that may run only once at a time."""

import json

from bot.demo.shop.stack import ShopStack

ONE, ENOUGH = 1, 10


class Thumbnails:
    """Attributes: uploaded is how many pictures were to get one; at_once is how many are made at once."""

    def __init__(self, stack: ShopStack) -> None:
        self._stack = stack
        self.uploaded = 0
        self.at_once = ONE

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
        self.at_once = ENOUGH

    def made(self) -> int:
        return self._stack.done("thumbnails")
