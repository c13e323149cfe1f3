"""The probe of a function's calls, errors, throttles and durations."""

from datetime import timedelta

import pytest

from bot.domain.evidence.consumer import ConsumerHealth, FunctionFacts
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.health import Healthy, Unhealthy
from bot.domain.evidence.missing import Missing
from bot.probes.function_health import PROBE
from bot.probes.parts.metrics import WINDOW
from tests.fakes.clock import NOON
from tests.unit.probes.examples import ORDERS, World
from tests.unit.probes.lagging import ARN, DENIED, FUNCTION, MINUTE, NAME, QUEUE, at, each_minute, put
from tests.unit.probes.looks import found


@pytest.fixture
def world() -> World:
    return World()


def health_of(world: World) -> ConsumerHealth:
    (health,) = told(world)
    return health


def told(world: World) -> tuple[ConsumerHealth, ...]:
    consumers = found(PROBE, at(world, FUNCTION)).consumers
    assert not isinstance(consumers, Missing)
    return consumers


def test_calls_errors_and_throttles_are_those_of_the_last_quarter_of_an_hour(world: World) -> None:
    put(world, NAME, Invocations=[10] * 40, Errors=[1] * 40, Throttles=[2] * 40)
    health = health_of(world)
    assert (health.window, health.invocations, health.errors, health.throttles) == (WINDOW, 150, 15, 30)


def test_a_metric_without_datapoints_is_not_known_and_not_nothing(world: World) -> None:
    health = health_of(world)
    assert (health.invocations, health.errors, health.throttles, health.concurrency) == (None,) * 4
    assert (health.duration, health.duration_p99, health.duration_before) == (None,) * 3
    assert (health.errors_since, health.last_error_at) == (None, None)


def test_the_mean_duration_weighs_each_invocation_the_same(world: World) -> None:
    world.telemetry.put("Duration", NAME, each_minute(2, 0) | {NOON: 9_000, NOON - MINUTE: 1_000}, "Sum")
    world.telemetry.put("Duration", NAME, {NOON: 1, NOON - MINUTE: 99}, "SampleCount")
    assert health_of(world).duration == timedelta(milliseconds=100)


def test_the_duration_of_the_day_before_is_that_of_the_same_quarter_of_an_hour(world: World) -> None:
    day_before = NOON - timedelta(days=1)
    world.telemetry.put("Duration", NAME, {day_before: 400.0, day_before + MINUTE: 9e9}, "Sum")
    world.telemetry.put("Duration", NAME, {day_before: 2.0}, "SampleCount")
    health = health_of(world)
    assert (health.duration, health.duration_before) == (None, timedelta(milliseconds=200))


def test_one_slow_stretch_alone_does_not_make_the_99th_percentile(world: World) -> None:
    step = timedelta(minutes=5)
    world.telemetry.put("Duration", NAME, {NOON: 50, NOON - step: 40, NOON - 2 * step: 30_000}, "p99")
    assert health_of(world).duration_p99 == timedelta(milliseconds=50)


def test_the_greatest_concurrency_of_the_window_counts(world: World) -> None:
    put(world, NAME, ConcurrentExecutions=[3, 41, 7])
    assert health_of(world).concurrency == 41


def test_the_first_failure_is_looked_for_beyond_the_window(world: World) -> None:
    put(world, NAME, Errors=[0] * 60 + [1] * 90)
    health = health_of(world)
    assert health.errors_since == NOON - 89 * MINUTE
    assert health.last_error_at == NOON


def test_a_few_good_minutes_do_not_begin_the_failures_anew(world: World) -> None:
    put(world, NAME, Errors=[0] * 60 + [1, *([0] * 10), 1, None, None, 2])
    assert health_of(world).errors_since == NOON - 14 * MINUTE


def test_failures_after_many_good_minutes_begin_anew(world: World) -> None:
    put(world, NAME, Errors=[5] * 60 + [0] * 15 + [1])
    assert health_of(world).errors_since == NOON


def test_minutes_without_a_call_end_no_row_of_failures(world: World) -> None:
    put(world, NAME, Errors=[0] * 60 + [1] + [None] * 40 + [1])
    assert health_of(world).errors_since == NOON - 41 * MINUTE


def test_what_fails_as_long_as_anybody_can_see_began_nobody_knows_when(world: World) -> None:
    put(world, NAME, Errors=[1] * 1440)
    assert health_of(world).errors_since is None


def test_a_queue_is_told_by_those_who_poll_it(world: World) -> None:
    other = ARN.replace("consumer", "archiver")
    world.functions.consume(ORDERS, ARN, other)
    world.functions.facts_of[other] = FunctionFacts(other, timedelta(seconds=3), 128)
    consumers = found(PROBE, at(world, QUEUE)).consumers
    assert not isinstance(consumers, Missing)
    assert [each.facts.name for each in consumers] == [NAME, "orders-archiver"]


@pytest.mark.parametrize("metric", ["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"])
def test_one_metric_that_cannot_be_read_leaves_no_number_standing(world: World, metric: str) -> None:
    put(world, NAME, Invocations=[10] * 15, Errors=[0] * 15, Throttles=[0] * 15)
    world.telemetry.put(metric, NAME, Missing(DENIED))
    assert found(PROBE, at(world, FUNCTION)).consumers == Missing(DENIED)


def test_a_function_that_may_not_be_read_is_missing(world: World) -> None:
    why = Missing("denied: allow lambda:GetFunctionConfiguration")
    world.functions.refused["facts"] = why
    assert found(PROBE, at(world, FUNCTION)).consumers == why


def test_one_of_several_consumers_that_cannot_be_read_makes_all_of_them_missing(world: World) -> None:
    world.functions.consume(ORDERS, ARN, ARN + "-2")
    assert found(PROBE, at(world, QUEUE)).consumers == Missing(f"there is no function {ARN}-2")


# Health


@pytest.mark.parametrize(
    ("calls", "errors", "proof"),
    [
        ([10] * 5, [0] * 5, Healthy),
        ([10] * 5, [0, 0, 0, 3, 0], Unhealthy),
        ([10] * 5, [0, 0, 0, 1, 0], Missing),
        ([10] * 5, [None], Missing),
        ([None], [None], Missing),
        ([0] * 5, [0] * 5, Missing),
    ],
    ids=[
        "called without errors",
        "errors",
        "a rare error",
        "errors not counted",
        "not called",
        "called 0 times",
    ],
)
def test_only_calls_without_errors_prove_that_it_works(
    world: World, calls: list[float | None], errors: list[float | None], proof: type
) -> None:
    put(world, NAME, Invocations=calls, Errors=errors)
    assert PROBE.health is not None
    assert isinstance(PROBE.health(at(world, FUNCTION)), proof)


def test_an_error_longer_ago_than_five_minutes_is_over(world: World) -> None:
    put(world, NAME, Invocations=[10] * 6, Errors=[1, 0, 0, 0, 0, 0])
    assert PROBE.health is not None
    assert PROBE.health(at(world, FUNCTION)) == Healthy(f"0 of 50 calls of {NAME} failed in 5 min")


def test_denied_metrics_prove_nothing(world: World) -> None:
    world.telemetry.unread = Missing(DENIED)
    assert PROBE.health is not None
    assert PROBE.health(at(world, FUNCTION)) == Missing(DENIED)


def test_calls_that_went_well_are_known_by_their_minute_before_and_after_failures(world: World) -> None:
    put(world, NAME, Invocations=[4] * 100, Errors=[0] * 70 + [4] * 10 + [1] * 5 + [4] * 15)
    health = health_of(world)
    assert (health.errors_since, health.last_error_at) == (NOON - 29 * MINUTE, NOON)
    assert (health.passed_before, health.last_pass_at) == (NOON - 30 * MINUTE, NOON - 15 * MINUTE)


def test_a_minute_of_which_one_count_is_not_told_is_no_minute_that_went_well(world: World) -> None:
    put(world, NAME, Invocations=[4] * 10)
    assert health_of(world).last_pass_at is None


def test_the_last_throttle_is_known_by_its_minute(world: World) -> None:
    put(world, NAME, Throttles=[0, 3, 0, 0])
    assert health_of(world).last_throttle_at == NOON - 2 * MINUTE


def after_a_change(world: World, *, ago: timedelta, seen: timedelta | None = None) -> ConsumerHealth:
    """At the look before, so long ago, one was reserved; now two are. `seen` is when that was seen first."""
    facts = world.functions.facts_of[ARN]
    assert isinstance(facts, FunctionFacts)
    limit, since = (1, None) if seen is None else (2, NOON - seen)
    before = ConsumerHealth(facts._replace(reserved=limit), WINDOW, throttles=82, settings_since=since)
    world.functions.facts_of[ARN] = facts._replace(reserved=2)
    known = Evidence(taken_at=NOON - ago, consumers=(before,))
    consumers = found(PROBE, at(world, FUNCTION, before=known)).consumers
    assert not isinstance(consumers, Missing)
    return consumers[0]


def test_numbers_of_an_old_limit_are_not_judged_by_the_new_one(world: World) -> None:
    put(world, NAME, Throttles=[9] * 10, Invocations=[1] * 10, ConcurrentExecutions=[1] * 10)
    health = after_a_change(world, ago=2 * MINUTE)
    assert (health.throttles, health.concurrency, health.settings_since) == (9, 1, NOON)
    world.telemetry.points.clear()
    put(world, NAME, Throttles=[9, 9, None], Invocations=[1, 1, None])
    assert after_a_change(world, ago=2 * MINUTE).throttles is None


def test_numbers_are_those_since_the_limit_was_seen_to_be_another_one(world: World) -> None:
    put(world, NAME, Throttles=[*[9] * 12, 0, 0, 0], Invocations=[1] * 15)
    health = after_a_change(world, ago=MINUTE, seen=2 * MINUTE)
    assert (health.throttles, health.invocations, health.window) == (0, 3, 3 * MINUTE)
