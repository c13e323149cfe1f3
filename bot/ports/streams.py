"""Streams and the records they still have."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.dead_letters.stream_pointer import StreamPointer
    from bot.domain.evidence.lag.lag import StreamFacts
    from bot.domain.evidence.missing import Missing


class StreamRecord(NamedTuple):
    """One record of a stream, as its service returned it.

    Attributes:
        data: Kinesis: the bytes; DynamoDB: the record's `dynamodb` part as JSON text.
        key: Partition key, or the item's keys as JSON text.
        event: `INSERT`, `MODIFY`, `REMOVE`; empty for Kinesis.
    """

    sequence: str
    at: datetime | None
    key: str
    data: bytes
    event: str = ""


class RecordRange(NamedTuple):
    """The content of a range of a shard.

    Attributes:
        lost: The first record requested is gone: trimmed, or no longer known to the stream.
        complete: Whether everything up to the end was read; else a limit was reached.
        after: Records behind the range that came in the same answer, without another read.
    """

    records: tuple[StreamRecord, ...]
    lost: bool = False
    complete: bool = True
    after: tuple[StreamRecord, ...] = ()


class Streams(Protocol):
    """Kinesis and DynamoDB streams. Reading uses the shard's read capacity: a little, and seldom."""

    def facts(self, stream: str) -> StreamFacts | Missing: ...

    def open_shards(self, stream: str) -> tuple[str, ...] | Missing:
        """Ids of the open shards of a Kinesis stream; if there are very many, the first ones."""
        ...

    def read(self, pointer: StreamPointer, most: int) -> RecordRange | Missing:
        """The records of a pointer, by sequence number, at most `most`."""
        ...

    def near(self, stream: str, shard: str, at: datetime, most: int) -> RecordRange | Missing:
        """Kinesis: the records that arrived at that time or later. An empty `shard` is the first open one."""
        ...

    def own_reads(self, account: str, region: str, name: str) -> tuple[datetime, ...] | Missing:
        """When Lastcall itself read records from that Kinesis stream, as far back as ages are read."""
