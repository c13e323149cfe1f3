"""What people do about an incident."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.alarm.alarm import AlarmState
from bot.domain.evidence.health import Healthy, Unhealthy
from bot.domain.incident.change import Change
from bot.domain.incident.episode import EscalationPosition, Resolution
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event
from bot.domain.lifecycle.acts.take_over import TAKE_OVER
from bot.domain.lifecycle.recovery import resolved
from bot.domain.policy.policy import Target
from tests.amended import amended
from tests.unit.domain.incidents import (
    ANA,
    BEN,
    HOUR,
    MINUTE,
    NOW,
    OPEN,
    QUIET,
    RECOVERING,
    ROUTE,
    heard,
    kept,
    with_evidence,
)
from tests.unit.domain.people import acknowledge, release, resolve, snooze, take_over

LATER = NOW + HOUR
ACKNOWLEDGED = kept(acknowledge(OPEN, ANA, NOW))
ASKED = amended(
    ACKNOWLEDGED,
    acknowledgement=ACKNOWLEDGED.acknowledgement and ACKNOWLEDGED.acknowledgement._replace(asked_at=NOW),
)
ENDED = resolved(OPEN, Resolution(NOW, "proven"))


def refused(answer: Change | Refused) -> str:
    assert isinstance(answer, Refused)
    return answer.why


@pytest.mark.parametrize("incident", [ENDED, QUIET], ids=["resolved", "never told"])
def test_what_is_not_live_cannot_be_acted_on(incident: Incident) -> None:
    assert "resolved" in refused(acknowledge(incident, ANA, NOW))
    assert "resolved" in refused(release(incident, ANA, NOW))
    assert "resolved" in refused(snooze(incident, ANA, LATER, NOW, ROUTE))
    assert "already resolved" in refused(resolve(incident, ANA, "", None, NOW))


def test_acknowledging_stops_the_escalation_by_changing_the_state() -> None:
    assert ACKNOWLEDGED.status is Status.ACKNOWLEDGED
    assert ACKNOWLEDGED.person_version == ACKNOWLEDGED.version


def test_acknowledging_twice_keeps_the_first_responder() -> None:
    answer = acknowledge(ACKNOWLEDGED, BEN, LATER)
    named = f"orders-dlq ({ACKNOWLEDGED.id})"
    assert answer == Refused(f"ana acknowledged {named} 1 h ago and has it.", instead=TAKE_OVER.id)
    raced = acknowledge(ACKNOWLEDGED, BEN, NOW + timedelta(seconds=1))
    assert refused(raced) == f"ana acknowledged {named} just now and has it."


def test_acknowledging_again_oneself_is_told_what_stands() -> None:
    assert refused(acknowledge(ACKNOWLEDGED, ANA, LATER)) == (
        f"You have already acknowledged orders-dlq ({ACKNOWLEDGED.id})."
    )


def test_answering_the_question_confirms_and_keeps_the_time_of_the_first_press() -> None:
    change = acknowledge(ASKED, ANA, LATER)
    held = kept(change).acknowledgement
    assert held is not None
    assert (held.at, held.confirmed_at, held.asked_at) == (NOW, LATER, None)
    assert isinstance(change, Change)
    assert change.entries[0].what == "ana is still on it"


def test_somebody_else_may_take_over_once_the_question_is_asked() -> None:
    held = kept(acknowledge(ASKED, BEN, LATER)).acknowledgement
    assert held is not None
    assert (held.by, held.at) == (BEN, LATER)


def test_taking_over_is_one_act_and_tells_whoever_had_it() -> None:
    snoozed = replace(ACKNOWLEDGED, snoozed_until=LATER)
    change = take_over(snoozed, BEN, NOW + MINUTE)
    assert isinstance(change, Change)
    held = change.incident.acknowledgement
    assert held is not None
    assert (held.by, held.at, change.incident.snoozed_until) == (BEN, NOW + MINUTE, LATER)
    (entry,) = change.entries
    assert (entry.event, entry.thread) == (Event.TAKEN_OVER, True)
    assert entry.what == "ben took this over from ana"
    assert entry.mentions == (Target("user", ANA.user),)


def test_whoever_does_not_answer_the_question_is_told_who_has_it_now() -> None:
    change = acknowledge(ASKED, BEN, LATER)
    assert isinstance(change, Change)
    assert change.entries[0].mentions == (Target("user", ANA.user),)


def test_what_nobody_has_is_acknowledged_and_ones_own_is_not_taken_over() -> None:
    change = take_over(OPEN, BEN, NOW)
    assert isinstance(change, Change)
    assert change.entries[0].what == "Acknowledged by ben"
    assert refused(take_over(ACKNOWLEDGED, ANA, NOW)).startswith("You have already acknowledged")
    assert "resolved" in refused(take_over(ENDED, BEN, NOW))


def test_releasing_opens_it_again_at_the_first_step_and_ends_the_snooze() -> None:
    released = kept(release(replace(ACKNOWLEDGED, snoozed_until=LATER), BEN, NOW + MINUTE))
    assert released.status is Status.OPEN
    assert released.escalation == EscalationPosition(NOW + MINUTE)
    assert released.snoozed_until is None


def test_what_nobody_holds_cannot_be_released() -> None:
    assert refused(release(OPEN, ANA, NOW)).startswith("No one has acknowledged")


def test_snoozing_acknowledges_and_is_told_with_its_end() -> None:
    change = snooze(OPEN, ANA, LATER, NOW, ROUTE)
    snoozed = kept(change)
    assert snoozed.status is Status.ACKNOWLEDGED
    assert snoozed.snoozed(LATER - MINUTE)
    assert not snoozed.snoozed(LATER)
    assert isinstance(change, Change)
    assert (change.entries[0].event, change.entries[0].until) == (Event.SNOOZED, LATER)


def test_snoozing_what_somebody_else_holds_leaves_it_with_them() -> None:
    held = kept(snooze(ASKED, BEN, LATER, NOW + MINUTE, ROUTE)).acknowledgement
    assert held is not None
    assert (held.by, held.confirmed_at, held.asked_at) == (ANA, NOW + MINUTE, None)


@pytest.mark.parametrize("until", [NOW, NOW - MINUTE], ids=["now", "a minute ago"])
def test_a_snooze_must_end_in_the_future(until: datetime) -> None:
    assert "already passed" in refused(snooze(OPEN, ANA, until, NOW, ROUTE))


def test_while_a_redrive_runs_nothing_is_resolved() -> None:
    assert "redrive is running" in refused(resolve(replace(OPEN, live_job="1"), ANA, "known", None, NOW))


@pytest.mark.parametrize(
    ("incident", "health", "standing"),
    [
        pytest.param(
            RECOVERING, Unhealthy("3 messages stand in it"), "3 messages stand in it", id="not empty"
        ),
        pytest.param(OPEN, None, "its alarm is in ALARM", id="still firing"),
        pytest.param(OPEN, Healthy("empty"), "its alarm is in ALARM", id="healthy, yet still firing"),
    ],
)
def test_while_something_stands_it_takes_a_reason(
    incident: Incident, health: Healthy | Unhealthy | None, standing: str
) -> None:
    assert standing in refused(resolve(incident, ANA, "  ", health, NOW))
    change = resolve(incident, ANA, " known ", health, NOW)
    assert kept(change).status is Status.RESOLVED
    assert isinstance(change, Change)
    assert change.entries[0].what == f"Resolved by ana although {standing}"
    assert change.entries[0].why == "known"


def test_a_recovered_incident_is_resolved_without_a_reason() -> None:
    change = resolve(RECOVERING, ANA, "", Healthy("empty"), NOW)
    assert kept(change).resolution == Resolution(NOW, "by hand", ANA, "")


def test_a_resolved_incident_is_opened_by_nothing_that_was_said_before() -> None:
    ended = kept(resolve(RECOVERING, ANA, "", None, NOW))
    (alarm,) = ended.alarms.values()
    assert alarm.closed_through == heard(AlarmState.OK, 1).at


def losing(in_minutes: int) -> Incident:
    return with_evidence(OPEN, first_loss=NOW + in_minutes * MINUTE)


def test_a_snooze_that_would_end_too_near_the_first_loss_is_refused_and_says_how_long_it_may_be() -> None:
    refusal = refused(snooze(losing(100), ANA, NOW + 60 * MINUTE, NOW, ROUTE))
    assert refusal == "Not snoozed: the first loss is in 1 h 40 min, so a snooze may last 50 min at most."
    assert kept(snooze(losing(100), ANA, NOW + 50 * MINUTE, NOW, ROUTE)).snoozed_until == NOW + 50 * MINUTE


def test_what_is_being_lost_already_may_be_snoozed_for_half_an_hour() -> None:
    assert kept(snooze(losing(-5), ANA, NOW + 30 * MINUTE, NOW, ROUTE)).snoozed_until == NOW + 30 * MINUTE
    refusal = refused(snooze(losing(-5), ANA, NOW + 31 * MINUTE, NOW, ROUTE))
    assert refusal == "Not snoozed: a loss is under way, so a snooze may last 30 min at most."
