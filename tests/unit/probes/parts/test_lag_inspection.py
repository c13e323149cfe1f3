"""What Inspect on lag can see, and what it says of what it cannot."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.lag.inspection import LagInspection, StuckAt
from bot.domain.evidence.lag.lag import Lag, ShardAge
from bot.domain.evidence.missing import Missing
from bot.domain.resource.grouping import Resource
from bot.ports.streams import StreamRecord
from bot.ports.telemetry import LoggedError
from bot.probes.parts.lag_inspection import MOST_LINES, inspect_lag
from tests.fakes.clock import NOON
from tests.unit.probes.examples import CONSUMER, World
from tests.unit.probes.logged import KEY_ERROR, minutes

KINESIS = "arn:aws:kinesis:eu-west-1:111122223333:stream/orders"
TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026-03-01T00:00:00.000"
SHARD, OTHER = "shardId-000000000000", "shardId-000000000001"
SEQUENCE = "49545115243490985018280067714973144582180062593244200961"
AGE = timedelta(hours=2)
MAPPING = EventSource("u", KINESIS, CONSUMER, "Enabled", last_result="PROBLEM: Function call failed")
BEHIND = Evidence(
    taken_at=NOON,
    lag=Lag("IteratorAge", AGE, at=NOON),
    mappings=(MAPPING,),
    shards=(ShardAge(SHARD, minutes(1)), ShardAge(OTHER, AGE)),
)


@pytest.fixture
def world() -> World:
    world = World()
    for shard in (SHARD, OTHER):
        world.streams.shards[KINESIS, shard] = [
            StreamRecord("7", NOON - 2 * AGE, "7", b'{"order": 7}'),
            StreamRecord(SEQUENCE, NOON - AGE, "8", json.dumps({"order": 8, "shard": shard}).encode()),
        ]
    return world


def looked(world: World, evidence: Evidence | None = BEHIND, *, record: bool = False) -> LagInspection:
    function = Resource("function", "orders-consumer", "111122223333", "eu-west-1")
    return inspect_lag(world.context()._replace(resource=function), evidence, record=record)


def seen(world: World, evidence: Evidence = BEHIND) -> StuckAt:
    found = looked(world, evidence, record=True).record
    assert isinstance(found, StuckAt), found
    return found


def why_not(world: World, evidence: Evidence = BEHIND) -> str:
    found = looked(world, evidence, record=True).record
    assert isinstance(found, Missing), found
    return found.reason


def test_the_newest_error_lines_come_first_and_few(world: World) -> None:
    world.logs(*((minutes(n + 1), f"{KEY_ERROR} {n}") for n in range(20)))
    lines = looked(world).lines
    assert not isinstance(lines, Missing)
    assert [each.text[-2:].strip() for each in lines] == [str(n) for n in range(MOST_LINES)]


def test_the_same_trace_is_shown_once_with_how_often_it_was_logged(world: World) -> None:
    world.logs(*((minutes(n + 1), f"{KEY_ERROR} at {SEQUENCE[:-2]}{n:02}") for n in range(12)))
    lines = looked(world).lines
    assert not isinstance(lines, Missing)
    assert [each.seen for each in lines] == [12]
    assert len(lines[0].sequences) == 5


def test_sequence_numbers_in_a_line_are_told(world: World) -> None:
    world.logs((minutes(1), f"ERROR cannot ship record {SEQUENCE} of {OTHER}"))
    lines = looked(world).lines
    assert not isinstance(lines, Missing)
    assert lines[0].sequences == (SEQUENCE,)


def test_a_secret_in_a_line_is_masked(world: World) -> None:
    world.logs((minutes(1), "ERROR password=hunter2 for AKIAIOSFODNN7EXAMPLE"))
    assert "hunter2" not in repr(looked(world))
    assert "AKIA" not in repr(looked(world))


def test_settings_and_ages_are_those_of_the_evidence(world: World) -> None:
    found = looked(world)
    assert (found.mappings, found.shards) == (BEHIND.mappings, BEHIND.shards)


def test_a_log_that_may_not_be_read_says_so(world: World) -> None:
    world.telemetry.logged[CONSUMER] = Missing("denied: allow logs:FilterLogEvents on x")
    assert looked(world).lines == Missing("denied: allow logs:FilterLogEvents on x")


def test_no_stream_is_read_until_somebody_asks(world: World) -> None:
    found = looked(world)
    assert (found.record, found.can_read, world.streams.reads) == (None, True, 0)


def test_a_record_that_a_line_names_is_the_record(world: World) -> None:
    world.logs((minutes(1), f"ERROR cannot ship {OTHER}:{SEQUENCE}"))
    found = seen(world)
    assert (found.probably, found.shard, found.record.sequence) == (False, OTHER, SEQUENCE)
    assert json.loads(found.record.body) == {"order": 8, "shard": OTHER}


def test_else_the_record_of_that_time_in_the_worst_shard_is_probably_it(world: World) -> None:
    found = seen(world)
    assert (found.probably, found.shard) == (True, OTHER)
    assert json.loads(found.record.body) == {"order": 8, "shard": OTHER}


def test_what_reading_an_old_record_leaves_in_the_streams_metric_is_said(world: World) -> None:
    stream = KINESIS.rpartition("/")[2]
    assert f"GetRecords.IteratorAgeMilliseconds of {stream} show up to 2 h around 12:00" in seen(world).trace


def test_a_young_record_leaves_nothing_that_anybody_would_notice(world: World) -> None:
    for shard in (SHARD, OTHER):
        world.streams.shards[KINESIS, shard] = [StreamRecord("9", NOON - minutes(0.5), "9", b"{}")]
    assert seen(world, replace(BEHIND, lag=Lag("IteratorAge", minutes(0.5), at=NOON))).trace == ""


def test_nothing_of_the_record_is_shown_unredacted(world: World) -> None:
    world.streams.shards[KINESIS, OTHER] = [
        StreamRecord("9", NOON - AGE, "ana@example.com", b'{"password": "hunter2"}')
    ]
    found = repr(seen(world))
    assert "hunter2" not in found
    assert "ana@" not in found


def test_a_tables_stream_cannot_be_read_by_time_and_says_how_to_see_it(world: World) -> None:
    evidence = replace(BEHIND, mappings=(MAPPING._replace(source=TABLE),))
    world.streams.denied[TABLE] = Missing("DynamoDB streams cannot be read from a point in time")
    assert not looked(world, evidence).can_read
    assert "have the function log the sequence number" in why_not(world, evidence)


def test_records_that_may_not_be_read_say_what_to_allow(world: World) -> None:
    world.streams.denied[KINESIS] = Missing(f"denied: allow kinesis:GetRecords on {KINESIS} (StreamArns)")
    assert "denied: allow kinesis:GetRecords" in why_not(world)


def test_a_record_that_is_gone_is_not_invented(world: World) -> None:
    world.streams.shards[KINESIS, OTHER] = []
    assert "none found that arrived then" in why_not(world)


def test_of_several_records_of_one_minute_none_is_said_to_be_the_one(world: World) -> None:
    arrived = NOON - AGE
    world.streams.shards[KINESIS, OTHER] = [
        StreamRecord(f"{n}", arrived - n * timedelta(seconds=25), "8", b"{}") for n in (2, 1, 0)
    ]
    assert "3 arrived in the same minute" in why_not(world)


def test_a_record_that_came_within_the_period_of_its_age_is_there(world: World) -> None:
    """The age is the greatest of its minute, so it came up to a minute earlier than the age says."""
    at = NOON - AGE - timedelta(seconds=30)
    world.streams.shards[KINESIS, OTHER] = [StreamRecord("9", at, "9", b"{}")]
    assert (seen(world).record.sequence, seen(world).probably) == ("9", True)


def test_those_behind_it_are_told_out_of_the_same_read(world: World) -> None:
    at = NOON - AGE
    bodies = (b'{"page": "/", "ms": 3}', *(b'{"page": "/", "seconds": 3}',) * 3)
    world.streams.shards[KINESIS, OTHER] = [
        StreamRecord(f"{n}", at + n * timedelta(seconds=40), f"{n}", body) for n, body in enumerate(bodies)
    ]
    world.logs((minutes(1), "[ERROR] KeyError: 'seconds'"))
    assert seen(world).behind == "It lacks 'seconds'; of the 3 records read behind it 0 lack it, too"
    assert world.streams.reads == 1


@pytest.mark.parametrize("seconds", [-61, 5])
def test_a_record_of_another_minute_is_not_the_one(world: World, seconds: int) -> None:
    at = NOON - AGE + timedelta(seconds=seconds)
    world.streams.shards[KINESIS, OTHER] = [StreamRecord("9", at, "9", b"{}")]
    assert "none found that arrived then" in why_not(world)


def test_without_an_age_the_record_cannot_be_found(world: World) -> None:
    evidence = replace(BEHIND, lag=Missing("denied"))
    assert "not known how far behind the consumer is" in why_not(world, evidence)


def test_with_two_streams_which_one_it_is_in_is_not_guessed(world: World) -> None:
    evidence = replace(BEHIND, mappings=(MAPPING, MAPPING._replace(source=f"{KINESIS}-2")))
    assert "its stream is not known" in why_not(world, evidence)


def test_without_evidence_the_functions_own_log_speaks(world: World) -> None:
    world.logs((minutes(1), KEY_ERROR))
    found = looked(world, None)
    assert not isinstance(found.lines, Missing)
    assert len(found.lines) == 1


def test_a_consumer_without_errors_has_logged_none(world: World) -> None:
    world.telemetry.logged[CONSUMER] = (LoggedError(NOON - timedelta(hours=3), KEY_ERROR),)
    assert looked(world).lines == ()
