"""Kinesis and DynamoDB streams as lists of records."""

from datetime import datetime

from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.evidence.lag.lag import StreamFacts
from bot.domain.evidence.missing import Missing
from bot.ports.streams import RecordRange, StreamRecord


class FakeStreams:
    """Fill `facts_of` (by stream ARN) and `shards` (by stream ARN and shard id), oldest record first.

    A shard that is not there is gone with its records. `denied` maps a stream's ARN to why its records may
    not be read.
    """

    def __init__(self) -> None:
        self.facts_of: dict[str, StreamFacts | Missing] = {}
        self.shards: dict[tuple[str, str], list[StreamRecord]] = {}
        self.denied: dict[str, Missing] = {}
        self.reads = 0
        self.own: dict[str, tuple[datetime, ...]] = {}

    def facts(self, stream: str) -> StreamFacts | Missing:
        return self.facts_of.get(stream, Missing(f"there is no stream {stream} any more"))

    def open_shards(self, stream: str) -> tuple[str, ...] | Missing:
        if stream in self.denied:
            return self.denied[stream]
        return tuple(sorted(shard for arn, shard in self.shards if arn == stream))

    def read(self, pointer: StreamPointer, most: int) -> RecordRange | Missing:
        self.reads += 1
        if pointer.stream in self.denied:
            return self.denied[pointer.stream]
        start, end = int(pointer.start), int(pointer.end)
        left = [
            each
            for each in self.shards.get((pointer.stream, pointer.shard), [])
            if int(each.sequence) >= start
        ]
        inside = [each for each in left if int(each.sequence) <= end]
        return RecordRange(
            records=tuple(inside[:most]),
            lost=not left or int(left[0].sequence) > start,
            complete=len(inside) <= most,
            after=tuple(each for each in left if int(each.sequence) > end),
        )

    def own_reads(self, account: str, region: str, name: str) -> tuple[datetime, ...]:
        return self.own.get(name, ())

    def near(self, stream: str, shard: str, at: datetime, most: int) -> RecordRange | Missing:
        self.reads += 1
        if stream in self.denied:
            return self.denied[stream]
        known = sorted(name for arn, name in self.shards if arn == stream)
        records = self.shards.get((stream, shard or next(iter(known), "")), [])
        return RecordRange(tuple(each for each in records if each.at and each.at >= at)[:most])
