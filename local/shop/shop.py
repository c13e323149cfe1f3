"""The shop as a running thing on the local AWS: opened with its bugs, worked, mended."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from local.local_aws.clients import Aws
from local.local_aws.stopping import Stop
from local.shop.clicks import Clicks
from local.shop.mails import Mails
from local.shop.orders import Order, order
from local.shop.parcels import Parcels
from local.shop.stack import Code, ShopStack
from local.shop.thumbnails import Thumbnails

BUG = "customer.py"
AT_ONCE = 10  # messages in one SendMessageBatch


class Shop:
    """Deployed, with the bugs, by its construction. Orders are its first business; the others stand beside.

    Attributes:
        placed: Every order so far, by its id, as it was sent.
    """

    def __init__(self, aws: Aws, *, alarm_topic_arn: str, stop: Stop) -> None:
        self._stack = ShopStack(aws, alarm_topic_arn=alarm_topic_arn, stop=stop)
        self._numbers = itertools.count(1001)
        self.placed: dict[str, Order] = {}
        self.outputs = self._stack.outputs
        self._sqs, self._dynamodb = aws.client("sqs"), aws.client("dynamodb")
        self.clicks, self.mails = Clicks(self._stack), Mails(self._stack)
        self.thumbnails, self.parcels = Thumbnails(self._stack), Parcels(self._stack)

    def place_good_orders(self, count: int) -> None:
        self._place(count, renamed=False)

    def place_broken_orders(self, count: int) -> None:
        """Orders of the producer's new form, which the consumer with the bug does not understand."""
        self._place(count, renamed=True)

    @property
    def code(self) -> Code:
        return self._stack.code(BUG)

    def deploy(self, code: Code) -> None:
        self._stack.put(BUG, code)

    def deploy_the_fix(self) -> None:
        self.deploy(Code.FIXED)

    def _place(self, count: int, *, renamed: bool) -> None:
        orders = [order(next(self._numbers), renamed=renamed) for _ in range(count)]
        for batch in batches(orders):
            entries = [
                {"Id": each.order_id, "MessageBody": each.body, "MessageAttributes": each.attributes}
                for each in batch
            ]
            answer = self._sqs.send_message_batch(QueueUrl=self.outputs["OrdersUrl"], Entries=entries)
            taken = {entry["Id"] for entry in answer["Successful"]}
            self.placed |= {each.order_id: each for each in batch if each.order_id in taken}

    def waiting(self) -> int:
        """Orders in the queue, those being processed right now included."""
        return self._stack.depth("OrdersUrl")

    def dead_letters(self) -> int:
        return self._stack.depth("DeadLettersUrl")

    def processed(self) -> dict[str, Mapping[str, Any]]:
        """What the consumer has kept of each order, by its id; `times` says how often it was processed."""
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self.outputs["ProcessedTable"], ConsistentRead=True
        )
        items = [item for page in pages for item in page["Items"]]
        return {item["order_id"]["S"]: plain(item) for item in items}


def plain(item: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {name: int(value["N"]) if "N" in value else value["S"] for name, value in item.items()}


def batches(orders: Sequence[Order]) -> Iterator[Sequence[Order]]:
    for first in range(0, len(orders), AT_ONCE):
        yield orders[first : first + AT_ONCE]
