"""The shop as a running thing on the local AWS: opened with its bug, worked, mended."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.demo.local_aws.clients import Aws
from bot.demo.local_aws.deployer import Deployment, deploy
from bot.demo.local_aws.stopping import Stop
from bot.demo.shop.orders import Order, order

HERE = Path(__file__).parent
STACK = "shop"
FIXED = {"customer.py": (HERE / "consumer_fixed" / "customer.py").read_bytes()}
AT_ONCE = 10  # messages in one SendMessageBatch


class Shop:
    """Deployed, with the bug, by its construction.

    Attributes:
        placed: Every order so far, by its id, as it was sent.
        fixed: Whether the consumer without the bug is deployed.
    """

    def __init__(self, aws: Aws, *, alarm_topic_arn: str, stop: Stop) -> None:
        self._aws = aws
        self._alarm_topic_arn = alarm_topic_arn
        self._stop = stop
        self._numbers = itertools.count(1001)
        self.placed: dict[str, Order] = {}
        self.fixed = False
        self.outputs = self._deploy({})
        self._sqs, self._dynamodb = aws.client("sqs"), aws.client("dynamodb")

    def _deploy(self, replacing: Mapping[str, bytes]) -> dict[str, str]:
        deployment = Deployment(
            stack=STACK,
            template=HERE / "template.yaml",
            package=HERE / "consumer",
            parameters={"AlarmTopicArn": self._alarm_topic_arn},
            replacing=replacing,
        )
        return deploy(self._aws, deployment, stop=self._stop)

    def place_good_orders(self, count: int) -> None:
        self._place(count, renamed=False)

    def place_broken_orders(self, count: int) -> None:
        """Orders of the producer's new form, which the consumer with the bug does not understand."""
        self._place(count, renamed=True)

    def deploy_the_fix(self) -> None:
        self._deploy(FIXED)
        self.fixed = True

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
        return self._depth("OrdersUrl")

    def dead_letters(self) -> int:
        return self._depth("DeadLettersUrl")

    def _depth(self, queue: str) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self._sqs.get_queue_attributes(QueueUrl=self.outputs[queue], AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)

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
