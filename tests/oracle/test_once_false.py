"""What the product once said and was not so, each with the test that would find it again."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from tests.oracle import stories
from tests.oracle.cloudwatch import MINUTES_LATE, Late
from tests.oracle.functions import Code, Form
from tests.oracle.interruptions import SHOP, interruptions
from tests.oracle.people import Watched, summary
from tests.scenario.harness import Harness

pytestmark = pytest.mark.timeout(120)

HERE = "oracle/test_once_false.py"
RESOLVED = "scenario/test_resolved_too_early.py"
INSPECTED = "unit/probes/parts/test_lag_inspection.py"
DIAGNOSED = "unit/domain/diagnosis/test_lag.py"
MITIGATED = "scenario/test_mitigation.py"
STORIES = "oracle/test_stories.py::test_no_sentence_is_ever_false"
ALONE = "oracle/test_interruptions.py::test_left_alone_it_is_one_message_and_one_call_a_person_and_step"
HELD_BY: Mapping[str, tuple[str, ...]] = {
    "they would pass now, of a consumer whose bug is there": (STORIES, ALONE),
    "the first few go ahead as a trial": ("oracle/test_trial.py::test_exactly_one_goes_and_the_others_stay",),
    "empty, while everything came back and nobody was told": (
        "oracle/test_interruptions.py::test_what_came_back_is_told_to_whoever_redrove_it_once",
    ),
    "resolved for good, while it stands": (
        f"{RESOLVED}::test_the_window_shows_what_stands_here_and_in_the_source",
        f"{RESOLVED}::test_an_incident_that_fills_again_under_a_standing_alarm_is_opened_again",
    ),
    "proven healthy, while work waits": (
        f"{HERE}::test_events_that_wait_are_never_proven_healthy",
        ALONE,
    ),
    "can wait, and is called": (
        "scenario/test_hours.py::test_what_can_wait_until_work_begins_calls_nobody_before",
    ),
    "replies that are rewritten": (f"{HERE}::test_a_call_that_was_answered_says_what_it_said",),
    "behind, minutes after it had caught up": (
        "oracle/test_interruptions.py::test_mended_at_once_it_says_what_it_is_and_that_it_is_over",
        "unit/domain/lifecycle/test_recovery.py::test_what_metrics_say_soon_after_an_ok_may_be_of_before_it",
    ),
    "old numbers under new settings": (
        f"{HERE}::test_throttles_at_the_old_limit_do_not_speak_against_the_new_one",
    ),
    "the last episode shown as if it were now": (
        f"{HERE}::test_what_is_stuck_again_begins_without_the_numbers_of_before",
        "unit/domain/lifecycle/test_intake.py::test_an_alarm_soon_after_the_end_continues_the_thread_and_begins_with_no_old_numbers",
    ),
    "fails since its last deployment, which changed nothing": (
        f"{HERE}::test_a_deployment_that_changes_nothing_is_not_blamed_for_what_comes_after_it",
    ),
    "which shards, of a stream with one": (
        "unit/probes/test_streams_and_tables.py::test_of_a_single_shard_nobody_asks_which",
        f"{HERE}::test_of_one_shard_nobody_asks_which",
    ),
    "probably the record, an innocent one": (
        f"{INSPECTED}::test_of_several_records_of_one_minute_none_is_said_to_be_the_one",
        f"{INSPECTED}::test_a_record_that_came_within_the_period_of_its_age_is_there",
    ),
    "numbers that disagree": (
        STORIES,
        "unit/domain/test_series.py::test_a_trend_is_that_of_now",
        "unit/domain/test_lateness.py::test_when_work_is_late",
        "unit/probes/test_stream_lag.py::test_how_many_came_within_the_minute_is_not_counted",
        "unit/render/test_why.py::test_an_age_of_minutes_ago_has_its_own_time",
    ),
    "a redrive offered where there is none": (f"{HERE}::test_no_redrive_is_spoken_of_where_none_is",),
    "given up on by $LATEST": (
        "unit/domain/test_arn.py::test_a_thing_is_called_by_its_name_and_by_nothing_that_follows_it",
    ),
    "a record that events do not have": (
        "unit/render/test_inspect_lag.py::test_where_there_are_no_records_none_is_said_to_stand_there",
    ),
    "advice in an order that loses records": (
        f"{DIAGNOSED}::test_what_is_skipped_without_a_destination_is_lost_and_that_is_said",
        f"{DIAGNOSED}::test_before_a_record_may_be_skipped_the_permission_on_the_place_for_it_is_named",
    ),
    "a resolution that says nothing of what was skipped": (
        "oracle/test_interruptions.py::test_a_resolution_says_what_was_skipped_and_what_is_still_in_force",
    ),
    "the next deployment undoes it": (
        f"{MITIGATED}::test_a_retention_is_raised_and_the_thread_says_by_whom_why_and_until_when",
    ),
}


@pytest.fixture
def h() -> Iterator[Harness]:
    with Harness(SHOP, strict=False) as h:
        yield h


@pytest.mark.parametrize("held", HELD_BY.values(), ids=list(HELD_BY))
def test_each_is_held_by_a_test(held: tuple[str, ...]) -> None:
    for each in held:
        file, _, name = each.partition("::")
        assert f"def {name}(" in (Path(__file__).parents[1] / file).read_text()


def nothing_false(watched: Watched) -> None:
    assert "\n".join(summary(watched.false)) == ""


def everything_told(watched: Watched) -> str:
    found = interruptions(watched.h)
    return "\n".join([watched.told, *found.replies, *(text for _, text in found.mentions)])


def test_events_that_wait_are_never_proven_healthy(h: Harness) -> None:
    """Alarms fire and say OK as events are tried ever more rarely, and half of them wait."""
    watched = stories.broken(Watched(h, Code.BUGGY, Late(), ["thumbnails"]))
    watched.run(minutes=10)
    assert watched.part.moment().waiting
    assert "Resolved" not in everything_told(watched)
    assert "Proven healthy" not in watched.told
    nothing_false(watched)


def test_a_call_that_was_answered_says_what_it_said(h: Harness) -> None:
    watched = stories.broken(Watched(h, Code.BUGGY, Late(), ["orders"]))
    assert watched.card is not None
    call = watched.card.replies[0]
    said = call.text.removesuffix("\nAcknowledge")
    assert call.offers("Acknowledge")
    watched.send(Form.NEW, 8)
    watched.run(minutes=4)
    watched.acknowledge()
    watched.run(minutes=4)
    assert not call.offers("Acknowledge")
    assert call.text == said


@pytest.mark.parametrize("late", [Late(), MINUTES_LATE], ids=["AWS at its fastest", "AWS late"])
def test_throttles_at_the_old_limit_do_not_speak_against_the_new_one(h: Harness, late: Late) -> None:
    watched = stories.broken(Watched(h, Code.BUGGY, late, ["thumbnails"]))
    watched.mitigate()
    watched.run(minutes=8)
    assert watched.part.moment().reserved == 2
    assert "throttled below every limit" not in everything_told(watched)
    watched.undo()
    watched.run(minutes=5)
    assert watched.part.moment().reserved == 1
    nothing_false(watched)


def test_what_is_stuck_again_begins_without_the_numbers_of_before(h: Harness) -> None:
    watched = stories.broken(Watched(h, Code.BUGGY, MINUTES_LATE, ["clicks"]))
    watched.run(minutes=8)
    watched.mend()
    watched.run(minutes=14)
    assert "resolved" in watched.told
    watched.deploy(Code.BUGGY)
    watched.break_it()
    watched.run(minutes=9)
    assert "resolved" not in watched.told
    nothing_false(watched)


@pytest.mark.parametrize("part", ["mails", "clicks", "orders"])
def test_a_deployment_that_changes_nothing_is_not_blamed_for_what_comes_after_it(
    h: Harness, part: str
) -> None:
    """Whoever mends one part deploys them all, and work of a new form comes minutes later."""
    watched = Watched(h, Code.BUGGY, Late(), [part])
    watched.send(Form.OLD, 6)
    watched.run(minutes=4)
    watched.deploy_all_anew()
    watched.run(seconds=20)
    watched.break_it()
    watched.run(minutes=9)
    assert "since it was last changed" not in everything_told(watched)
    nothing_false(watched)


def test_of_one_shard_nobody_asks_which(h: Harness) -> None:
    watched = stories.broken(Watched(h, Code.BUGGY, Late(), ["clicks"]))
    modal = watched.press("Inspect")
    assert modal is not None
    assert "hich shards" not in modal.text + everything_told(watched)


def test_no_redrive_is_spoken_of_where_none_is(h: Harness) -> None:
    """Records wait in their stream for their function: nothing was given up that could go back."""
    watched = stories.broken(Watched(h, Code.BUGGY, Late(), ["clicks"]))
    watched.run(minutes=2)
    watched.acknowledge()
    assert watched.card is not None
    assert not [each for each in (*watched.card.controls, *watched.card.options) if "edrive" in each]
    assert "edrive" not in watched.told
    watched.mend()
    watched.run(minutes=4)
    assert "Next: Redrive" not in everything_told(watched)


def test_one_look_is_enough_for_what_stands_still(h: Harness) -> None:
    """Within minutes it is said to be stuck, since when, on what, and not that it falls behind."""
    watched = stories.broken(Watched(h, Code.BUGGY, Late(), ["clicks"]))
    watched.run(minutes=6)
    assert "clicks-counter fails at the same place each time: one bad record, or all since" in watched.told
    assert "stuck since" in watched.told
    assert watched.part.blocked
    assert watched.part.moment().oldest > timedelta(minutes=9)
    nothing_false(watched)
