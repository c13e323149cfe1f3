"""Clicks in a stream, counted in order: one that cannot be read holds up all behind it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local.shop.stack import Code, ShopStack

BUG = "visit.py"
HEADER = "x-local-aws-ago"  # of the local AWS's shim
STUCK_FOR = 600  # seconds: enough for a trend that the unfinished minute does not bend
RETRIES = 2  # of a record before it is skipped, once skipping is allowed


class Clicks:
    """Attributes: sent is how many were put into the stream."""

    def __init__(self, stack: ShopStack) -> None:
        self._stack = stack
        self._kinesis, self._lambda = stack.client("kinesis"), stack.client("lambda")
        self.sent = 0

    def send(self, count: int) -> None:
        self._put([str(number % 60) for number in range(self.sent, self.sent + count)])

    def send_unreadable(self, followed_by: int) -> None:
        """One click that the counter cannot read, and good ones behind it, as if all had come minutes ago."""
        self._put(["n/a", *(str(number % 60) for number in range(followed_by))], ago=STUCK_FOR)

    def _put(self, seconds: list[str], ago: int = 0) -> None:
        visitors = range(self.sent, self.sent + len(seconds))
        clicks = [
            {"click_id": f"click-{number}", "page": "/lamps", "seconds": stayed}
            for number, stayed in zip(visitors, seconds, strict=True)
        ]
        records = [{"Data": json.dumps(click), "PartitionKey": click["click_id"]} for click in clicks]
        with self._saying(ago):
            self._kinesis.put_records(StreamName=self._stack.outputs["ClicksStream"], Records=records)
        self.sent += len(records)

    @contextmanager
    def _saying(self, ago: int) -> Iterator[None]:
        """The local AWS heeds how long ago these records came; AWS knows no such header."""

        def add(request: Any, **_: Any) -> None:
            request.headers[HEADER] = str(ago)

        self._kinesis.meta.events.register("before-sign.kinesis.PutRecords", add)
        try:
            yield
        finally:
            self._kinesis.meta.events.unregister("before-sign.kinesis.PutRecords", add)

    @property
    def code(self) -> Code:
        return self._stack.code(BUG)

    def deploy(self, code: Code) -> None:
        self._stack.put(BUG, code)

    def deploy_the_fix(self) -> None:
        self.deploy(Code.FIXED)

    def allow_skipping(self) -> None:
        """Finite retries, halving, and a queue for what is skipped: by hand, as at night."""
        self._lambda.update_event_source_mapping(
            UUID=self._mapping()["UUID"],
            MaximumRetryAttempts=RETRIES,
            BisectBatchOnFunctionError=True,
            DestinationConfig={"OnFailure": {"Destination": self._stack.outputs["ClicksSkippedArn"]}},
        )

    @property
    def skips(self) -> bool:
        return int(self._mapping()["MaximumRetryAttempts"]) >= 0

    def _mapping(self) -> dict[str, str]:
        name = self._stack.outputs["ClicksCounter"]
        found: list[dict[str, str]] = self._lambda.list_event_source_mappings(FunctionName=name)[
            "EventSourceMappings"
        ]
        return found[0]

    def counted(self) -> int:
        return self._stack.done("clicks")

    def skipped(self) -> int:
        """How many records of given-up clicks stand in their queue."""
        return self._stack.depth("ClicksSkippedUrl")

    def give_up_the_skipped(self) -> None:
        self._stack.client("sqs").purge_queue(QueueUrl=self._stack.outputs["ClicksSkippedUrl"])
