"""What a redrive does next, from what was read of those it sent first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence, Failing
from bot.domain.evidence.missing import Missing
from bot.domain.incident.follow_up import FollowUp
from bot.domain.incident.timeline import Event
from bot.domain.policy.by import By
from bot.domain.redrive.job import Job, JobState, Skip
from bot.domain.redrive.progress import CanaryWatch, RedriveProgress
from bot.domain.redrive.stages import GoesOn, Stops, Waits, first_of, watch_lasts, watched
from tests.unit.domain.incidents import ANA, NOW

MINUTE = timedelta(minutes=1)
SENT = NOW - MINUTE
JOB = Job(
    id="01J",
    group="g",
    queue="arn:aws:sqs:eu-west-1:111122223333:orders-dlq",
    by=ANA,
    reason="fixed",
    state=JobState.RUNNING,
    started_at=SENT,
    due_at=None,
    progress=RedriveProgress(
        planned=37, sent_before=SENT, kept={}, first=5, moved=5, watch=CanaryWatch(SENT, NOW + MINUTE)
    ),
)
OVER = replace(JOB, progress=replace(JOB.progress, watch=CanaryWatch(SENT, NOW)))
FOLLOWED = FollowUp(Event.REDRIVE_ENDED, SENT, ANA, moved=5, left=32, began=SENT)
LEFT, ONE_MORE = Depth(32), Depth(33)


@pytest.mark.parametrize(("planned", "first"), [(1, 0), (10, 0), (11, 5), (100_000, 5)])
def test_of_more_than_ten_five_go_first(planned: int, first: int) -> None:
    assert first_of(planned) == first


@pytest.mark.parametrize(
    ("returns", "lasts"),
    [(timedelta(seconds=30), 2 * MINUTE), (timedelta(hours=9), timedelta(hours=2)), (None, 15 * MINUTE)],
)
def test_the_watch_lasts_whole_minutes_and_never_for_a_day(
    returns: timedelta | None, lasts: timedelta
) -> None:
    assert watch_lasts(returns) == lasts


def test_until_the_time_is_over_a_count_alone_decides_nothing() -> None:
    assert watched(JOB, FOLLOWED, ONE_MORE, None, NOW) == Waits()
    assert watched(JOB, FOLLOWED, Missing("denied"), None, NOW) == Waits()


def test_what_is_not_back_in_time_lets_the_others_go() -> None:
    assert watched(OVER, FOLLOWED, LEFT, None, NOW) == GoesOn("the 5 sent first were not back after 1 min")


def test_what_is_proven_away_lets_the_others_go_before_the_time_is_over() -> None:
    away = FOLLOWED._replace(passed_at=NOW)
    assert isinstance(watched(JOB, away, LEFT, None, NOW), GoesOn)


def test_one_that_is_seen_again_stops_it_at_once() -> None:
    stops = watched(JOB, FOLLOWED, ONE_MORE, None, NOW, seen=1)
    assert stops == Stops("1 of the 5 sent first came back and stays", 1, same=True)


def test_what_a_look_counted_is_not_called_the_same_unless_it_was_recognised() -> None:
    counted = FOLLOWED._replace(back=3)
    stops = watched(JOB, counted, Depth(35), None, NOW)
    assert isinstance(stops, Stops)
    assert "not known whether these are of the 5 sent first" in stops.why
    same = watched(JOB, counted._replace(same=True), Depth(35), None, NOW)
    assert isinstance(same, Stops)
    assert same.why == "3 of the 5 sent first came back and stay"


@pytest.mark.parametrize("depth", [ONE_MORE, Missing("denied")])
def test_where_nobody_can_tell_it_stops(depth: Depth | Missing) -> None:
    assert isinstance(watched(OVER, FOLLOWED, depth, None, NOW), Stops)


@pytest.mark.parametrize(("at", "stops"), [(SENT - MINUTE, False), (SENT, False), (NOW, True)])
def test_a_failure_stops_it_only_if_it_came_after_the_first_were_sent(at: object, stops: bool) -> None:  # noqa: FBT001 - a case
    evidence = Evidence(taken_at=NOW, failing=Failing(1, MINUTE, at))  # type: ignore[arg-type] # a time
    assert isinstance(watched(JOB, FOLLOWED, LEFT, evidence, NOW), Stops) is stops


def test_whoever_presses_continue_is_heeded_whatever_is_known() -> None:
    skipped = replace(OVER, skip=Skip(By("U2", "ben"), "they cannot wait"))
    told = watched(skipped, FOLLOWED._replace(back=5), Missing("denied"), None, NOW)
    assert told == GoesOn("ben did not wait for the 5 sent first: they cannot wait")


def test_when_no_send_was_answered_nothing_was_tried() -> None:
    unanswered = replace(OVER, progress=replace(OVER.progress, moved=0, perhaps=tuple("abcde")))
    assert isinstance(watched(unanswered, FOLLOWED._replace(moved=0), LEFT, None, NOW), Stops)
