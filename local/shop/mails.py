"""Mails, sent by events that nobody waits for: what fails to the end stands in a queue of its own."""

import json
from typing import Any

from local.shop.stack import Code, ShopStack

BUG = "address.py"


class Mails:
    """Attributes: asked_for is how many mails were to be sent."""

    def __init__(self, stack: ShopStack) -> None:
        self._stack = stack
        self.asked_for = 0

    def send(self, count: int) -> None:
        self._ask(count, "ada-{}@example.com")

    def send_by_the_new_form(self, count: int) -> None:
        """With the name before the address, which the mailer with the bug does not understand."""
        self._ask(count, "Ada Customer-{} <ada@example.com>")

    def _ask(self, count: int, address: str) -> None:
        for number in range(self.asked_for + 1, self.asked_for + count + 1):
            mail_id = f"mail-{number}"
            self._invoke({"mail_id": mail_id, "template": "order-confirmed", "to": address.format(number)})
        self.asked_for += count

    def _invoke(self, mail: dict[str, Any]) -> None:
        self._stack.client("lambda").invoke(
            FunctionName=self._stack.outputs["Mailer"], InvocationType="Event", Payload=json.dumps(mail)
        )

    @property
    def code(self) -> Code:
        return self._stack.code(BUG)

    def deploy(self, code: Code) -> None:
        self._stack.put(BUG, code)

    def deploy_the_fix(self) -> None:
        self.deploy(Code.FIXED)

    def sent(self) -> int:
        return self._stack.done("mails")

    def failed(self) -> int:
        return self._stack.depth("MailerFailuresUrl")

    def send_the_failed_again(self) -> int:
        """As the shop's own people would; returns how many."""
        sqs, url = self._stack.client("sqs"), self._stack.outputs["MailerFailuresUrl"]
        again = 0
        while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                self._invoke(json.loads(message["Body"])["requestPayload"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            again += len(found)
        return again
