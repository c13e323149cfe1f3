"""Lastcall's own reads of a stream, noted where every function sees them."""

from datetime import timedelta

import pytest

from bot.aws.own_reads import READS_TTL, TableOwnReads
from bot.aws.session import LOOK, Clients
from bot.aws.streams import AwsStreams
from bot.aws.table import Table
from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.errors import Transient
from bot.domain.evidence.missing import Missing
from tests.contract.aws.faults import Faults
from tests.contract.aws.stack import REGION, no_sleep
from tests.fakes import HandClock

FIRST = "800000000003126276362"
ACCOUNT = "123456789012"
STREAM = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/orders"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders/stream/2026-03-01T00:00:00.000"


def test_reads_are_known_by_their_stream_for_as_long_as_ages_are_read(table: Table, clock: HandClock) -> None:
    own, first = TableOwnReads(table, clock), clock()
    own.note(STREAM)
    clock.forward(minutes=5)
    own.note(STREAM)
    assert own.of(ACCOUNT, REGION, "orders") == (first, first + timedelta(minutes=5))
    assert own.of(ACCOUNT, REGION, "clicks") == ()
    clock.forward(seconds=(READS_TTL - timedelta(minutes=4)).total_seconds())
    own.note(STREAM)
    assert own.of(ACCOUNT, REGION, "orders") == (first + timedelta(minutes=5), clock())
    clock.forward(hours=4)
    assert own.of(ACCOUNT, REGION, "orders") == ()


def test_every_read_of_a_kinesis_stream_is_noted_before_it_is_made(
    aws: Clients, table: Table, clock: HandClock
) -> None:
    streams = AwsStreams(aws, no_sleep, own=TableOwnReads(table, clock))
    Faults(aws.client("kinesis", LOOK)).never_sent("GetShardIterator", times=LOOK.attempts)
    with pytest.raises(Transient):
        streams.read(StreamPointer(STREAM, "shardId-000000000000", "1", "1", 1), 1)
    assert streams.own_reads(ACCOUNT, REGION, "orders") == (clock(),)


def test_a_read_of_a_tables_stream_leaves_no_such_metric_and_no_note(
    aws: Clients, table: Table, clock: HandClock
) -> None:
    streams = AwsStreams(aws, no_sleep, own=TableOwnReads(table, clock))
    Faults(aws.client("dynamodbstreams", LOOK)).refuse("GetShardIterator", "TrimmedDataAccessException")
    found = streams.read(StreamPointer(TABLE, "shardId-00000001573689847184-864758bb", FIRST, FIRST, 1), 1)
    assert not isinstance(found, Missing)
    assert found.lost
    assert streams.own_reads(ACCOUNT, REGION, "orders") == ()
