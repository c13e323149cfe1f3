"""The probe of what Lambda dropped: counted, handed over or lost."""

from datetime import timedelta

import pytest

from bot.domain.evidence.consumer import AsyncSettings, FunctionFacts
from bot.domain.evidence.lag.lag import Losses
from bot.domain.evidence.missing import Missing
from bot.domain.resource.grouping import Resource
from bot.probes.losses import PROBE
from tests.fakes.clock import NOON
from tests.unit.probes.examples import World
from tests.unit.probes.lagging import ARN, DENIED, FUNCTION, NAME, at, put
from tests.unit.probes.looks import found

HOUR = timedelta(hours=1)
KEEPER = "arn:aws:sqs:eu-west-1:111122223333:failed"
DENIED_SETTINGS = Missing("denied: allow lambda:GetFunctionEventInvokeConfig")


@pytest.fixture
def world() -> World:
    return World()


def test_what_could_not_be_handed_over_is_lost_whichever_way(world: World) -> None:
    put(world, NAME, DeadLetterErrors=[1, 2], DestinationDeliveryFailures=[4])
    assert found(PROBE, at(world, FUNCTION)).losses == Losses(HOUR, 7, None)


def test_no_datapoint_at_all_is_no_count(world: World) -> None:
    assert found(PROBE, at(world, FUNCTION)).losses == Losses(HOUR, None, None)


def test_of_counted_drops_those_not_counted_as_lost_were_handed_over(world: World) -> None:
    world.functions.settings_of[ARN] = AsyncSettings(on_failure=KEEPER)
    put(world, NAME, AsyncEventsDropped=[5])
    assert found(PROBE, at(world, FUNCTION)).losses == Losses(HOUR, 0, 5, KEEPER)


def test_a_dead_letter_queue_keeps_them_too(world: World) -> None:
    world.functions.facts_of[ARN] = FunctionFacts(ARN, timedelta(seconds=3), 128, dead_letters_to=KEEPER)
    put(world, NAME, AsyncEventsDropped=[5])
    assert found(PROBE, at(world, FUNCTION)).losses == Losses(HOUR, 0, 5, KEEPER)


def test_since_the_episode_opened_where_that_is_longer_than_an_hour(world: World) -> None:
    put(world, NAME, AsyncEventsDropped=[1] * 240)
    seen = found(PROBE, at(world, FUNCTION, opened_at=NOON - 2 * HOUR)).losses
    assert isinstance(seen, Losses)
    assert seen.window == 2 * HOUR
    assert seen.dropped is not None
    assert 115 <= seen.dropped <= 120


def test_drops_are_not_concluded_from_where_their_keeper_is_not_known(world: World) -> None:
    world.functions.refused["async_settings"] = DENIED_SETTINGS
    put(world, NAME, AsyncEventsDropped=[5])
    assert found(PROBE, at(world, FUNCTION)).losses == DENIED_SETTINGS


def test_losses_stand_whoever_keeps_the_rest(world: World) -> None:
    world.functions.refused["async_settings"] = DENIED_SETTINGS
    put(world, NAME, AsyncEventsDropped=[5], DeadLetterErrors=[2])
    assert found(PROBE, at(world, FUNCTION)).losses == Losses(HOUR, 2, None)


def test_denied_counts_are_missing(world: World) -> None:
    world.telemetry.unread = Missing(DENIED)
    assert found(PROBE, at(world, FUNCTION)).losses == Missing(DENIED)


OTHERS = [
    pytest.param("topic", "news", "news", "NumberOfNotificationsFailedToRedriveToDlq", id="a topic"),
    pytest.param("rule", "default/paid", "paid", "InvocationsFailedToBeSentToDlq", id="of the default bus"),
    pytest.param("rule", "shop/paid", "shop/paid", "InvocationsFailedToBeSentToDLQ", id="of another bus"),
    pytest.param("bus", "shop", "shop", "InvocationsFailedToBeSentToDlq", id="a bus"),
]


@pytest.mark.parametrize(("kind", "name", "dimensions", "metric"), OTHERS)
def test_topics_and_rules_count_what_they_lost(
    world: World, kind: str, name: str, dimensions: str, metric: str
) -> None:
    put(world, dimensions, **{metric: [3]})
    resource = Resource(kind, name, "111122223333", "eu-west-1")
    assert found(PROBE, at(world, resource)).losses == Losses(HOUR, 3, undelivered=0, handed_on=0)


def test_what_a_rule_could_not_deliver_is_counted_beside_what_a_queue_keeps_of_it(world: World) -> None:
    put(world, "paid", FailedInvocations=[4, 5], InvocationsSentToDlq=[2], InvocationsSentToDLQ=[2])
    rule = Resource("rule", "default/paid", "111122223333", "eu-west-1")
    assert found(PROBE, at(world, rule)).losses == Losses(HOUR, 0, undelivered=9, handed_on=2)


def test_a_rule_without_any_count_has_not_counted_none(world: World) -> None:
    rule = Resource("rule", "default/paid", "111122223333", "eu-west-1")
    assert found(PROBE, at(world, rule)).losses == Losses(HOUR)


def test_a_metric_published_in_two_spellings_is_counted_once(world: World) -> None:
    put(world, "paid", InvocationsFailedToBeSentToDlq=[3], InvocationsFailedToBeSentToDLQ=[3])
    rule = Resource("rule", "default/paid", "111122223333", "eu-west-1")
    assert found(PROBE, at(world, rule)).losses == Losses(HOUR, 3, undelivered=0, handed_on=0)
