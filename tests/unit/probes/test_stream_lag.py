"""The probe of how far a consumer is behind its stream."""

from datetime import timedelta

import pytest

from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.health import Healthy, Unhealthy
from bot.domain.evidence.lag.lag import Lag, OwnReads, StreamFacts
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import Resolution
from bot.domain.resource.grouping import Resource
from bot.probes.stream_lag import PROBE
from tests.fakes.clock import NOON
from tests.unit.probes.examples import World
from tests.unit.probes.lagging import (
    ARN,
    CLICKS,
    DENIED,
    FUNCTION,
    MINUTE,
    NAME,
    STREAM,
    at,
    minutes,
    put,
)
from tests.unit.probes.looks import found

DAY = timedelta(hours=24)
TABLE_STREAM = "arn:aws:dynamodb:eu-west-1:111122223333:table/baskets/stream/2025-11-14T00:13:19.627"


@pytest.fixture
def world() -> World:
    made = World()
    made.functions.mappings = [EventSource("u-1", CLICKS, ARN, "Enabled")]
    made.streams.facts_of[CLICKS] = StreamFacts(CLICKS, DAY, 4)
    return made


def ages(world: World, *seconds: float | None) -> None:
    put(world, NAME, IteratorAge=[None if each is None else each * 1000 for each in seconds])


def lag_of(world: World, resource: Resource = FUNCTION) -> Lag:
    lag = found(PROBE, at(world, resource)).lag
    assert isinstance(lag, Lag)
    return lag


def loss_of(evidence: Evidence) -> LossClock:
    assert isinstance(evidence.loss, LossClock)
    return evidence.loss


def test_the_age_is_in_milliseconds_and_the_newest_counts(world: World) -> None:
    ages(world, 60, 120, 180, None)
    lag = lag_of(world)
    assert (lag.metric, lag.age, lag.at) == ("IteratorAge", timedelta(minutes=3), NOON)


def test_a_standstill_ages_a_second_in_a_second(world: World) -> None:
    ages(world, *[60 * n for n in range(15)])
    assert lag_of(world).slope == pytest.approx(1.0)


def test_no_datapoint_is_no_age(world: World) -> None:
    lag = lag_of(world)
    assert (lag.age, lag.at, lag.slope, lag.rising_since, lag.waiting) == (None,) * 5
    assert loss_of(found(PROBE, at(world, FUNCTION))).first_loss is None


def test_an_age_of_before_the_window_still_counts_with_its_time(world: World) -> None:
    world.telemetry.put("IteratorAge", NAME, minutes(5_000, until=NOON - timedelta(hours=1)))
    lag = lag_of(world)
    assert lag.age == timedelta(seconds=5)
    assert lag.at == NOON - timedelta(hours=1) + timedelta(minutes=5)
    assert lag.slope is None


def test_the_history_is_three_hours_in_steps_of_five_minutes(world: World) -> None:
    ages(world, *[30] * 400)
    assert lag_of(world).history == (30.0,) * 36


def test_a_rise_began_where_the_age_was_lowest_last(world: World) -> None:
    ages(world, *[5] * 60, *[5 + 60 * n for n in range(1, 61)])
    since = lag_of(world).rising_since
    assert since is not None
    assert timedelta(minutes=60) <= NOON - since <= timedelta(minutes=70)


def test_a_level_age_does_not_rise(world: World) -> None:
    ages(world, *[30] * 100)
    assert lag_of(world).rising_since is None


def test_what_waits_is_what_arrived_meanwhile(world: World) -> None:
    ages(world, 100)
    put(world, "clicks", IncomingRecords=[600] * 15)
    lag = lag_of(world)
    # To the minute, and rather more than fewer.
    assert (lag.incoming, lag.waiting, lag.exact) == (10.0, 1800, False)


def test_what_came_at_once_and_stands_does_not_grow_with_its_age(world: World) -> None:
    for age in (120, 240, 480):
        put(world, "clicks", IncomingRecords=[*[0] * (14 - age // 60), 10, *[0] * (age // 60)])
        ages(world, *[None] * 5, age)
        assert lag_of(world).waiting == 10


def test_polls_of_after_the_last_call_tell_that_the_rest_was_read(world: World) -> None:
    ages(world, 1200, 1300, None, None)
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [1_300_000, 0, 0]}, IncomingRecords=[1] * 9)
    lag = lag_of(world)
    assert (lag.age, lag.at, lag.waiting) == (timedelta(0), NOON, 0)


def test_polls_of_before_the_last_call_or_of_other_readers_tell_nothing(world: World) -> None:
    ages(world, 1200, 1300)
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [0, None, None]})
    assert lag_of(world).age == timedelta(seconds=1300)
    ages(world, 1300, None, None)
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [0, 0]})
    world.functions.mappings.append(EventSource("u-2", CLICKS, ARN + "-2", "Enabled"))
    assert lag_of(world).age == timedelta(seconds=1300)


def test_no_line_is_drawn_between_two_episodes(world: World) -> None:
    ages(world, *[1200 + 60 * n for n in range(6)], *[None] * 6, 1, 2, 3)
    ended = Resolution(NOON - 4 * MINUTE, "proven")
    lag = found(PROBE, at(world, FUNCTION, last_resolution=ended)).lag
    assert isinstance(lag, Lag)
    assert lag.age == timedelta(seconds=3)
    assert lag.slope == pytest.approx(1 / 60)
    before = found(PROBE, at(world, FUNCTION, last_resolution=ended._replace(at=NOON + MINUTE))).lag
    assert isinstance(before, Lag)
    assert (before.age, before.slope, before.rising_since) == (None, None, None)


def test_without_a_count_of_arrivals_nobody_knows_how_many_wait(world: World) -> None:
    ages(world, 100)
    lag = lag_of(world)
    assert (lag.incoming, lag.waiting) == (None, None)


def test_what_the_only_reader_takes_is_counted(world: World) -> None:
    world.telemetry.put("GetRecords.Records", "clicks", minutes(*[300] * 15))
    assert lag_of(world).handled == 5.0


def test_what_several_readers_take_is_nobodys_own(world: World) -> None:
    world.telemetry.put("GetRecords.Records", "clicks", minutes(*[300] * 15))
    world.functions.mappings.append(EventSource("u-2", CLICKS, ARN + "-2", "Enabled"))
    assert lag_of(world).handled is None


def test_writes_to_the_table_stand_for_what_arrives_in_its_stream(world: World) -> None:
    world.functions.mappings = [EventSource("u-1", TABLE_STREAM, ARN, "Enabled")]
    world.streams.facts_of[TABLE_STREAM] = StreamFacts(TABLE_STREAM, DAY)
    for operation in ("PutItem", "DeleteItem"):
        world.telemetry.put("SuccessfulRequestLatency", f"baskets/{operation}", minutes(450))
    assert lag_of(world).incoming == 1.0


def test_the_clock_ends_with_the_streams_retention(world: World) -> None:
    ages(world, 3600)
    assert loss_of(found(PROBE, at(world, FUNCTION))).at_the_latest == NOON + timedelta(hours=23)


def test_a_mapping_that_gives_up_earlier_ends_the_clock_earlier(world: World) -> None:
    world.functions.mappings = [EventSource("u-1", CLICKS, ARN, "Enabled", max_age=timedelta(hours=2))]
    ages(world, 3600)
    assert loss_of(found(PROBE, at(world, FUNCTION))).at_the_latest == NOON + timedelta(hours=1)


def test_of_several_streams_the_shortest_retention_counts(world: World) -> None:
    other = CLICKS + "-2"
    world.functions.mappings.append(EventSource("u-2", other, ARN, "Enabled"))
    world.streams.facts_of[CLICKS] = StreamFacts(CLICKS, 7 * DAY)
    world.streams.facts_of[other] = StreamFacts(other, DAY)
    ages(world, 3600)
    assert loss_of(found(PROBE, at(world, FUNCTION))).at_the_latest == NOON + timedelta(hours=23)


def test_a_queue_that_the_function_polls_too_is_no_part_of_it(world: World) -> None:
    queue = EventSource("u-2", "arn:aws:sqs:eu-west-1:111122223333:orders", ARN, "Disabled")
    world.functions.mappings.append(queue)
    assert found(PROBE, at(world, FUNCTION)).mappings == (world.functions.mappings[0],)


def test_of_a_stream_its_slowest_reader_speaks_also_one_with_fan_out(world: World) -> None:
    fan_out = f"{CLICKS}/consumer/billing:1700000000"
    world.functions.mappings = [EventSource("u-1", CLICKS, ARN, "Enabled", consumer=fan_out)]
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [1_000]})
    put(world, "clicks/billing", **{"SubscribeToShardEvent.MillisBehindLatest": [90_000]})
    lag = lag_of(world, STREAM)
    assert (lag.metric, lag.age) == ("SubscribeToShardEvent.MillisBehindLatest", timedelta(seconds=90))


# What cannot be read


def test_denied_metrics_are_missing_in_the_clock_too(world: World) -> None:
    world.telemetry.unread = Missing(DENIED)
    seen = found(PROBE, at(world, FUNCTION))
    assert (seen.lag, seen.loss) == (Missing(DENIED), Missing(DENIED))


def test_denied_mappings_leave_the_age_standing_and_no_clock(world: World) -> None:
    why = Missing("denied: allow lambda:ListEventSourceMappings on *")
    world.functions.refused["polled_by"] = why
    ages(world, 100)
    seen = found(PROBE, at(world, FUNCTION))
    assert (lag_of(world).age, seen.mappings, seen.loss) == (timedelta(seconds=100), why, why)


def test_a_stream_that_may_not_be_read_has_no_clock(world: World) -> None:
    del world.streams.facts_of[CLICKS]
    ages(world, 100)
    assert isinstance(found(PROBE, at(world, FUNCTION)).loss, Missing)


# Health


def health(world: World) -> Healthy | Unhealthy | Missing:
    assert PROBE.health is not None
    return PROBE.health(at(world, FUNCTION))


def test_a_small_age_with_an_enabled_mapping_is_healthy(world: World) -> None:
    ages(world, 3000, 2, 1)
    assert health(world) == Healthy(f"{NAME} is 1 s behind")


def test_the_window_in_which_a_batch_is_gathered_is_no_lag(world: World) -> None:
    world.functions.mappings = [EventSource("u-1", CLICKS, ARN, "Enabled", window=5 * MINUTE)]
    ages(world, 350)
    assert isinstance(health(world), Healthy)


def test_a_small_age_of_minutes_ago_is_no_proof(world: World) -> None:
    ages(world, 1, None, None, None, None)
    assert isinstance(health(world), Missing)


def test_a_call_that_failed_at_the_end_is_not_healthy(world: World) -> None:
    ages(world, 1)
    put(world, NAME, Errors=[1])
    assert isinstance(health(world), Unhealthy)


def test_who_has_read_to_the_end_since_is_healthy_whatever_the_last_call_was_behind(world: World) -> None:
    ages(world, 1300, None)
    put(world, NAME, Errors=[1, None])
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [0]})
    assert health(world) == Healthy("clicks is read to the end", empty=True)


def test_a_poll_to_the_end_before_or_beside_the_last_failure_is_no_proof(world: World) -> None:
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [0, None]})
    ages(world, 1300)
    assert isinstance(health(world), Unhealthy)
    ages(world, None)
    put(world, NAME, Errors=[1, None])
    assert isinstance(health(world), Unhealthy)


def test_a_great_age_is_not_healthy(world: World) -> None:
    ages(world, 360)
    assert health(world) == Unhealthy(f"{NAME} is 6 min behind")


def test_an_age_that_is_small_against_what_the_route_calls_late_is_no_proof_yet(world: World) -> None:
    ages(world, 240)
    assert health(world) == Missing(f"{NAME} is 4 min behind")


def test_a_disabled_mapping_is_not_healthy_however_small_the_age(world: World) -> None:
    world.functions.mappings = [EventSource("u-1", CLICKS, ARN, "Disabled")]
    ages(world, 1)
    assert health(world) == Unhealthy(f"the mapping of {NAME} is Disabled")


def test_silence_proves_nothing(world: World) -> None:
    assert isinstance(health(world), Missing)
    world.telemetry.put("IteratorAge", NAME, minutes(1.0, until=NOON - timedelta(minutes=30)))
    assert isinstance(health(world), Missing)


def test_a_function_without_calls_is_proven_by_how_far_its_stream_is_read(world: World) -> None:
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [900_000, 0]})
    assert health(world) == Healthy("clicks is read to the end", empty=True)


def test_a_stream_that_is_not_read_to_its_end_is_not_healthy(world: World) -> None:
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [900_000]})
    assert health(world) == Unhealthy("clicks is read to 15 min before the end")


def test_how_far_other_readers_are_proves_nothing_for_one_with_fan_out(world: World) -> None:
    fan_out = f"{CLICKS}/consumer/billing:1700000000"
    world.functions.mappings = [EventSource("u-1", CLICKS, ARN, "Enabled", consumer=fan_out)]
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [0]})
    assert isinstance(health(world), Missing)


def test_a_stream_that_nobody_is_known_to_read_is_not_called_healthy(world: World) -> None:
    world.functions.mappings = []
    ages(world, 1)
    assert isinstance(health(world), Missing)


# What Lastcall itself read leaves its age behind, and no consumer had anything to do with it

AN_OLD_RECORD = 20 * 3600 * 1000.0


def test_an_age_of_our_own_making_is_no_consumers(world: World) -> None:
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [1_000, AN_OLD_RECORD]})
    assert lag_of(world, STREAM).age == timedelta(hours=20)
    world.streams.own["clicks"] = (NOON + timedelta(seconds=30),)
    assert lag_of(world, STREAM).age == timedelta(seconds=1)


def test_a_look_tells_when_lastcall_read_and_what_the_other_minutes_say() -> None:
    world = World()
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [3_000, AN_OLD_RECORD, 1_000]})
    world.streams.facts_of[CLICKS] = StreamFacts(CLICKS, DAY, 4)
    assert lag_of(world, STREAM).own is None
    ours = NOON - timedelta(seconds=30)
    world.streams.own["clicks"] = (NOON - timedelta(hours=2), ours)
    assert lag_of(world, STREAM).own == OwnReads((ours,), timedelta(seconds=3), NOON + MINUTE)


def test_where_nobody_else_read_the_other_minutes_say_nothing() -> None:
    world = World()
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [AN_OLD_RECORD]})
    world.streams.facts_of[CLICKS] = StreamFacts(CLICKS, DAY, 4)
    world.streams.own["clicks"] = (NOON,)
    assert lag_of(world, STREAM).own == OwnReads((NOON,))


def test_a_read_of_our_own_does_not_spoil_the_proof_of_health(world: World) -> None:
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [0, AN_OLD_RECORD]})
    world.streams.own["clicks"] = (NOON,)
    assert health(world) == Healthy("clicks is read to the end", empty=True)


def test_a_true_age_of_other_minutes_still_counts(world: World) -> None:
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [AN_OLD_RECORD, AN_OLD_RECORD]})
    world.streams.own["clicks"] = (NOON,)
    assert isinstance(health(world), Unhealthy)


def test_where_every_minute_was_read_by_us_nothing_is_known(world: World) -> None:
    put(world, "clicks", **{"GetRecords.IteratorAgeMilliseconds": [AN_OLD_RECORD]})
    world.streams.own["clicks"] = (NOON,)
    assert isinstance(health(world), Missing)


def test_an_alarm_knows_more_than_a_datapoint_of_before_it_fired(world: World) -> None:
    """CloudWatch is late: the batch before was read at once, and the one it rings for is not."""
    ages(world, 0)
    assert (lag_of(world).age, lag_of(world).waiting) == (timedelta(0), 0)
    fired = found(PROBE, at(world, FUNCTION, fired_at=NOON + MINUTE)).lag
    assert isinstance(fired, Lag)
    assert (fired.age, fired.waiting, fired.at) == (None, None, NOON)
    ages(world, 50)
    still = found(PROBE, at(world, FUNCTION, fired_at=NOON + MINUTE)).lag
    assert isinstance(still, Lag)
    assert still.age == timedelta(seconds=50)


def test_how_many_came_within_the_minute_is_not_counted(world: World) -> None:
    """Ten came at once and stand: by their rate over a quarter of an hour it would be one."""
    ages(world, 50)
    put(world, "clicks", IncomingRecords=[6, 0, 0, 10])
    assert lag_of(world).waiting is None
