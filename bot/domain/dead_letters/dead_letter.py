"""A dead letter: what SQS returned, untouched, and how we read it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.dead_letters.way_back import WayBack
from bot.domain.dead_letters.whole_number import moment, whole_number
from bot.domain.resource.arn import name_of

_DIGITS_OF_A_COUNT = 9


class MessageAttribute(NamedTuple):
    """A message attribute exactly as received: one of the two values is set."""

    data_type: str
    string: str | None = None
    binary: bytes | None = None


class ReceivedMessage(NamedTuple):
    """A message as SQS returned it; body and attributes are kept byte for byte.

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
        """When it was first sent; in a standard queue this survives the move to the dead-letter queue."""
        return moment(self.system.get("SentTimestamp", ""))

    @property
    def receive_count(self) -> int:
        return whole_number(self.system.get("ApproximateReceiveCount", ""), _DIGITS_OF_A_COUNT) or 0

    @property
    def source(self) -> str:
        """ARN of the queue SQS moved it from; empty if something else wrote it."""
        return self.system.get("DeadLetterQueueSourceArn", "")

    @property
    def group(self) -> str:
        """In a FIFO queue, the group that keeps order; a message without one is a group of its own."""
        return self.system.get("MessageGroupId") or self.message_id


class QueueFacts(NamedTuple):
    """A queue's settings and counts, from GetQueueAttributes.

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

    @property
    def pushes_on(self) -> str:
        """Why no message of it may be received; empty if that does no harm.

        A receive count is "across all queues" (API reference, ReceiveMessage), and only a receive shows it:
        the one that exceeds maxReceiveCount moves the message on instead of returning it.
        """
        if not self.redrives_to:
            return ""
        further = name_of(self.redrives_to)
        return (
            f"each receive counts towards its own maxReceiveCount of {self.max_receives} and may push "
            f"messages on to {further}"
        )


class OriginKind(StrEnum):
    """What gives up on a message.

    A new member must be handled in every place that `tests/unit/test_kinds_are_decided.py` names.
    """

    UNKNOWN = ""
    QUEUE = "queue"
    FUNCTION = "function"
    SUBSCRIPTION = "subscription"
    TARGET = "target"
    SCHEDULE = "schedule"
    STREAM = "stream"
    PIPE = "pipe"


class Origin(NamedTuple):
    """Who gave up on a message.

    Attributes:
        kind: An OriginKind; perhaps another word if a newer release stored it.
        arn: Empty if only the queue's configuration gives it.
        through: ARN of what was in between: a target's rule, a subscription's topic, a stream's consumer.
            claimed: Whether only the message says so. Anyone who may send to the queue can write body and
        attributes; then the queue's configuration must confirm it before anything is redriven.
    """

    kind: str = OriginKind.UNKNOWN
    arn: str = ""
    through: str = ""
    claimed: bool = True


class StatedCause(NamedTuple):
    """Why it failed permanently.

    Attributes:
        code: AWS's own word: a condition (`RetriesExhausted`) or an error code (`NO_PERMISSIONS`).
        limit: Which retry limit was reached, if given beside the code.
        attempts: How often it was tried, including the first time, if given.
    """

    code: str = ""
    limit: str = ""
    attempts: int | None = None


# Lambda's word for "the function raised", which says nothing about what.
_NO_ERRORS = frozenset({"Handled", "Unhandled"})


class Failure(NamedTuple):
    """What the consumer or the delivery failed with, in its own words, not redacted.

    Attributes:
        request_id: Finds the consumer's log lines.
        claimed: Whether the message's sender wrote it, not an AWS service: its log is then more reliable.
    """

    type: str = ""
    message: str = ""
    request_id: str = ""
    claimed: bool = False

    @property
    def line(self) -> str:
        """As a runtime logs it; empty if nothing is given."""
        told = "" if self.type in _NO_ERRORS else self.type
        return f"{told}: {self.message}" if told and self.message else told or self.message


class Payload(NamedTuple):
    """The message's content, unwrapped and decoded for people; not redacted.

    Attributes:
        encoding: `JSON`, `text`, `base64`, `gzip`, `gzip in base64`, `UTF-16`, `binary`; empty for none.
        size: Bytes before decoding.
        wrappings: What it was unwrapped from, outermost first.
        whole: Whether `text` is the whole payload.
    """

    text: str = ""
    encoding: str = ""
    size: int = 0
    wrappings: tuple[str, ...] = ()
    whole: bool = True


class DeadLetter(NamedTuple):
    """A message in a dead-letter queue, parsed.

    Attributes:
        format: Name of the wire format, from the catalogue in `bot/parsing/dead_letters`.
        via: How it came here: `queue`, or through a `topic` or a `bus` first.
        records: How many records it covers; one message can carry, or point to, many.
        pointer: The records' place in a stream; the message then holds no data, unless `payload` does.
    """

    format: str
    origin: Origin
    cause: StatedCause
    failure: Failure
    payload: Payload
    records: int
    way_back: WayBack
    via: str = "queue"
    pointer: StreamPointer | None = None

    @property
    def succeeded(self) -> bool:
        """Whether it records a success: a destination may receive both."""
        return self.format == "lambda_destination" and self.cause.code.lower() == "success"
