"""What the thread is told of a new look: what changed, once, and never what the card said first."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.evidence.evidence import Evidence, PointedTo
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.lag.lag import Losses
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause, Verdict
from bot.domain.lifecycle.evidence_changes import evidence_changes
from tests.unit.domain.incidents import NOW

WINDOW = timedelta(minutes=15)
KEPT = "arn:aws:sqs:eu-west-1:123456789012:clicks-skipped"
STUCK = Verdict(Cause.POISON_RECORD, "worker is stuck", ("age rises 60 s a minute",), next="Fix it")
CATCHING_UP = Verdict(Cause.CATCHING_UP, "worker is catching up", ("1 h behind",), next="Wait")


def _look(**parts: Any) -> Evidence:
    return Evidence(taken_at=NOW, **parts)


def _told(before: Evidence | None, found: Evidence) -> list[str]:
    entries = evidence_changes(before, found, NOW)
    assert all(entry.thread for entry in entries)
    return [entry.what for entry in entries]


def test_the_first_look_is_no_news() -> None:
    assert _told(None, _look(losses=Losses(WINDOW, lost=12), verdict=STUCK)) == []


def test_another_proven_cause_is_told_with_its_numbers_and_the_next_step() -> None:
    (entry,) = evidence_changes(_look(verdict=STUCK), _look(verdict=CATCHING_UP), NOW)
    assert (entry.what, entry.why) == ("Now: worker is catching up (1 h behind)", "Wait")


@pytest.mark.parametrize("found", [STUCK, None, Verdict(Cause.CANNOT_TELL, "Cannot tell")])
def test_the_same_cause_or_none_is_no_news(found: Verdict | None) -> None:
    assert _told(_look(verdict=STUCK), _look(verdict=found)) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param(None, 12, ["Lost for good: 12 events in 15 min"], id="the first"),
        pytest.param(0, 1, ["Lost for good: 1 event in 15 min"], id="one"),
        pytest.param(12, 14, [], id="a few more are the same loss"),
        pytest.param(12, 24, ["Lost for good: 24 events in 15 min"], id="twice as many"),
        pytest.param(12, 0, [], id="no more"),
        pytest.param(12, None, [], id="not counted"),
    ],
)
def test_losses_are_told_as_they_begin_and_double(
    before: int | None, after: int | None, told: list[str]
) -> None:
    assert _told(_look(losses=Losses(WINDOW, before)), _look(losses=Losses(WINDOW, after))) == told


def test_what_was_skipped_is_told_with_where_it_is() -> None:
    kept = Losses(WINDOW, dropped=30, destination=KEPT)
    assert _told(_look(losses=Losses(WINDOW)), _look(losses=kept)) == [
        "Dropped: 30 events in 15 min, kept by clicks-skipped"
    ]
    assert _told(_look(), _look(losses=kept._replace(destination=""))) == []


def test_proven_expiry_and_lost_pointers_are_told_by_how_many_more() -> None:
    before = _look(expired=Expired(3, 3, NOW), pointed_to=PointedTo(9, lost=1))
    found = _look(expired=Expired(5, 9, NOW), pointed_to=PointedTo(9, lost=2))
    assert _told(before, found) == [
        "Expired and lost: 2 messages",
        "Lost: the stream no longer has the records of 1 pointer",
    ]
    assert _told(found, found) == []


def test_what_could_not_be_read_is_no_loss() -> None:
    unread = Missing("denied")
    before = _look(losses=Losses(WINDOW, lost=3), expired=Expired(3, 3, NOW), pointed_to=PointedTo(9, lost=1))
    assert _told(before, _look(losses=unread, expired=unread, pointed_to=unread)) == []
