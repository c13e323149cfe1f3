from datetime import timedelta

import pytest

from bot.domain.clocks import LossClock
from bot.domain.consumer import AsyncSettings
from bot.domain.evidence import Healthy, Missing, Unhealthy
from bot.domain.lag import Lag
from bot.probes import async_lag, queue_lag
from tests.fakes.clock import NOON
from tests.unit.probes.examples import DAYS_4, ORDERS, World, letter
from tests.unit.probes.lagging import ARN, DENIED, FUNCTION, NAME, QUEUE, at, found, minutes, put

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


def test_a_queue_is_healthy_when_it_is_empty_or_its_oldest_is_young(world: World) -> None:
    assert healthy(world) == Healthy("orders is empty", empty=True)
    waiting(world, 2)
    put(world, "orders", **{AGE: [900, 60]})
    assert healthy(world) == Healthy("2 wait in orders, the oldest for 1 min")


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


@pytest.mark.parametrize(
    ("age", "proof"),
    [(1_000, Healthy), (3_600_000, Unhealthy), (None, Missing)],
    ids=["young", "old", "none"],
)
def test_only_events_taken_young_prove_that_it_keeps_up(world: World, age: float | None, proof: type) -> None:
    put(world, NAME, AsyncEventAge=[age])
    assert async_lag.PROBE.health is not None
    assert isinstance(async_lag.PROBE.health(at(world, FUNCTION)), proof)


def test_an_age_of_half_an_hour_ago_proves_nothing(world: World) -> None:
    world.telemetry.put("AsyncEventAge", NAME, minutes(1.0, until=NOON - timedelta(minutes=30)))
    assert async_lag.PROBE.health is not None
    assert isinstance(async_lag.PROBE.health(at(world, FUNCTION)), Missing)
