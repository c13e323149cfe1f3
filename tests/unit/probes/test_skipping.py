"""What a stream's mapping skipped: counted by itself, else by what arrived where it goes."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.consumer import EventSource
from bot.domain.evidence import Missing
from bot.domain.skipped import Skipped
from bot.probes.skipping import skipped
from tests.fakes.clock import NOON
from tests.unit.probes.examples import World
from tests.unit.probes.lagging import ARN, CLICKS, DENIED, FUNCTION, at, put

KEEPER = "arn:aws:sqs:eu-west-1:111122223333:given-up"
GROUP = "111122223333/eu-west-1/queue/given-up"
SENT = "NumberOfMessagesSent"


@pytest.fixture
def world() -> World:
    return World()


def mapping(**known: Any) -> EventSource:
    """It gives up after three retries and counts nothing."""
    plain: dict[str, Any] = {"retries": 3, "on_failure": KEEPER}
    return EventSource("u-1", CLICKS, ARN, "Enabled", **(plain | known))


def of(world: World, *mappings: EventSource) -> tuple[Skipped, ...] | Missing:
    return skipped(at(world, FUNCTION, opened_at=NOON - timedelta(minutes=30)), mappings)


def counts(world: World, polled: float | None, kept: float | None = None, lost: float | None = None) -> None:
    by = {"OnFailureDestinationDeliveredEventCount": [kept], "DroppedEventCount": [lost]}
    put(world, "u-1", PolledEventCount=[polled], **by)


def test_a_mapping_that_tries_without_end_skips_nothing_and_nothing_is_read(world: World) -> None:
    world.telemetry.unread = Missing(DENIED)
    assert of(world, mapping(retries=None)) == ()


def test_a_mapping_that_counts_tells_how_many_went_where(world: World) -> None:
    counts(world, 900, 240, 12)
    assert of(world, mapping(counts_events=True)) == (Skipped(ARN, KEEPER, GROUP, kept=240, lost=12),)


def test_a_mapping_that_polls_and_counts_none_of_either_skipped_nothing(world: World) -> None:
    counts(world, 900)
    assert of(world, mapping(counts_events=True)) == ()


def test_counts_that_never_came_are_not_none(world: World) -> None:
    assert of(world, mapping(counts_events=True)) == Missing("no event of the mapping u-1 was counted")


def test_where_it_does_not_count_the_messages_that_arrived_are_told_and_no_number_of_records(
    world: World,
) -> None:
    put(world, "given-up", **{SENT: [2, 1]})
    assert of(world, mapping()) == (Skipped(ARN, KEEPER, GROUP, messages=3),)


@pytest.mark.parametrize("arrived", [0.0, None])
def test_where_nothing_arrived_nothing_was_skipped(world: World, arrived: float | None) -> None:
    put(world, "given-up", **{SENT: [arrived]})
    assert of(world, mapping()) == ()


@pytest.mark.parametrize("kept_in", ["", "arn:aws:s3:::given-up"])
def test_where_nobody_counts_it_cannot_be_told(world: World, kept_in: str) -> None:
    told = of(world, mapping(on_failure=kept_in))
    assert told == Missing("the mapping u-1 does not count its events (MetricsConfig: EventCount)")


@pytest.mark.parametrize("counted", [True, False])
def test_metrics_that_may_not_be_read_are_missing(world: World, *, counted: bool) -> None:
    world.telemetry.unread = Missing(DENIED)
    assert of(world, mapping(counts_events=counted)) == Missing(DENIED)


def test_what_arrived_before_the_episode_is_not_counted(world: World) -> None:
    world.telemetry.put(SENT, "given-up", {NOON - timedelta(hours=3): 7.0})
    assert of(world, mapping()) == ()
