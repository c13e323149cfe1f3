"""The probes of what waits in a queue, and of events that wait for their function."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.domain.evidence.consumer import AsyncSettings
from bot.domain.evidence.health import Healthy, Unhealthy
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.probes import async_lag, queue_lag
from tests.fakes.clock import NOON
from tests.unit.probes.examples import DAYS_4, ORDERS, World, letter
from tests.unit.probes.lagging import ARN, DENIED, FUNCTION, NAME, QUEUE, at, put
from tests.unit.probes.looks import found

AGE = "ApproximateAgeOfOldestMessage"


@pytest.fixture
def world() -> World:
    return World()


def waiting(world: World, count: int) -> None:
    world.queues.put(ORDERS, *(letter(f"w-{n}") for n in range(count)))


def test_a_queues_age_is_in_seconds_and_what_waits_is_counted(world: World) -> None:
    waiting(world, 7)
    put(
        world, "orders", **{AGE: [60, 120]}, NumberOfMessagesSent=[90] * 15, NumberOfMessagesDeleted=[30] * 15
    )
    lag = found(queue_lag.PROBE, at(world, QUEUE)).lag
    assert isinstance(lag, Lag)
    assert (lag.metric, lag.age, lag.waiting, lag.exact) == (AGE, timedelta(minutes=2), 7, True)
    assert (lag.incoming, lag.handled) == (1.5, 0.5)


def test_a_queues_clock_ends_with_its_retention(world: World) -> None:
    waiting(world, 1)
    put(world, "orders", **{AGE: [3600]})
    seen = found(queue_lag.PROBE, at(world, QUEUE))
    assert isinstance(seen.loss, LossClock)
    assert (seen.retention, seen.loss.at_the_latest) == (DAYS_4, NOON + DAYS_4 - timedelta(hours=1))


def test_an_empty_queue_loses_nothing(world: World) -> None:
    put(world, "orders", **{AGE: [3600]})
    assert found(queue_lag.PROBE, at(world, QUEUE)).loss == LossClock(None, None, "the queue is empty")


def test_a_queue_that_may_not_be_read_has_no_clock_and_no_count(world: World) -> None:
    world.queues.denied.add(ORDERS)
    put(world, "orders", **{AGE: [3600]})
    seen = found(queue_lag.PROBE, at(world, QUEUE))
    assert isinstance(seen.loss, Missing)
    assert isinstance(seen.lag, Lag)
    assert (seen.lag.waiting, seen.lag.exact, seen.retention) == (None, False, None)


def test_denied_metrics_of_a_queue_are_missing(world: World) -> None:
    waiting(world, 1)
    world.telemetry.unread = Missing(DENIED)
    seen = found(queue_lag.PROBE, at(world, QUEUE))
    assert (seen.lag, seen.loss) == (Missing(DENIED), Missing(DENIED))


def healthy(world: World) -> Healthy | Unhealthy | Missing:
    assert queue_lag.PROBE.health is not None
    return queue_lag.PROBE.health(at(world, QUEUE))


def test_only_an_empty_queue_is_proven_healthy(world: World) -> None:
    assert healthy(world) == Healthy("orders is empty", empty=True)
    waiting(world, 2)
    put(world, "orders", **{AGE: [900, 60]})
    young = "2 wait in orders, the oldest for 1 min"
    assert healthy(world) == Missing(f"{young}, but one that was received three times is not in that age")


@pytest.mark.parametrize("age", [900, None], ids=["old", "not known"])
def test_messages_that_are_old_or_of_unknown_age_are_not_healthy(world: World, age: float | None) -> None:
    waiting(world, 2)
    put(world, "orders", **{AGE: [age]})
    assert isinstance(healthy(world), Unhealthy)


def test_a_queue_that_cannot_be_read_is_not_called_healthy(world: World) -> None:
    world.queues.denied.add(ORDERS)
    assert isinstance(healthy(world), Missing)


# Asynchronous events


def test_an_events_age_is_in_milliseconds_and_how_many_wait_is_not_known(world: World) -> None:
    put(world, NAME, AsyncEventAge=[90_000], AsyncEventsReceived=[60] * 15)
    lag = found(async_lag.PROBE, at(world, FUNCTION)).lag
    assert isinstance(lag, Lag)
    assert (lag.age, lag.incoming, lag.handled, lag.waiting) == (timedelta(seconds=90), 1.0, None, None)


def test_the_clock_of_events_ends_with_the_functions_own_limit(world: World) -> None:
    world.functions.settings_of[ARN] = AsyncSettings(max_age=timedelta(hours=1), retries=1)
    put(world, NAME, AsyncEventAge=[600_000])
    seen = found(async_lag.PROBE, at(world, FUNCTION))
    assert isinstance(seen.loss, LossClock)
    assert seen.loss.at_the_latest == NOON + timedelta(minutes=50)
    assert seen.async_settings == AsyncSettings(max_age=timedelta(hours=1), retries=1)


def test_denied_settings_leave_the_age_standing_and_no_clock(world: World) -> None:
    why = Missing("denied: allow lambda:GetFunctionEventInvokeConfig")
    world.functions.refused["async_settings"] = why
    put(world, NAME, AsyncEventAge=[600_000])
    seen = found(async_lag.PROBE, at(world, FUNCTION))
    assert isinstance(seen.lag, Lag)
    assert (seen.loss, seen.async_settings) == (why, why)


def proof_of(world: World, **metrics: Sequence[float | None]) -> Healthy | Unhealthy | Missing:
    put(world, NAME, **metrics)
    assert async_lag.PROBE.health is not None
    return async_lag.PROBE.health(at(world, FUNCTION))


def test_events_are_proven_worked_on_by_their_counts(world: World) -> None:
    done = proof_of(world, AsyncEventsReceived=[12, 0, 0], Invocations=[6, 9, 0], Errors=[2, 1, 0])
    assert done == Healthy("12 events of orders-consumer came in 7 h, and 0 wait")


def test_events_that_wait_are_not_healthy_however_young_the_last_one_taken_was(world: World) -> None:
    """Throttled ones are attempted ever more rarely, and nothing tells of them in between."""
    waiting = {"AsyncEventsReceived": [12, None, None], "Invocations": [6, None, None]}
    for age in ([1_000], [None]):
        found = proof_of(world, AsyncEventAge=age, **waiting)
        assert found == Unhealthy("6 of 12 events of orders-consumer wait or are being retried")


def test_events_that_were_given_up_do_not_wait(world: World) -> None:
    found = proof_of(world, AsyncEventsReceived=[3], AsyncEventsDropped=[3], Invocations=[9], Errors=[9])
    assert isinstance(found, Healthy)


def test_calls_beside_the_events_hide_what_waits(world: World) -> None:
    found = proof_of(world, AsyncEventsReceived=[3], Invocations=[40], Errors=[0])
    assert found == Missing(
        "orders-consumer is invoked for other things too, so no count shows whether events wait"
    )


def test_the_age_of_an_old_event_contradicts_a_count_that_may_hold_other_calls(world: World) -> None:
    found = proof_of(world, AsyncEventsReceived=[3], Invocations=[3], Errors=[0], AsyncEventAge=[3_600_000])
    assert isinstance(found, Missing)


def test_without_an_event_nothing_is_proven(world: World) -> None:
    assert isinstance(proof_of(world, AsyncEventAge=[1_000]), Missing)


def test_settings_that_may_not_be_read_leave_open_how_long_an_event_may_wait(world: World) -> None:
    world.functions.refused["async_settings"] = Missing(DENIED)
    assert proof_of(world, AsyncEventsReceived=[3], Invocations=[3]) == Missing(DENIED)


def test_of_events_the_oldest_that_was_tried_lately_counts(world: World) -> None:
    """Whichever is tried is as old as it is: one that came just now says nothing of those that wait."""
    put(world, NAME, AsyncEventAge=[900_000, None, 60_000, 240_000, None, 1_000])
    lag = found(async_lag.PROBE, at(world, FUNCTION)).lag
    assert isinstance(lag, Lag)
    assert (lag.age, lag.at) == (timedelta(minutes=15), NOON - timedelta(minutes=4))
    assert (lag.slope, lag.rising_since) == (None, None)


def test_an_event_that_was_tried_long_ago_may_be_done(world: World) -> None:
    put(world, NAME, AsyncEventAge=[900_000, *[None] * 6, 1_000])
    lag = found(async_lag.PROBE, at(world, FUNCTION)).lag
    assert isinstance(lag, Lag)
    assert lag.age == timedelta(seconds=1)
