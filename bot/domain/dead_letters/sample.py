"""Sampled messages and records: decoded, redacted and bounded, as stored and shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bot.domain.dead_letters.dead_letter import Origin
from bot.domain.dead_letters.stream_pointer import StreamPointer


class ResolvedRecord(NamedTuple):
    """One record of a stream as it may be shown: decoded, redacted, bounded.

    Attributes:
        body: Redacted text, cut at a bound; `cut` says how many characters are not shown.
        event: `INSERT`, `MODIFY`, `REMOVE`; empty for Kinesis.
    """

    sequence: str
    at: datetime | None
    key: str
    body: str
    cut: int = 0
    event: str = ""


class SampledMessage(NamedTuple):
    """One dead letter as it may be shown: decoded, redacted, bounded.

    Attributes:
        body: Redacted text of the unwrapped payload, cut at a bound; `cut` says how many characters are not
            shown. If the message has no payload, the whole message.
        source: ARN of the queue SQS moved it from, or of the bucket it is kept in; empty for neither.
        receive_count: Across all queues, our own reads included.
        format: Wire format, a name from the catalogue in `bot/parsing/dead_letters`.
        records: How many records it covers.
        origin: Who gave up on it, plus what configuration adds; `claimed` until configuration confirms it.
        origin_note: Why configuration does not confirm it; empty if it does, or was not asked.
        cause: AWS's own word for why it failed permanently.
        attempts: How often it was tried, if given.
        failure: What it failed with, in the words that came with it; empty if none did.
        shape: The same without variable parts, one of `Evidence.shapes`.
        request_id: The failed invocation's id, which finds its log lines.
        encoding: What the payload was decoded from; `wrappings` what it was unwrapped from, outermost first.
        succeeded: Whether it records a success, and no failure.
        way_back: How it goes back to where it failed, and where that is; empty if it goes back to its source
            queue, as in a redrive.
        pointer: Where its records are in a stream, if it holds none itself.
        queue: The queue that holds it, if an alarm watches several; empty if there is one.
        resolved: The first of the records pointed to; `resolved_note` is what else is known about them.
    """

    message_id: str
    sent_at: datetime | None
    receive_count: int
    source: str
    body: str
    cut: int = 0
    format: str = ""
    group_id: str = ""
    attributes: Mapping[str, str] | None = None
    records: int = 1
    origin: Origin = Origin()
    origin_note: str = ""
    cause: str = ""
    attempts: int | None = None
    failure: str = ""
    shape: str = ""
    request_id: str = ""
    encoding: str = ""
    wrappings: tuple[str, ...] = ()
    queue: str = ""
    succeeded: bool = False
    way_back: str = ""
    pointer: StreamPointer | None = None
    resolved: tuple[ResolvedRecord, ...] = ()
    resolved_note: str = ""


def without_words(message: SampledMessage) -> SampledMessage:
    """The message without the text of it or its records."""
    return message._replace(body="", attributes=None, failure="", resolved=())
