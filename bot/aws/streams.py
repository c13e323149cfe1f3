"""Records of Kinesis and DynamoDB streams, read by position.

The two services work alike and differ in names. Reading uses the shard capacity of its consumers
(Kinesis: five reads and 2 MB a second for all of them; DynamoDB: two readers at once), so a read is a few
small pages and no more. Facts: GetShardIterator and GetRecords in the API references of both.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from bot.aws.errors import Client, asking, code, gone
from bot.aws.own_reads import TableOwnReads
from bot.aws.refusals import refused_as_missing
from bot.aws.session import LOOK, Clients
from bot.aws.stream_records import read_record
from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.errors import Permanent
from bot.domain.evidence.lag.lag import StreamFacts
from bot.domain.evidence.missing import Missing
from bot.domain.resource.arn import read_arn
from bot.ports.streams import RecordRange, StreamRecord

MOST_PAGES = 8
MOST_SECONDS = 1.5
# A fifth of a second between two pages leaves the consumers their reads.
PAUSE = 0.2
MOST_SHARD_PAGES = 10
_DAY = timedelta(hours=24)
_EXPIRED = "ExpiredIteratorException"


class AwsStreams:
    """Implements ports.Streams."""

    def __init__(
        self,
        clients: Clients,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        own: TableOwnReads | None = None,
    ) -> None:
        """`own` is where reads are noted; without it they cannot be told from a consumer's afterwards."""
        self._clients = clients
        self._own = own
        self._sleep = sleep
        self._monotonic = monotonic

    def facts(self, stream: str) -> StreamFacts | Missing:
        return refused_as_missing(lambda: self._facts(stream))

    def open_shards(self, stream: str) -> tuple[str, ...] | Missing:
        return refused_as_missing(lambda: self._open_shards(stream))

    def read(self, pointer: StreamPointer, most: int) -> RecordRange | Missing:
        return refused_as_missing(lambda: self._read(pointer, most))

    def near(self, stream: str, shard: str, at: datetime, most: int) -> RecordRange | Missing:
        return refused_as_missing(lambda: self._near(stream, shard, at, most))

    def own_reads(self, account: str, region: str, name: str) -> tuple[datetime, ...]:
        return self._own.of(account, region, name) if self._own else ()

    def _client(self, stream: str) -> tuple[Client, bool]:
        """The client, and whether it is DynamoDB's."""
        arn = read_arn(stream)
        if arn is None or arn.service not in {"kinesis", "dynamodb"}:
            raise Permanent(f"{stream} is not the ARN of a stream")
        clients, dynamodb = self._clients.for_place(arn.account, arn.region), arn.service == "dynamodb"
        return clients.client("dynamodbstreams" if dynamodb else "kinesis", LOOK), dynamodb

    def _facts(self, stream: str) -> StreamFacts:
        client, dynamodb = self._client(stream)
        return _dynamodb_facts(client, stream) if dynamodb else _kinesis_facts(client, stream)

    def _open_shards(self, stream: str) -> tuple[str, ...]:
        client, dynamodb = self._client(stream)
        if dynamodb:
            raise Permanent("DynamoDB streams have no shard metrics")
        return _open_shards(client, stream)

    def _read(self, pointer: StreamPointer, most: int) -> RecordRange:
        walk = self._walk(pointer.stream, pointer.shard)
        return walk.range(pointer.start, pointer.end, most)

    def _near(self, stream: str, shard: str, at: datetime, most: int) -> RecordRange:
        client, dynamodb = self._client(stream)
        if dynamodb:
            raise Permanent(
                "DynamoDB streams cannot be read from a point in time, only from a sequence number"
            )
        walk = self._walk(stream, shard or _first_open_shard(client, stream))
        return walk.since(at, most)

    def _walk(self, stream: str, shard: str) -> "_Walk":
        client, dynamodb = self._client(stream)
        # A table's stream has no such metric.
        if self._own and not dynamodb:
            self._own.note(stream)
        return _Walk(client, stream, shard, dynamodb, self._sleep, self._monotonic)


@dataclass
class _Walk:
    """One shard read forwards, within its limits."""

    client: Client
    stream: str
    shard: str
    dynamodb: bool
    sleep: Callable[[float], None]
    monotonic: Callable[[], float]
    seen: list[StreamRecord] = field(default_factory=list)
    pages: int = 0
    ended: bool = False  # the shard is closed and read to its end
    at_tip: bool = False  # everything that is in the shard has been read

    def range(self, start: str, end: str, most: int) -> RecordRange:
        first, last = int(start), int(end)
        try:
            self._go_on(
                lambda: self._iterator("AT_SEQUENCE_NUMBER", start),
                lambda: self._beyond(last) or self._inside(last) > most,
                most,
            )
        except _GoneError:
            return RecordRange((), lost=True)
        inside = [each for each in self.seen if first <= int(each.sequence) <= last]
        begins = int(self.seen[0].sequence) if self.seen else None
        everything = self.ended or self.at_tip or self._beyond(last)
        return RecordRange(
            records=tuple(inside[:most]),
            lost=begins > first if begins is not None else everything,
            complete=everything and len(inside) <= most,
            after=tuple(each for each in self.seen if int(each.sequence) > last),
        )

    def since(self, at: datetime, most: int) -> RecordRange:
        try:
            self._go_on(lambda: self._iterator("AT_TIMESTAMP", at), lambda: len(self.seen) >= most, most)
        except _GoneError:
            return RecordRange((), lost=True)
        found = [each for each in self.seen if each.at is None or each.at >= at]
        return RecordRange(tuple(found[:most]), complete=self.ended or self.at_tip or len(found) >= most)

    def _beyond(self, last: int) -> bool:
        return bool(self.seen) and int(self.seen[-1].sequence) >= last

    def _inside(self, last: int) -> int:
        return sum(int(each.sequence) <= last for each in self.seen)

    def _go_on(self, begin: Callable[[], str], enough: Callable[[], bool], most: int) -> None:
        """An empty page is not the last one; a shard without a next iterator is closed and read."""
        ends = self.monotonic() + MOST_SECONDS
        iterator: str | None = begin()
        while iterator and not enough() and self.pages < MOST_PAGES and self.monotonic() < ends:
            if self.pages:
                self.sleep(PAUSE)
            answer = self._page(iterator, most)
            if answer is None:
                iterator = self._again(begin)
                continue
            self.seen += [read_record(each) for each in answer["Records"]]
            iterator = answer.get("NextShardIterator")
            self.ended = iterator is None
            self.at_tip = answer.get("MillisBehindLatest") == 0

    def _page(self, iterator: str, most: int) -> Mapping[str, Any] | None:
        """One answer; None when the iterator has expired."""
        self.pages += 1
        # One more than requested shows whether there is more.
        asked = {"ShardIterator": iterator, "Limit": most + 1}
        if not self.dynamodb:
            asked["StreamARN"] = self.stream
        try:
            answer: Mapping[str, Any] = self._ask("GetRecords", self.client.get_records, asked)
        except _ExpiredError:
            return None
        return answer

    def _again(self, begin: Callable[[], str]) -> str:
        """Continue after the last record seen; from the beginning if none was."""
        return self._iterator("AFTER_SEQUENCE_NUMBER", self.seen[-1].sequence) if self.seen else begin()

    def _iterator(self, kind: str, place: str | datetime) -> str:
        if self.dynamodb:
            where: dict[str, Any] = {"StreamArn": self.stream, "SequenceNumber": place}
        elif isinstance(place, datetime):
            where = {"StreamARN": self.stream, "Timestamp": place}
        else:
            where = {"StreamARN": self.stream, "StartingSequenceNumber": place}
        asked = {**where, "ShardId": self.shard, "ShardIteratorType": kind}
        return str(self._ask("GetShardIterator", self.client.get_shard_iterator, asked)["ShardIterator"])

    def _ask(self, action: str, call: Callable[..., Any], asked: Mapping[str, Any]) -> Any:
        service = "dynamodb" if self.dynamodb else "kinesis"
        with asking(f"{service}:{action}", f"{self.stream} (StreamArns)"):
            try:
                return call(**asked)
            except ClientError as error:
                if code(error) == _EXPIRED:
                    raise _ExpiredError from error
                # Trimmed, the shard closed and forgotten, or the stream deleted.
                if gone(error) or _unknown_sequence(error):
                    raise _GoneError from error
                raise


class _GoneError(Exception):
    """The requested record is no longer in the stream."""


class _ExpiredError(Exception):
    """The iterator is too old: five minutes (Kinesis) or fifteen (DynamoDB)."""


def _unknown_sequence(error: ClientError) -> bool:
    """Kinesis no longer knows a sequence number that was trimmed with its shard."""
    message = str(error.response.get("Error", {}).get("Message", ""))
    return (
        code(error) in {"InvalidArgumentException", "ValidationException"}
        and "SequenceNumber" in message
        and "invalid" in message.lower()
    )


def _kinesis_facts(client: Client, stream: str) -> StreamFacts:
    with asking("kinesis:DescribeStreamSummary", stream):
        told = client.describe_stream_summary(StreamARN=stream)["StreamDescriptionSummary"]
    monitored = told.get("EnhancedMonitoring") or []
    return StreamFacts(
        arn=stream,
        retention=timedelta(hours=told["RetentionPeriodHours"]),
        shards=told.get("OpenShardCount"),
        on_demand=told.get("StreamModeDetails", {}).get("StreamMode") == "ON_DEMAND",
        shard_metrics=any(each.get("ShardLevelMetrics") for each in monitored),
    )


def _dynamodb_facts(client: Client, stream: str) -> StreamFacts:
    """A stream also has closed shards, for a day; a disabled one is readable for as long."""
    shards, page = 0, 0
    start: dict[str, str] = {}
    while page < MOST_SHARD_PAGES:
        page += 1
        with asking("dynamodb:DescribeStream", stream):
            told = client.describe_stream(StreamArn=stream, **start)["StreamDescription"]
        ranges = (each.get("SequenceNumberRange", {}) for each in told.get("Shards", []))
        shards += sum("EndingSequenceNumber" not in each for each in ranges)
        if not told.get("LastEvaluatedShardId"):
            return StreamFacts(stream, _DAY, shards)
        start = {"ExclusiveStartShardId": told["LastEvaluatedShardId"]}
    return StreamFacts(stream, _DAY)


def _open_shards(client: Client, stream: str) -> tuple[str, ...]:
    """The first page holds a thousand."""
    with asking("kinesis:ListShards", stream):
        shards = client.list_shards(StreamARN=stream, ShardFilter={"Type": "AT_LATEST"})["Shards"]
    return tuple(str(each["ShardId"]) for each in shards)


def _first_open_shard(client: Client, stream: str) -> str:
    shards = _open_shards(client, stream)
    if not shards:
        raise Permanent(f"{stream} has no open shard")
    return shards[0]
