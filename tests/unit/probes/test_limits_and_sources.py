"""The probes of the account's pool and of what a function reads from."""

from datetime import timedelta

import pytest

from bot.domain.evidence.consumer import AccountLimits, ConsumerHealth, Deployment, EventSource, PoolUse
from bot.domain.evidence.health import Healthy, Unhealthy
from bot.domain.evidence.missing import Missing
from bot.domain.resource.grouping import Resource
from bot.probes import dead_letter_queue, deployment, event_sources, pool
from tests.fakes.clock import NOON
from tests.unit.probes.examples import CONSUMER, DLQ, ORDERS, RESOURCE, World
from tests.unit.probes.lagging import ARN, DENIED, FUNCTION, NAME, QUEUE, at, put
from tests.unit.probes.looks import found

POOL = Resource("account_pool", "lambda-concurrency", "111122223333", "eu-west-1")


@pytest.fixture
def world() -> World:
    made = World()
    made.functions.account = AccountLimits(1000, 900)
    made.telemetry.busy = (("thumbnails", 700), (NAME, 20))
    return made


def test_the_pool_is_told_with_who_uses_it(world: World) -> None:
    put(world, "", ClaimedAccountConcurrency=[10, 990, 40])
    assert found(pool.PROBE, at(world, FUNCTION)).pool == PoolUse(
        AccountLimits(1000, 900), 990, (("thumbnails", 700), (NAME, 20))
    )


def test_a_pool_without_a_datapoint_is_not_unclaimed(world: World) -> None:
    seen = found(pool.PROBE, at(world, POOL)).pool
    assert isinstance(seen, PoolUse)
    assert seen.claimed is None


def test_whatever_of_the_pool_may_not_be_read_makes_it_missing(world: World) -> None:
    world.telemetry.busy = Missing(DENIED)
    assert found(pool.PROBE, at(world, FUNCTION)).pool == Missing(DENIED)
    world.functions.refused["limits"] = Missing("denied: allow lambda:GetAccountSettings on *")
    assert found(pool.PROBE, at(world, FUNCTION)).pool == world.functions.refused["limits"]


@pytest.mark.parametrize(
    ("calls", "throttles", "proof"),
    [(10, 0, Healthy), (10, 1, Unhealthy), (None, None, Missing), (10, None, Missing)],
    ids=["called", "throttled", "not called", "throttles not counted"],
)
def test_only_calls_without_throttles_prove_that_it_may_run(
    world: World, calls: float | None, throttles: float | None, proof: type
) -> None:
    put(world, NAME, Invocations=[calls], Throttles=[throttles])
    assert pool.PROBE.health is not None
    assert isinstance(pool.PROBE.health(at(world, FUNCTION)), proof)


def test_calls_of_after_the_last_throttle_prove_that_it_may_run_again(world: World) -> None:
    assert pool.PROBE.health is not None
    put(world, NAME, Invocations=[4, 3, None], Throttles=[52, 0, None])
    assert pool.PROBE.health(at(world, FUNCTION)) == Healthy(f"3 calls of {NAME} since the last throttle")
    put(world, NAME, Invocations=[9, 3], Throttles=[0, 52])
    assert isinstance(pool.PROBE.health(at(world, FUNCTION)), Unhealthy)


def test_a_function_that_runs_again_is_not_healthy_while_throttled_events_wait(world: World) -> None:
    assert pool.PROBE.health is not None
    put(world, NAME, Invocations=[3, 3, 0], Throttles=[52, 0, 0], AsyncEventsReceived=[12, 0, 0])
    waits = Unhealthy(f"6 of 12 events of {NAME} wait or are being retried")
    assert pool.PROBE.health(at(world, FUNCTION)) == waits
    put(world, NAME, Invocations=[3, 9, 0])
    assert isinstance(pool.PROBE.health(at(world, FUNCTION)), Healthy)


@pytest.mark.parametrize(
    ("claimed", "proof"), [(500, Healthy), (900, Unhealthy), (None, Missing)], ids=["free", "full", "none"]
)
def test_an_account_is_healthy_with_concurrency_to_give(
    world: World, claimed: float | None, proof: type
) -> None:
    put(world, "", ClaimedAccountConcurrency=[claimed])
    assert pool.PROBE.health is not None
    assert isinstance(pool.PROBE.health(at(world, POOL)), proof)


# Event source mappings


def test_of_a_queue_those_who_poll_it_are_told_with_its_visibility_timeout(world: World) -> None:
    seen = found(event_sources.PROBE, at(world, QUEUE))
    assert seen.mappings == (EventSource("u-0", ORDERS, CONSUMER, "Enabled"),)
    assert seen.visibility == timedelta(seconds=30)


def test_of_a_function_everything_it_polls_is_told(world: World) -> None:
    stream = EventSource("u-9", "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks", ARN, "Enabled")
    world.functions.mappings.append(stream)
    seen = found(event_sources.PROBE, at(world, FUNCTION))
    assert not isinstance(seen.mappings, Missing)
    assert len(seen.mappings) == 2
    assert seen.visibility == timedelta(seconds=30)


def test_why_the_visibility_timeout_of_a_source_queue_is_not_known_is_told(world: World) -> None:
    world.queues.denied.add(ORDERS)
    seen = found(event_sources.PROBE, at(world, QUEUE))
    assert len(tuple(seen.mappings)) == 1
    assert seen.visibility == Missing(f"denied: allow sqs:GetQueueAttributes on {ORDERS}")


def test_nobody_polling_is_not_the_same_as_not_being_told(world: World) -> None:
    world.functions.mappings = []
    assert found(event_sources.PROBE, at(world, QUEUE)).mappings == ()
    world.functions.refused["polling"] = Missing("denied: allow lambda:ListEventSourceMappings on *")
    seen = found(event_sources.PROBE, at(world, QUEUE))
    assert seen.mappings == world.functions.refused["polling"]


# The last deployment


def test_of_several_functions_the_newest_change_is_told(world: World) -> None:
    other, lately = ARN + "-2", NOON - timedelta(hours=1)
    world.functions.consume(ORDERS, ARN, other)
    world.functions.deployments[other] = Deployment(other, lately, "12", "11", "ana")
    assert found(deployment.PROBE, at(world, QUEUE)).deployment == Deployment(
        other, lately, "12", "11", "ana"
    )
    # CloudTrail answers twice a second, and takes two questions for one change.
    assert world.functions.asked_who == [other]


def test_a_change_that_cannot_be_read_might_be_the_newest(world: World) -> None:
    world.functions.consume(ORDERS, ARN, ARN + "-2")
    assert isinstance(found(deployment.PROBE, at(world, QUEUE)).deployment, Missing)


# A dead-letter queue leads to them


def test_a_dead_letter_queue_leads_to_all_there_is_to_know_of_its_consumer(world: World) -> None:
    world.fill(1)
    put(world, NAME, Invocations=[10], Errors=[2])
    seen = found(dead_letter_queue.PROBE, at(world, RESOURCE))
    assert not isinstance(seen.consumers, Missing)
    (health,) = seen.consumers
    assert isinstance(health, ConsumerHealth)
    assert (health.facts.arn, health.invocations, health.errors) == (CONSUMER, 10, 2)
    assert seen.visibility == timedelta(seconds=30)
    assert isinstance(seen.deployment, Deployment)
    assert isinstance(seen.pool, PoolUse)


def test_a_dead_letter_queue_that_may_not_be_read_says_so_of_its_consumer_too(world: World) -> None:
    world.queues.denied.add(DLQ)
    seen = found(dead_letter_queue.PROBE, at(world, RESOURCE))
    for part in (seen.consumers, seen.mappings, seen.deployment, seen.pool):
        assert part == Missing(f"denied: allow sqs:GetQueueAttributes on {DLQ}")
