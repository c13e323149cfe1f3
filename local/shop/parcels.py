"""Parcels in a queue, whose consumer reports those it cannot label and neither fails nor logs a word."""

import json

from local.shop.stack import Code, ShopStack

BUG = "label.py"


class Parcels:
    """Attributes: sent is how many were to get a label."""

    def __init__(self, stack: ShopStack) -> None:
        self._stack = stack
        self.sent = 0

    def send(self, count: int) -> None:
        self._send(count, {"street": "Unter den Linden 1"})

    def send_abroad(self, count: int) -> None:
        """With the street in an address, where the consumer with the bug does not look for it."""
        self._send(count, {"address": {"street": "Rue de Rivoli 1", "country": "FR"}})

    def _send(self, count: int, where: dict[str, object]) -> None:
        sqs, url = self._stack.client("sqs"), self._stack.outputs["ParcelsUrl"]
        for number in range(self.sent + 1, self.sent + count + 1):
            sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"parcel_id": f"parcel-{number}", **where}))
        self.sent += count

    @property
    def code(self) -> Code:
        return self._stack.code(BUG)

    def deploy(self, code: Code) -> None:
        self._stack.put(BUG, code)

    def deploy_the_fix(self) -> None:
        self.deploy(Code.FIXED)

    def labelled(self) -> int:
        return self._stack.done("parcels")

    def dead_letters(self) -> int:
        return self._stack.depth("ParcelsDeadLettersUrl")
