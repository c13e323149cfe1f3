"""The catalogue of timers is complete: each has its file, and is played here from falling due to done."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.domain.evidence.evidence import Depth, Evidence, Healthy, Unhealthy
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.incident.calls import Called, CallState
from bot.domain.incident.change import CARD_CHECK
from bot.domain.incident.episode import EscalationPosition, Resolution
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import RETENTION_SECONDS, MitigationKind, Taken
from bot.domain.lifecycle import timers
from bot.domain.lifecycle.advance import advance
from bot.domain.lifecycle.card.delivery import Shown
from bot.domain.lifecycle.escalation.paging import claim
from bot.domain.lifecycle.next_due import (
    COUNT_AGAIN,
    EVIDENCE_AGAIN,
    LOOK_AGAIN,
    LOOK_SOON,
    Timer,
    attention_at,
    due_now,
)
from bot.domain.lifecycle.recovery import resolved
from bot.domain.lifecycle.timer_action import Readings, ToRead
from bot.domain.policy.policy import Target
from tests.amended import amended
from tests.unit.domain.incidents import ANA, HOUR, MINUTE, NOW, OPEN, POLICY, QUEUE, ROUTE, TOPIC, kept
from tests.unit.domain.people import acknowledge, snooze

LOOKED = amended(
    replace(OPEN, evidence=Evidence(taken_at=NOW, depth=Depth(4)), evidence_wanted=None),
    card_check_at=None,
    card_owed=None,
    joined_at=NOW - LOOK_AGAIN,
    escalation=EscalationPosition(NOW, 1, 0, NOW),
    told_amount=4,
)
HELD = amended(kept(acknowledge(LOOKED, ANA, NOW)), card_check_at=None, card_owed=None)


class Played(NamedTuple):
    """An incident of which this timer falls due, when it does, and what is read then."""

    incident: Incident
    due_at: datetime
    readings: Readings = Readings()


def counted(depth: int) -> Incident:
    return replace(LOOKED, evidence=Evidence(taken_at=NOW, depth=Depth(depth)))


def owing_a_page() -> Incident:
    owed = Called(Target("topic", TOPIC), CallState.OWED, 0, NOW, next_at=NOW + MINUTE)
    return amended(LOOKED, escalation=EscalationPosition(NOW, 1, 0, NOW, (owed,)))


def changed_in_aws() -> Incident:
    days = ({RETENTION_SECONDS: "345600"}, {RETENTION_SECONDS: "1209600"})
    raised = Taken(
        "c1", MitigationKind.RAISE_QUEUE_RETENTION, QUEUE.arn, QUEUE.name, *days, "", ANA, NOW, "time", "c1",
        NOW, look_at=NOW + MINUTE,
    )  # fmt: skip
    return replace(LOOKED, mitigations=(raised,))


def losing() -> Incident:
    clock = LossClock(None, NOW + 7 * HOUR, "sampled")
    return replace(LOOKED, evidence=Evidence(taken_at=NOW, loss=clock))


PLAYED: Mapping[Timer, Played] = {
    Timer.CARD_CHECK: Played(
        replace(LOOKED, card_check_at=NOW + CARD_CHECK), NOW + CARD_CHECK, Readings(shown=Shown())
    ),
    Timer.MITIGATION_CHECK: Played(
        changed_in_aws(), NOW + MINUTE, Readings(settings={QUEUE.arn: Missing("denied")})
    ),
    Timer.GROWTH: Played(counted(40), NOW),
    Timer.SNOOZE: Played(kept(snooze(LOOKED, ANA, NOW + HOUR, NOW, ROUTE)), NOW + HOUR),
    Timer.RESOLUTION_CHECK: Played(
        resolved(LOOKED, Resolution(NOW, "by hand", ANA)), NOW + MINUTE, Readings(Healthy("empty"))
    ),
    Timer.HEALTH_CHECK: Played(amended(LOOKED, recovering_since=NOW), NOW, Readings(Healthy("empty"))),
    Timer.RECOUNT: Played(LOOKED, NOW + COUNT_AGAIN, Readings(Unhealthy("4 stand in it", 4))),
    Timer.STILL_ON_IT: Played(HELD, NOW + ROUTE.escalation.ask_after),
    Timer.ESCALATION: Played(LOOKED, NOW + 15 * MINUTE),
    Timer.PAGE: Played(owing_a_page(), NOW + MINUTE),
    Timer.EVIDENCE_RETRY: Played(replace(LOOKED, evidence_wanted=NOW), NOW + EVIDENCE_AGAIN),
    Timer.EVIDENCE_REFRESH: Played(amended(LOOKED, joined_at=NOW), NOW + LOOK_SOON),
    Timer.CLOCK_WARNING: Played(losing(), NOW + HOUR),
}


def test_every_timer_has_a_file_of_its_name_and_a_line_in_the_catalogue() -> None:
    files = {file.stem for file in Path(timers.__file__).parent.glob("[!_]*.py")}
    assert files == {timer.name.lower() for timer in Timer}
    modules = {getattr(timers, name).ACTION: name.upper() for name in files}
    assert {action: action.timer.name for action in timers.ACTIONS} == modules
    assert len(timers.ACTIONS) == len(Timer)


def test_every_timer_is_played() -> None:
    assert set(PLAYED) == set(Timer)


@pytest.mark.parametrize(("timer", "played"), PLAYED.items(), ids=lambda each: getattr(each, "name", ""))
def test_a_timer_is_due_at_its_time_and_no_longer_once_it_was_done(timer: Timer, played: Played) -> None:
    """Else it would be done again at once, for ever."""
    incident, at, readings = played
    assert timer.at(incident, ROUTE) == at
    assert timer not in due_now(incident, ROUTE, at - timedelta(seconds=1))
    if timer is Timer.PAGE:
        claimed = claim(incident, ROUTE, at)
        done = claimed.change if claimed else None
    else:
        done = advance(incident, readings, ROUTE, POLICY, at)
    assert done is not None
    assert timer not in due_now(done.incident, ROUTE, at)


@pytest.mark.parametrize("played", PLAYED.values(), ids=[timer.name for timer in PLAYED])
def test_an_incident_is_looked_at_as_soon_as_one_of_its_timers_is_due(played: Played) -> None:
    incident = played.incident
    times = [at for timer in Timer if (at := timer.at(incident, ROUTE)) is not None]
    assert attention_at(incident, ROUTE) == min(times)


def test_whatever_may_be_read_is_wanted_by_a_timer() -> None:
    assert timers.wanted_by(Timer) == set(ToRead)
