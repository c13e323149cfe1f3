"""What the card and Inspect say of failed events and skipped batches in S3 buckets."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.evidence import ErrorShape, Evidence
from bot.domain.evidence.failure_bucket import BucketContents, FailureBucket
from bot.domain.evidence.lag.inspection import LagInspection
from bot.domain.evidence.lag.lag import Losses
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.acts.inspect import SHOW_AGAIN, SHOW_NEXT, SHOW_PREVIOUS
from bot.render.modals import inspect_lag_modal
from bot.render.plain_text import plain, plain_lines
from bot.render.view import Button, Controls, ModalView
from bot.slack.markup.block_kit import modal_view
from tests.unit.render import troubles
from tests.unit.render.incidents import NOW, card_read
from tests.unit.render.troubles import HOUR, WINDOW
from tests.unit.render.views import text_of, view_faults

BUCKET = "arn:aws:s3:::failed-events"
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:thumbnails"
STREAM = "arn:aws:kinesis:eu-central-1:123456789012:stream/clicks"
EVENTS = BucketContents(
    FailureBucket(BUCKET, FUNCTION), NOW - 2 * HOUR, 37, NOW - HOUR, NOW - timedelta(minutes=2)
)
BATCHES = EVENTS._replace(bucket=FailureBucket(BUCKET, FUNCTION, "u-1", STREAM), objects=1)
NONE = BucketContents(EVENTS.bucket, NOW - 2 * HOUR)
SAMPLES = tuple(SampledMessage(f"key-{n}", NOW, 0, BUCKET, f'{{"order": {n}}}') for n in range(1, 5))
NOTHING = LagInspection(lines=())


def incident(*kept: BucketContents, **parts: Any) -> Incident:
    known: dict[str, Any] = {
        "losses": Losses(WINDOW, dropped=30, destination=BUCKET),
        "bucket_contents": kept,
    }
    return replace(troubles.dropped, evidence=Evidence(taken_at=NOW, **(known | parts)))


def why(*kept: BucketContents, **parts: Any) -> str:
    return plain_lines(card_read(incident(*kept, **parts)).why)


def inspected(about: Incident, page: int = 1, samples: tuple[SampledMessage, ...] = SAMPLES) -> ModalView:
    modal = inspect_lag_modal(about, NOTHING, samples, page)
    assert view_faults(modal_view(modal)) == []
    return modal


def turns(modal: ModalView) -> list[tuple[str, str]]:
    controls = [each for part in modal.parts if isinstance(part, Controls) for each in part.controls]
    buttons = [each for each in controls if isinstance(each, Button) and each.action != SHOW_AGAIN.id]
    return [(each.action, each.value.rpartition(".")[2]) for each in buttons]


# The card


def test_failed_events_are_told_with_their_bucket_and_the_oldest() -> None:
    told = "37 failed events kept in s3://failed-events (oldest 2025-11-21 02:02 UTC)"
    assert told in why(EVENTS)


def test_skipped_batches_are_called_so() -> None:
    assert "1 skipped batch kept in s3://failed-events" in why(BATCHES)


def test_a_count_of_half_a_listing_is_at_least_so_many() -> None:
    assert "At least 37 failed events kept in" in why(EVENTS._replace(unread="only the first were counted"))


def test_what_was_found_stands_in_place_of_what_was_dropped() -> None:
    assert "30 events dropped" not in why(EVENTS)
    assert "30 events dropped in 15 min, kept by s3://failed-events" in why(BATCHES)


def test_where_events_were_dropped_and_none_is_found_that_is_said() -> None:
    said = why(NONE)
    assert "No failed event found in s3://failed-events" in said
    assert "30 events dropped" in said


def test_where_nothing_was_dropped_an_empty_bucket_is_no_news() -> None:
    assert "s3://" not in why(NONE, losses=None)


def test_an_empty_bucket_that_was_not_looked_at_whole_says_so() -> None:
    half = NONE._replace(unread="only the 50 newest of 51 shards were looked at")
    assert "No failed event found in s3://failed-events, not all looked at" in why(half)


def test_a_bucket_that_may_not_be_read_is_told_with_what_to_allow() -> None:
    denied = Missing("denied: allow s3:ListBucket on arn:aws:s3:::failed-events (FailureBucketArns)")
    said = why(bucket_contents=denied)
    assert f"Could not read: {denied.reason}" in said
    assert "found" not in said


def test_their_errors_are_told_where_no_log_tells_any() -> None:
    shapes = (ErrorShape("KeyError 'fullname'", 9),)
    assert "Failures in the bucket: 9× KeyError 'fullname'" in why(EVENTS, bucket_shapes=shapes)  # noqa: RUF001 - as shown
    logged = why(EVENTS, bucket_shapes=shapes, shapes=shapes)
    assert "in the bucket" not in logged


def test_what_a_bucket_keeps_has_no_end_that_is_known() -> None:
    said = plain(card_read(incident(EVENTS)).decision)
    assert said == (
        "Not lost yet: s3://failed-events keeps the dropped events until you or a lifecycle rule delete them"
    )


# Inspect


def test_inspect_says_how_much_since_when_and_what_ends_it() -> None:
    said = text_of(inspected(incident(EVENTS)))
    assert "37 failed events kept in s3://failed-events (oldest 2025-11-21 02:02 UTC); newest" in said
    assert "counted since 2025-11-21 01:02 UTC" in said
    assert (
        "Kept until you or a lifecycle rule of the bucket delete it; Lastcall does not read such rules."
        in said
    )


@pytest.mark.parametrize(
    ("kept", "way"),
    [
        (
            EVENTS,
            "invoke thumbnails asynchronously with the requestPayload of each. Nothing redrives a bucket.",
        ),
        (BATCHES, "invoke thumbnails synchronously with the payload of each, oldest first. Nothing redrives"),
    ],
)
def test_inspect_names_the_one_way_back(kept: BucketContents, way: str) -> None:
    assert f"Way back, once it works: {way}" in text_of(inspected(incident(kept)))


def test_inspect_says_why_there_may_be_more() -> None:
    half = EVENTS._replace(unread="AWS throttles s3:ListBucket")
    assert "there may be more: AWS throttles s3:ListBucket" in text_of(inspected(incident(half)))


def test_inspect_of_an_empty_bucket_offers_no_way_back() -> None:
    said = text_of(inspected(incident(NONE), samples=()))
    assert "No failed event found in s3://failed-events, counted since" in said
    assert "Way back" not in said
    assert "Kept until" not in said


def test_without_a_bucket_inspect_says_nothing_of_one() -> None:
    assert "s3" not in text_of(inspected(incident(losses=None), samples=()))


def test_the_sample_stands_behind_the_first_page_a_few_to_a_page() -> None:
    about = incident(EVENTS, sampled=4, sampled_at=NOW)
    first, second, third = (inspected(about, page) for page in (1, 2, 3))
    assert [each.title for each in (first, second)] == ["Inspect, page 1 of 3", "Inspect, page 2 of 3"]
    assert '{"order": 1}' not in text_of(first)
    assert "4 of 37 objects, read" in text_of(second)
    assert "Of many, only the newest and the oldest. Secrets are masked." in text_of(second)
    assert '{"order": 3}' in text_of(second)
    assert '{"order": 4}' in text_of(third)
    assert "kept in s3://failed-events" in text_of(third)
    assert turns(first) == [(SHOW_NEXT.id, "2")]
    assert turns(second) == [(SHOW_PREVIOUS.id, "1"), (SHOW_NEXT.id, "3")]
    assert turns(third) == [(SHOW_PREVIOUS.id, "2")]


def test_a_page_beyond_the_sample_is_its_last() -> None:
    assert inspected(incident(EVENTS), 9).title == "Inspect, page 3 of 3"


def test_a_sample_of_part_of_them_is_of_at_least_so_many() -> None:
    about = incident(EVENTS._replace(unread="only the first were counted"))
    assert "4 of at least 37 objects" in text_of(inspected(about, 2))
