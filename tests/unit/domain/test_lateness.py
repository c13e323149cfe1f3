"""Work that stands for too long is urgent although nothing is lost for a day."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.lag.lag import Lag, Losses
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.escalation.next_notification import HURRIED_STEP, next_notification_at
from bot.domain.lifecycle.next_due import Timer
from bot.domain.policy.policy import Hours
from bot.domain.urgency.deadlines import deadlines
from bot.domain.urgency.decision import ByClock, Urgency, decide, snooze_presets
from bot.domain.urgency.lateness_clock import METRICS_LATE, lateness
from tests.amended import amended
from tests.unit.domain.incidents import HOUR, MINUTE, NOW, OPEN, ROUTE

DAY = timedelta(days=1)


def behind(
    age: timedelta | None, *, slope: float | None = 1.0, at: datetime = NOW, **known: object
) -> Evidence:
    lag = Lag("IteratorAge", age, at, slope, **known)  # type: ignore[arg-type]
    clock = LossClock(None, at + DAY - (age or timedelta(0)), "from the age of the last record read")
    return Evidence(taken_at=NOW, lag=lag, loss=clock)


def standing(evidence: Evidence, **known: object) -> Incident:
    return amended(OPEN, evidence=evidence, evidence_wanted=None, **known)


LATE = {
    "stands still": (behind(5 * MINUTE), NOW + 10 * MINUTE),
    "nearly stands still, which the minutes bend": (behind(5 * MINUTE, slope=0.93), NOW + 10 * MINUTE),
    "grows at half the pace": (behind(5 * MINUTE, slope=0.5), NOW + 20 * MINUTE),
    "never grows faster than time": (behind(5 * MINUTE, slope=3.0), NOW + 10 * MINUTE),
    "without a trend it stands": (behind(5 * MINUTE, slope=None), NOW + 10 * MINUTE),
    "is late already": (behind(HOUR), NOW - 45 * MINUTE),
    "late, though it catches up": (behind(HOUR, slope=-2.0), NOW - 45 * MINUTE),
    "catches up before": (behind(5 * MINUTE, slope=-1.0), None),
    "keeps its distance": (behind(5 * MINUTE, slope=0.0), None),
    "nothing waits": (behind(5 * MINUTE, waiting=0), None),
    "nothing was read for an hour, and more comes": (
        behind(2 * MINUTE, slope=-1.0, at=NOW - HOUR, incoming=3.0),
        NOW - 47 * MINUTE,
    ),
    "nothing was read for an hour, and nothing comes": (behind(2 * MINUTE, at=NOW - HOUR), None),
}


@pytest.mark.parametrize(("evidence", "late_at"), LATE.values(), ids=LATE)
def test_when_work_is_late(evidence: Evidence, late_at: datetime | None) -> None:
    found = lateness(evidence, ROUTE)
    assert found is not None
    assert found.late_at == late_at


@pytest.mark.parametrize(
    "evidence",
    [None, Evidence(taken_at=NOW), Evidence(taken_at=NOW, lag=Missing("denied")), behind(None)],
    ids=["no evidence", "dead letters", "not to be read", "no datapoint"],
)
def test_what_does_not_lag_or_is_not_known_is_not_late(evidence: Evidence | None) -> None:
    assert lateness(evidence, ROUTE) is None


def test_the_route_says_how_long_work_may_stand() -> None:
    found = lateness(behind(5 * MINUTE), ROUTE._replace(max_delay=2 * HOUR))
    assert found is not None
    assert (found.late_at, found.allowed) == (NOW + 115 * MINUTE, 2 * HOUR)


def test_the_worse_clock_decides_and_the_other_is_told() -> None:
    decision = decide(standing(behind(HOUR)), ROUTE, NOW)
    assert (decision.urgency, decision.by, decision.at) == (
        Urgency.LATE,
        ByClock.LATENESS,
        NOW - 45 * MINUTE,
    )
    assert decision.first_loss == NOW + 23 * HOUR


def test_what_will_be_late_before_it_is_lost_is_to_be_done_before() -> None:
    decision = decide(standing(behind(5 * MINUTE)), ROUTE, NOW)
    assert (decision.urgency, decision.by, decision.at) == (
        Urgency.ACT_BEFORE,
        ByClock.LATENESS,
        NOW + 10 * MINUTE,
    )


def test_what_is_being_lost_is_worse_than_late() -> None:
    decision = decide(standing(behind(25 * HOUR)), ROUTE, NOW)
    assert (decision.urgency, decision.by) == (Urgency.BEING_LOST, ByClock.LOSS)


def test_what_catches_up_waits_for_its_loss_clock() -> None:
    working = ROUTE._replace(hours=Hours("UTC", tuple(range(7)), 9 * 60, 18 * 60))
    decision = decide(standing(behind(5 * MINUTE, slope=-1.0)), working, NOW)
    assert (decision.urgency, decision.by) == (Urgency.CAN_WAIT, ByClock.LOSS)


def test_a_loss_that_nobody_knows_of_does_not_hide_that_it_is_late() -> None:
    evidence = replace(behind(HOUR), loss=Missing("denied"))
    assert decide(standing(evidence), ROUTE, NOW).urgency is Urgency.LATE


def test_what_is_lost_already_is_counted_and_can_wait() -> None:
    evidence = Evidence(taken_at=NOW, losses=Losses(15 * MINUTE, lost=37))
    decision = decide(standing(evidence), ROUTE, NOW)
    assert (decision.urgency, decision.lost) == (Urgency.ALREADY_LOST, 37)
    assert deadlines(evidence, ROUTE).loss_near(NOW) is None


def test_a_snooze_ends_before_it_is_late() -> None:
    evidence = behind(5 * MINUTE)
    route = ROUTE._replace(max_delay=40 * MINUTE)
    assert [each.label for each in snooze_presets(standing(evidence), route, NOW, loses=True)] == ["30 min"]


def told(incident: Incident, steps: int) -> Incident:
    position = EscalationPosition(NOW, steps=steps, last_at=NOW)
    return amended(incident, escalation=position)


def test_steps_follow_quickly_where_work_is_late() -> None:
    assert next_notification_at(told(standing(behind(HOUR)), 1), ROUTE) == NOW + HURRIED_STEP


def test_steps_are_pulled_forward_to_shortly_before_it_is_late() -> None:
    route = ROUTE._replace(max_delay=17 * MINUTE + 30 * timedelta(seconds=1))
    at = NOW + route.max_delay - 5 * MINUTE - route.max_delay / 3
    assert next_notification_at(told(standing(behind(5 * MINUTE)), 1), route) == at


def test_reminders_of_what_is_late_do_not_follow_each_other_quickly() -> None:
    late = told(standing(behind(HOUR)), 3)
    assert next_notification_at(late, ROUTE) == next_notification_at(
        told(standing(Evidence(taken_at=NOW)), 3), ROUTE
    )


def test_the_clock_falls_due_when_it_is_known_to_be_late() -> None:
    """What is only foreseen may be done by then, and metrics tell that minutes later."""
    foreseen = standing(behind(5 * MINUTE), clock_notified_at=NOW)
    assert Timer.CLOCK_WARNING.at(foreseen, ROUTE) == NOW + 10 * MINUTE + METRICS_LATE
    seen = standing(behind(16 * MINUTE), clock_notified_at=NOW - 2 * MINUTE)
    assert Timer.CLOCK_WARNING.at(seen, ROUTE) == NOW - MINUTE


def test_a_lower_bound_that_has_passed_hurries_nobody() -> None:
    passed = replace(Evidence(taken_at=NOW), loss=LossClock(NOW - HOUR, NOW + DAY, "x"))
    assert deadlines(passed, ROUTE).loss_near(NOW) == NOW + 23 * HOUR
    assert deadlines(passed, ROUTE).first_loss(NOW) == NOW + DAY
    assert deadlines(passed, ROUTE).first_loss(NOW - 2 * HOUR) == NOW - HOUR
    assert passed.first_loss(NOW) == NOW + DAY
