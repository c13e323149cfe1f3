"""Messages and records that were looked at: decoded, redacted and bounded, as they are stored and shown."""

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
        body: Redacted text of the payload, taken out of its wrappings, cut at a bound; `cut` says how many
            characters are not shown. Where the message has no payload, the whole message.
        source: ARN of the queue SQS moved it from, or of the bucket it is kept in; empty for neither.
        receive_count: Across all queues, our own reads included.
        format: Wire format, a name of the catalogue in `bot/parsing/dead_letters`.
        records: How many records it stands for.
        origin: Who gave up on it, with what configuration adds; `claimed` until configuration confirms it.
        origin_note: Why configuration does not confirm it; empty when it does, or was not asked.
        cause: AWS's own word for why it was given up on.
        attempts: How often it was tried, where that is told.
        failure: What it failed with, in the words that came with it; empty where none did.
        shape: The same without what varies, one of `Evidence.shapes`.
        request_id: Of the failed invocation, by which its log lines are found.
        encoding: What the payload was decoded from; `wrappings` what it was taken out of, outermost first.
        succeeded: A record of a success, which is no failure at all.
        way_back: How it goes back to where it was given up on, and where that is; empty where it goes back to
            its source queue, as a redrive does it.
        pointer: Where its records are in a stream, when it holds none itself.
        queue: In which it stands, of several that an alarm watches; empty where there is one.
        resolved: The first of the records pointed to; `resolved_note` what else there is to know of them.
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
    """The message without anything that it or its records say."""
    return message._replace(body="", attributes=None, failure="", resolved=())
