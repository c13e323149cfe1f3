"""Ten times as much as people were told of: whoever holds it is asked, else the calls begin again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.evidence.depth import Depth
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.advance import advance
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.timer_action import Readings
from bot.domain.policy.policy import Hours, Target
from bot.domain.urgency.growth import messages_there
from tests.amended import amended
from tests.unit.domain.incidents import (
    ANA,
    HOUR,
    MINUTE,
    NOW,
    OPEN,
    POLICY,
    ROUTE,
    kept,
    with_evidence,
)
from tests.unit.domain.people import acknowledge, snooze

USED_UP = EscalationPosition(NOW, 3, 2, NOW)
CALLED = amended(with_evidence(OPEN), escalation=USED_UP, notified_count=4, card_check_at=None)
LATER = NOW + 10 * MINUTE
HELD = replace(kept(acknowledge(CALLED, ANA, NOW)), card_check_at=None)
SNOOZED = replace(kept(snooze(CALLED, ANA, NOW + 9 * HOUR, NOW, ROUTE)), card_check_at=None)


def holding(incident: Incident, count: int) -> Incident:
    looked = with_evidence(incident, taken_at=LATER)
    assert looked.evidence is not None
    return amended(
        looked, evidence=replace(looked.evidence, depth=Depth(count)), last_joined_at=NOW - 9 * HOUR
    )


def grown(incident: Incident) -> tuple[Incident, TimelineEntry]:
    change = advance(holding(incident, 72), Readings(), ROUTE, POLICY, LATER)
    assert change is not None
    (entry,) = (each for each in change.entries if "grown" in each.what)
    return change.incident, entry


@pytest.mark.parametrize(("count", "at"), [(39, None), (40, LATER)])
def test_only_ten_times_as_much_is_told(count: int, at: object) -> None:
    assert Timer.GROWTH.at(holding(CALLED, count), ROUTE) == at


def test_what_nobody_counted_or_told_has_not_grown() -> None:
    assert Timer.GROWTH.at(holding(amended(CALLED, notified_count=None), 72), ROUTE) is None
    uncounted = with_evidence(CALLED, taken_at=LATER)
    assert Timer.GROWTH.at(uncounted, ROUTE) is None
    assert messages_there(uncounted) == 4


def test_a_queue_at_work_is_counted_and_a_stream_reckoned() -> None:
    looked = with_evidence(OPEN)
    assert looked.evidence is not None
    counted = replace(looked.evidence, lag=Lag("age", None, waiting=12, exact=True))
    assert (counted.counted, replace(counted, lag=Lag("age", None, waiting=12)).counted) == (12, None)
    assert replace(counted, lag=Missing("denied")).counted is None


def test_calls_that_were_used_up_begin_anew() -> None:
    incident, entry = grown(CALLED)
    assert (entry.event, entry.what) == (Event.GREW, "It has grown from 4 to 72")
    assert incident.escalation == EscalationPosition(LATER)
    assert incident.notified_count == 72
    assert Timer.ESCALATION.at(incident, ROUTE) == LATER
    assert Timer.GROWTH.at(incident, ROUTE) is None


def test_calls_that_go_on_anyway_are_left_to_go_on() -> None:
    second = EscalationPosition(NOW, 1, 0, NOW)
    assert grown(amended(CALLED, escalation=second))[0].escalation == second


def test_whoever_holds_it_is_asked() -> None:
    incident, entry = grown(HELD)
    assert (entry.event, entry.what) == (Event.CONFIRMATION_ASKED, "It has grown from 4 to 72. Still on it?")
    assert entry.mentions == (Target("user", ANA.user),)
    assert incident.acknowledgement is not None
    assert incident.acknowledgement.asked_at == LATER


def test_it_breaks_a_snooze() -> None:
    incident, entry = grown(SNOOZED)
    assert entry.what == "The snooze ended early: it has grown from 4 to 72. Still on it?"
    assert incident.snoozed_until is None


def test_what_can_wait_until_work_begins_is_told_then() -> None:
    nightly = ROUTE._replace(hours=Hours("UTC", (0, 1, 2, 3, 4), 9 * 60, 17 * 60))
    safe = replace(with_evidence(SNOOZED, first_loss=NOW + timedelta(days=9), taken_at=LATER))
    assert safe.evidence is not None
    safe = replace(safe, evidence=replace(safe.evidence, depth=Depth(72)))
    assert Timer.GROWTH.at(safe, nightly) == NOW + 6 * HOUR


def test_whoever_takes_it_is_told_of_as_much_as_stands_there_then() -> None:
    assert kept(acknowledge(holding(CALLED, 30), ANA, LATER)).notified_count == 30
