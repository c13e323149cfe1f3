"""A dead letter: what SQS handed us, untouched, and what we make of it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple


class MessageAttribute(NamedTuple):
    """A message attribute exactly as received: one of the two values is set."""

    data_type: str
    string: str | None = None
    binary: bytes | None = None


class ReceivedMessage(NamedTuple):
    """A message as SQS gave it out; body and attributes are kept byte for byte.

    Attributes:
        system: System attributes, all strings, times in epoch milliseconds (SQS MessageSystemAttributeName).
    """

    message_id: str
    receipt: str
    body: str
    system: Mapping[str, str]
    attributes: Mapping[str, MessageAttribute]

    @property
    def sent_at(self) -> datetime | None:
        """When it was first sent; a standard queue keeps this through the move to the dead-letter queue."""
        stamp = self.system.get("SentTimestamp", "")
        return datetime.fromtimestamp(int(stamp) / 1000, UTC) if stamp.isdigit() else None

    @property
    def receive_count(self) -> int:
        count = self.system.get("ApproximateReceiveCount", "")
        return int(count) if count.isdigit() else 0

    @property
    def source(self) -> str:
        """ARN of the queue SQS moved it from; empty when something else wrote it."""
        return self.system.get("DeadLetterQueueSourceArn", "")


class QueueFacts(NamedTuple):
    """A queue's settings and counts, as GetQueueAttributes tells them.

    Attributes:
        redrives_to: ARN of this queue's own dead-letter queue, else empty.
        max_receives: maxReceiveCount of its redrive policy; 0 without one.
    """

    arn: str
    url: str
    visible: int
    in_flight: int
    delayed: int
    retention_seconds: int
    visibility_seconds: int
    fifo: bool = False
    redrives_to: str = ""
    max_receives: int = 0
