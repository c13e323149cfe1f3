"""ports.Streams, on the fake and on Kinesis and DynamoDB streams."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from bot.aws.errors import Client
from bot.aws.session import LOOK, Clients
from bot.aws.streams import MOST_PAGES, AwsStreams
from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.evidence.lag.lag import StreamFacts
from bot.domain.evidence.missing import Missing
from bot.ports.streams import RecordRange, StreamRecord, Streams
from tests.contract.aws.faults import Faults
from tests.contract.aws.stack import REGION, no_sleep
from tests.fakes import FakeStreams
from tests.fakes.clock import NOON

ACCOUNT = "123456789012"
KINESIS = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/orders"
DYNAMODB = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders/stream/2026-03-02T11:00:00.000"
SHARD = "shardId-000000000000"
SHARD_OF_TABLE = "shardId-00000001573689847184-864758bb"
FACTS = StreamFacts(KINESIS, timedelta(hours=24), 1)


class Stream(NamedTuple):
    """A stream with one shard, and what was put into it: its sequence numbers, in order."""

    port: Streams
    put: Callable[[int], list[str]]


def _fake() -> Stream:
    fake = FakeStreams()
    fake.facts_of[KINESIS] = FACTS
    fake.shards[KINESIS, SHARD] = []

    def put(count: int) -> list[str]:
        sequences = [str(10**55 + n) for n in range(count)]
        fake.shards[KINESIS, SHARD] = [
            StreamRecord(each, datetime.now(UTC), "key", f"record {n}".encode())
            for n, each in enumerate(sequences)
        ]
        return sequences

    return Stream(fake, put)


def _kinesis(aws: Clients) -> Stream:
    client = aws.client("kinesis", LOOK)
    client.create_stream(StreamName="orders", ShardCount=1)

    def put(count: int) -> list[str]:
        return [
            client.put_record(StreamName="orders", Data=f"record {n}".encode(), PartitionKey="key")[
                "SequenceNumber"
            ]
            for n in range(count)
        ]

    return Stream(AwsStreams(aws, no_sleep), put)


@pytest.fixture(params=["fake", "kinesis"])
def stream(request: pytest.FixtureRequest) -> Stream:
    return _fake() if request.param == "fake" else _kinesis(request.getfixturevalue("aws"))


def pointer(start: str, end: str, stream: str = KINESIS, shard: str = SHARD) -> StreamPointer:
    return StreamPointer(stream, shard, start, end, 1)


TRIMMED = pointer("800000000003126276362", "800000000003126276369", DYNAMODB, SHARD_OF_TABLE)


def read(port: Streams, at: StreamPointer, most: int = 10) -> RecordRange:
    found = port.read(at, most)
    assert not isinstance(found, Missing), found
    return found


def texts(records: Sequence[StreamRecord]) -> list[str]:
    return [each.data.decode() for each in records]


def test_the_records_of_a_range_are_read_with_both_its_ends(stream: Stream) -> None:
    put = stream.put(5)
    found = read(stream.port, pointer(put[1], put[3]))
    assert texts(found.records) == ["record 1", "record 2", "record 3"]
    assert [each.sequence for each in found.records] == put[1:4]
    assert (found.lost, found.complete) == (False, True)


def test_a_range_of_one_record_is_that_record(stream: Stream) -> None:
    put = stream.put(3)
    assert texts(read(stream.port, pointer(put[0], put[0])).records) == ["record 0"]


def test_records_behind_the_range_are_told_apart(stream: Stream) -> None:
    put = stream.put(4)
    assert texts(read(stream.port, pointer(put[0], put[1])).after) == ["record 2", "record 3"]


def test_of_a_long_range_the_first_records_are_read_and_it_says_so(stream: Stream) -> None:
    put = stream.put(8)
    found = read(stream.port, pointer(put[0], put[7]), most=3)
    assert texts(found.records) == ["record 0", "record 1", "record 2"]
    assert (found.complete, found.lost) == (False, False)


def test_a_range_whose_first_record_is_gone_is_lost(stream: Stream) -> None:
    put = stream.put(3)
    found = read(stream.port, pointer(str(int(put[0]) - 1000), put[1]))
    assert found.lost


def test_a_shard_that_is_gone_has_lost_its_records(stream: Stream) -> None:
    put = stream.put(1)
    found = read(stream.port, pointer(put[0], put[0], shard="shardId-000000000099"))
    assert (found.records, found.lost) == ((), True)


def test_the_settings_of_a_stream_are_told(stream: Stream) -> None:
    assert stream.port.facts(KINESIS) == FACTS


def test_records_near_a_time_are_those_of_that_time_and_later(stream: Stream) -> None:
    stream.put(3)
    found = stream.port.near(KINESIS, "", datetime.now(UTC) - timedelta(hours=1), 2)
    assert isinstance(found, RecordRange)
    assert texts(found.records) == ["record 0", "record 1"]


# Only Kinesis


@pytest.fixture
def kinesis(aws: Clients) -> Client:
    client = aws.client("kinesis", LOOK)
    client.create_stream(StreamName="orders", ShardCount=1)
    return client


@pytest.fixture
def streams(aws: Clients) -> AwsStreams:
    return AwsStreams(aws, no_sleep)


def page(*sequences: int, following: str | None = "next", **more: Any) -> dict[str, Any]:
    records = [
        {
            "SequenceNumber": str(each),
            "Data": f"record {each}".encode(),
            "PartitionKey": "key",
            "ApproximateArrivalTimestamp": NOON,
        }
        for each in sequences
    ]
    return {"Records": records, **({"NextShardIterator": following} if following else {}), **more}


ITERATOR = {"ShardIterator": "iterator"}


def answering(client: Client, *pages: dict[str, Any]) -> Faults:
    faults = Faults(client)
    faults.answer("GetShardIterator", ITERATOR, times=10)
    faults.answer("GetRecords", *pages)
    return faults


def test_an_empty_page_is_not_the_last_one(kinesis: Client, streams: AwsStreams) -> None:
    answering(kinesis, page(MillisBehindLatest=90_000), page(MillisBehindLatest=9_000), page(7, 8))
    found = read(streams, pointer("7", "8"))
    assert texts(found.records) == ["record 7", "record 8"]
    assert (found.lost, found.complete) == (False, True)


def test_a_closed_shard_read_to_its_end_is_complete(kinesis: Client, streams: AwsStreams) -> None:
    answering(kinesis, page(7, 8, following=None))
    found = read(streams, pointer("7", "9"))
    assert (texts(found.records), found.complete, found.lost) == (["record 7", "record 8"], True, False)


def test_a_closed_shard_without_the_records_has_lost_them(kinesis: Client, streams: AwsStreams) -> None:
    answering(kinesis, page(following=None))
    found = read(streams, pointer("7", "9"))
    assert (found.records, found.lost, found.complete) == ((), True, True)


def test_a_stream_read_to_its_tip_without_the_records_has_lost_them(
    kinesis: Client, streams: AwsStreams
) -> None:
    answering(kinesis, *(page(MillisBehindLatest=0) for _ in range(MOST_PAGES)))
    assert read(streams, pointer("7", "9")).lost


def test_empty_pages_without_end_say_neither_lost_nor_complete(kinesis: Client, streams: AwsStreams) -> None:
    answering(kinesis, *(page(MillisBehindLatest=90_000) for _ in range(MOST_PAGES)))
    found = read(streams, pointer("7", "9"))
    assert (found.records, found.lost, found.complete) == ((), False, False)


def test_sequence_numbers_are_compared_as_numbers_and_not_as_text(
    kinesis: Client, streams: AwsStreams
) -> None:
    answering(kinesis, page(9, 10, 11))
    found = read(streams, pointer("9", "10"))
    assert (texts(found.records), texts(found.after)) == (["record 9", "record 10"], ["record 11"])


def asked(client: Client, operation: str) -> list[dict[str, Any]]:
    """The parameters of every call of an operation from now on."""
    seen: list[dict[str, Any]] = []

    def see(params: dict[str, Any], **_: Any) -> None:
        seen.append(dict(params))

    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register_first(f"provide-client-params.{service}.{operation}", see)
    return seen


def test_an_iterator_that_expired_goes_on_behind_the_last_record_seen(
    kinesis: Client, streams: AwsStreams
) -> None:
    faults = Faults(kinesis)
    iterators = asked(kinesis, "GetShardIterator")
    faults.answer("GetShardIterator", ITERATOR, times=2)
    refused = {
        "Error": {"Code": "ExpiredIteratorException", "Message": "expired"},
        "ResponseMetadata": {"HTTPStatusCode": 400},
    }
    pages = [page(7, 8), refused, page(9, 10)]

    def call(**_: Any) -> Any:
        answer = pages.pop(0)
        return Answered(400 if "Error" in answer else 200), answer

    kinesis.meta.events.register("before-call.kinesis.GetRecords", call)
    found = read(streams, pointer("7", "10"))
    assert texts(found.records) == ["record 7", "record 8", "record 9", "record 10"]
    assert [(each["ShardIteratorType"], each["StartingSequenceNumber"]) for each in iterators] == [
        ("AT_SEQUENCE_NUMBER", "7"),
        ("AFTER_SEQUENCE_NUMBER", "8"),
    ]


class Answered(NamedTuple):
    status_code: int


def test_a_sequence_number_that_kinesis_does_not_know_any_more_is_lost(
    kinesis: Client, streams: AwsStreams
) -> None:
    message = "StartingSequenceNumber 7 used in GetShardIterator on shard is invalid because it did not come"
    error = {"Error": {"Code": "InvalidArgumentException", "Message": message}}
    Faults(kinesis).answer("GetShardIterator", error, status=400)
    assert read(streams, pointer("7", "9")) == RecordRange((), lost=True)


def test_reading_stops_after_a_while(aws: Clients, kinesis: Client) -> None:
    ticks = iter(range(0, 1000, 2))
    streams = AwsStreams(aws, no_sleep, monotonic=lambda: float(next(ticks)))
    faults = answering(kinesis, *(page(MillisBehindLatest=90_000) for _ in range(MOST_PAGES)))
    assert not read(streams, pointer("7", "9")).complete
    assert faults.requests["GetRecords"] == 0  # answered before anything was sent


@pytest.mark.parametrize("operation", ["GetShardIterator", "GetRecords"])
def test_records_that_may_not_be_read_name_the_permission_and_the_parameter(
    kinesis: Client, streams: AwsStreams, operation: str
) -> None:
    faults = Faults(kinesis)
    if operation == "GetRecords":
        faults.answer("GetShardIterator", ITERATOR)
    faults.refuse(operation, "AccessDeniedException")
    assert streams.read(pointer("7", "9"), 10) == Missing(
        f"denied: allow kinesis:{operation} on {KINESIS} (StreamArns)"
    )


def test_the_settings_of_a_stream_that_may_not_be_read_name_the_permission(
    kinesis: Client, streams: AwsStreams
) -> None:
    Faults(kinesis).refuse("DescribeStreamSummary", "AccessDeniedException")
    assert streams.facts(KINESIS) == Missing(f"denied: allow kinesis:DescribeStreamSummary on {KINESIS}")


def test_shard_metrics_and_the_mode_of_a_stream_are_told(kinesis: Client, streams: AwsStreams) -> None:
    summary = {
        "RetentionPeriodHours": 168,
        "OpenShardCount": 4,
        "StreamModeDetails": {"StreamMode": "ON_DEMAND"},
        "EnhancedMonitoring": [{"ShardLevelMetrics": ["IncomingBytes"]}],
    }
    Faults(kinesis).answer("DescribeStreamSummary", {"StreamDescriptionSummary": summary})
    assert streams.facts(KINESIS) == StreamFacts(
        KINESIS, timedelta(days=7), 4, on_demand=True, shard_metrics=True
    )


def test_the_open_shards_of_a_stream_are_named(kinesis: Client, streams: AwsStreams) -> None:
    kinesis.create_stream(StreamName="clicks", ShardCount=2)
    assert streams.open_shards(KINESIS.replace("orders", "clicks")) == (
        "shardId-000000000000",
        "shardId-000000000001",
    )


def test_a_stream_of_another_account_cannot_be_looked_into() -> None:
    streams = AwsStreams(Clients(REGION, "999999999999"), no_sleep)
    missing = Missing(f"cannot look there: account {ACCOUNT} has no role for Lastcall")
    assert streams.facts(KINESIS) == missing
    assert streams.read(pointer("7", "9"), 1) == missing


def test_something_that_is_no_stream_is_missing(streams: AwsStreams) -> None:
    assert isinstance(streams.facts("orders"), Missing)


# Only DynamoDB


@pytest.fixture(autouse=True)
def endpoint_that_moto_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore prefers an endpoint of the account's own."""
    monkeypatch.setenv("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")


@pytest.fixture
def table(aws: Clients) -> str:
    """The ARN of a table's stream, with three items put into it."""
    client = aws.client("dynamodb", LOOK)
    client.create_table(
        TableName="orders",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    for n in range(3):
        client.put_item(TableName="orders", Item={"id": {"S": f"order-{n}"}, "blob": {"B": b"\x00"}})
    return str(client.describe_table(TableName="orders")["Table"]["LatestStreamArn"])


def shard_and_sequences(aws: Clients, stream: str) -> tuple[str, list[str]]:
    client = aws.client("dynamodbstreams", LOOK)
    (shard,) = client.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"]
    iterator = client.get_shard_iterator(
        StreamArn=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    records = client.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    return shard["ShardId"], [each["dynamodb"]["SequenceNumber"] for each in records]


def test_records_of_a_table_are_read_with_their_images(aws: Clients, table: str, streams: AwsStreams) -> None:
    shard, sequences = shard_and_sequences(aws, table)
    found = read(streams, pointer(sequences[1], sequences[2], table, shard))
    assert [each.event for each in found.records] == ["INSERT", "INSERT"]
    images = [json.loads(each.data)["NewImage"] for each in found.records]
    assert images == [{"id": {"S": f"order-{n}"}, "blob": {"B": "AA=="}} for n in (1, 2)]
    assert json.loads(found.records[0].key) == {"id": {"S": "order-1"}}


def test_a_table_keeps_its_records_for_a_day(table: str, streams: AwsStreams) -> None:
    assert streams.facts(table) == StreamFacts(table, timedelta(hours=24), 1)


def test_a_range_that_was_trimmed_is_lost(aws: Clients, streams: AwsStreams) -> None:
    Faults(aws.client("dynamodbstreams", LOOK)).refuse("GetShardIterator", "TrimmedDataAccessException")
    assert read(streams, TRIMMED) == RecordRange((), lost=True)


def test_a_range_that_is_trimmed_while_it_is_read_is_lost(aws: Clients, streams: AwsStreams) -> None:
    faults = Faults(aws.client("dynamodbstreams", LOOK))
    faults.answer("GetShardIterator", ITERATOR)
    faults.refuse("GetRecords", "TrimmedDataAccessException")
    assert read(streams, TRIMMED).lost


def test_closed_shards_of_a_table_are_not_counted_on_any_page(aws: Clients, streams: AwsStreams) -> None:
    opened, closed = (
        {"StartingSequenceNumber": "1"},
        {"StartingSequenceNumber": "1", "EndingSequenceNumber": "2"},
    )
    told = {
        "StreamDescription": {
            "Shards": [{"SequenceNumberRange": closed}],
            "LastEvaluatedShardId": SHARD_OF_TABLE,
        }
    }
    last = {"StreamDescription": {"Shards": [{"SequenceNumberRange": opened}] * 2}}
    Faults(aws.client("dynamodbstreams", LOOK)).answer("DescribeStream", told, last)
    facts = streams.facts(DYNAMODB)
    assert isinstance(facts, StreamFacts)
    assert facts.shards == 2


def test_a_tables_stream_cannot_be_read_from_a_time_on(streams: AwsStreams) -> None:
    found = streams.near(DYNAMODB, "", NOON, 1)
    assert isinstance(found, Missing)
    assert "only from a sequence number" in found.reason
