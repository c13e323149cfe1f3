"""What a stream's mapping skipped: counted by itself, else by what arrived where it goes."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.discarded import Discarded
from bot.domain.evidence.missing import Missing, present_all
from bot.probes.parts.skipping import MOST_BATCHES, skipped
from tests.fakes.clock import NOON
from tests.unit.probes.examples import World
from tests.unit.probes.given_up import SHARD, batch
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


def of(world: World, *mappings: EventSource) -> tuple[Discarded, ...] | Missing:
    return skipped(at(world, FUNCTION, opened_at=NOON - timedelta(minutes=30)), mappings)


def counts(world: World, polled: float | None, kept: float | None = None, lost: float | None = None) -> None:
    by = {"OnFailureDestinationDeliveredEventCount": [kept], "DroppedEventCount": [lost]}
    put(world, "u-1", PolledEventCount=[polled], **by)


def test_a_mapping_that_tries_without_end_skips_nothing_and_nothing_is_read(world: World) -> None:
    world.telemetry.unread = Missing(DENIED)
    assert of(world, mapping(retries=None)) == ()


def test_a_mapping_that_counts_tells_how_many_went_where(world: World) -> None:
    counts(world, 900, 240, 12)
    assert of(world, mapping(counts_events=True)) == (Discarded(ARN, KEEPER, GROUP, arrived=240, lost=12),)


def test_a_mapping_that_polls_and_counts_none_of_either_skipped_nothing(world: World) -> None:
    counts(world, 900)
    assert of(world, mapping(counts_events=True)) == ()


def test_counts_that_never_came_are_not_none(world: World) -> None:
    assert of(world, mapping(counts_events=True)) == Missing("no event of the mapping u-1 was counted")


def test_where_it_does_not_count_the_messages_that_arrived_are_told_and_no_number_of_records(
    world: World,
) -> None:
    put(world, "given-up", **{SENT: [2, 1]})
    assert of(world, mapping()) == (Discarded(ARN, KEEPER, GROUP, messages=3),)


@pytest.mark.parametrize("arrived", [0.0, None])
def test_where_nothing_arrived_nothing_was_skipped(world: World, arrived: float | None) -> None:
    put(world, "given-up", **{SENT: [arrived]})
    assert of(world, mapping()) == ()


def test_where_nobody_counts_it_cannot_be_told(world: World) -> None:
    told = of(world, mapping(on_failure=""))
    assert told == Missing("the mapping u-1 does not count its events (MetricsConfig: EventCount)")


BUCKET = "arn:aws:s3:::given-up"


def leaves(world: World, *bodies: str) -> None:
    """Batches in the bucket, one each minute."""
    world.buckets.stored.setdefault(BUCKET, {})
    for n, body in enumerate(bodies, 1):
        written = NOON - n * timedelta(minutes=1)
        name = f"aws/lambda/u-1/{SHARD}/{written:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-{n}"
        world.buckets.put(BUCKET, name, body, written)


def test_of_a_bucket_the_records_of_what_was_found_there_are_counted(world: World) -> None:
    leaves(world, batch(80), batch(40))
    assert of(world, mapping(on_failure=BUCKET)) == (Discarded(ARN, BUCKET, arrived=120, messages=2),)


def test_an_empty_bucket_holds_nothing_that_was_skipped(world: World) -> None:
    leaves(world)
    assert of(world, mapping(on_failure=BUCKET)) == ()


def test_of_many_batches_the_records_of_some_are_at_least_so_many(world: World) -> None:
    leaves(world, *[batch(8)] * (MOST_BATCHES + 1))
    (told,) = present_all(of(world, mapping(on_failure=BUCKET)))
    assert told.told == "at least 80 records were skipped and are kept in s3://given-up"


def test_batches_that_may_not_be_read_are_told_and_no_number_of_records(world: World) -> None:
    leaves(world, batch(80))
    world.buckets.unreadable[BUCKET] = Missing("denied: allow s3:GetObject")
    (told,) = present_all(of(world, mapping(on_failure=BUCKET)))
    assert told.told == ("some records were skipped, cannot tell how many: 1 object arrived in s3://given-up")


def test_a_listing_that_was_half_read_is_at_least_so_many(world: World) -> None:
    leaves(world, batch(80), batch(40))
    world.buckets.half_read[BUCKET] = (1, "AWS throttles s3:ListBucket")
    (told,) = present_all(of(world, mapping(on_failure=BUCKET)))
    assert told.told.startswith("at least ")


def test_a_bucket_that_may_not_be_listed_is_missing(world: World) -> None:
    world.buckets.denied[BUCKET] = denied = Missing("denied: allow s3:ListBucket")
    assert of(world, mapping(on_failure=BUCKET)) == denied


@pytest.mark.parametrize("counted", [True, False])
def test_metrics_that_may_not_be_read_are_missing(world: World, *, counted: bool) -> None:
    world.telemetry.unread = Missing(DENIED)
    assert of(world, mapping(counts_events=counted)) == Missing(DENIED)


def test_what_arrived_before_the_episode_is_not_counted(world: World) -> None:
    world.telemetry.put(SENT, "given-up", {NOON - timedelta(hours=3): 7.0})
    assert of(world, mapping()) == ()
