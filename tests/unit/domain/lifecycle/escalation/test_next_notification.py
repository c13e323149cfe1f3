"""Who is told next, and when."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.incident.episode import Acknowledgement, EscalationPosition, Resolution
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.escalation.next_notification import (
    HURRIED_STEP,
    WAIT_FOR_EVIDENCE,
    mentions,
    next_notification,
    next_notification_at,
    question_due,
    topics,
)
from bot.domain.lifecycle.recovery import resolved
from bot.domain.policy.policy import Policy, Target
from tests.amended import amended
from tests.unit.domain.incidents import (
    ANA,
    BEN,
    HOUR,
    MINUTE,
    NOW,
    OPEN,
    POLICY,
    QUIET,
    RECOVERING,
    ROUTE,
    TOPIC,
    kept,
    with_evidence,
)
from tests.unit.domain.people import acknowledge, snooze

LOOKED = with_evidence(OPEN)
ACKNOWLEDGED = kept(acknowledge(LOOKED, ANA, NOW))
NEXT_WEEK = NOW + timedelta(days=7)


def told(incident: Incident, steps: int, reminders: int = 0, last_at: datetime = NOW) -> Incident:
    return amended(incident, escalation=EscalationPosition(NOW, steps, reminders, last_at))


TIMES = (
    pytest.param(
        OPEN, NOW + WAIT_FOR_EVIDENCE, id="the first step waits for the evidence, no longer than this"
    ),
    pytest.param(LOOKED, NOW, id="the first step is due at once when the evidence is there"),
    pytest.param(told(LOOKED, 1), NOW + 15 * MINUTE, id="the second step is due after its time"),
    pytest.param(told(OPEN, 1), NOW + 15 * MINUTE, id="later steps do not wait for evidence"),
    pytest.param(told(LOOKED, 3, 0, NOW + HOUR), NOW + HOUR + 30 * MINUTE, id="then a reminder"),
    pytest.param(
        told(LOOKED, 3, 1, NOW + HOUR), NOW + 2 * HOUR, id="the second reminder after twice as long"
    ),
    pytest.param(told(LOOKED, 3, 2, NOW + HOUR), None, id="reminders come to an end"),
    pytest.param(replace(told(LOOKED, 1), snoozed_until=NOW + HOUR), NOW + HOUR, id="a snooze is waited for"),
    pytest.param(ACKNOWLEDGED, None, id="nobody is told of an acknowledged incident"),
    pytest.param(resolved(LOOKED, Resolution(NOW, "proven")), None, id="nor of a resolved one"),
    pytest.param(QUIET, None, id="nor of one that was never told"),
    pytest.param(amended(LOOKED, escalation=None), None, id="nor without a position"),
    pytest.param(
        told(with_evidence(OPEN, first_loss=NOW + 70 * MINUTE), 1),
        NOW + 10 * MINUTE,
        id="an hour before the first loss the next step does not wait for its turn",
    ),
    pytest.param(
        told(with_evidence(OPEN, first_loss=NOW + 20 * MINUTE), 1),
        NOW + HURRIED_STEP,
        id="steps in a hurry leave a few minutes to answer",
    ),
    pytest.param(
        told(with_evidence(OPEN, first_loss=NOW + 9 * HOUR), 1),
        NOW + 15 * MINUTE,
        id="with time left there is no hurry",
    ),
)


@pytest.mark.parametrize(("incident", "at"), TIMES)
def test_the_next_call_is_due(incident: Incident, at: datetime | None) -> None:
    assert next_notification_at(incident, ROUTE) == at


def test_a_step_tells_its_own_targets_and_says_which_it_is() -> None:
    second = next_notification(told(LOOKED, 1), ROUTE)
    assert second.targets == (Target("owner"), Target("group", "S0ORDERS01"))
    assert second.why == "step 2 of 3 of route orders"


def test_a_reminder_tells_the_last_step_again() -> None:
    reminder = next_notification(told(LOOKED, 3, 1), ROUTE)
    assert (reminder.step, reminder.targets) == (3, ROUTE.escalation.steps[-1].targets)
    assert reminder.why == "reminder 2: no one has answered"


def test_without_a_position_the_first_step_is_the_next() -> None:
    assert next_notification(amended(LOOKED, escalation=None), ROUTE).step == 0


ASKED = amended(ACKNOWLEDGED, acknowledgement=Acknowledgement(ANA, NOW, NOW, NOW + HOUR))
QUESTIONS = (
    pytest.param(ACKNOWLEDGED, NOW + 2 * HOUR, id="the question comes after its time"),
    pytest.param(ASKED, NOW + HOUR + 30 * MINUTE, id="once asked, silence has its time too"),
    pytest.param(
        kept(snooze(LOOKED, ANA, NOW + 9 * HOUR, NOW, ROUTE)), NOW + 9 * HOUR, id="a snooze is waited for"
    ),
    pytest.param(
        amended(RECOVERING, acknowledgement=ASKED.acknowledgement), None, id="not while it recovers"
    ),
    pytest.param(OPEN, None, id="nobody to ask"),
)


@pytest.mark.parametrize(("incident", "at"), QUESTIONS)
def test_still_on_it_is_asked(incident: Incident, at: datetime | None) -> None:
    assert question_due(incident, ROUTE) == at


CALLED = (
    pytest.param(Target("owner"), (Target("user", ANA.user),), id="the owner is a person"),
    pytest.param(Target("oncall", "orders"), (Target("user", BEN.user),), id="whose turn it is"),
    pytest.param(Target("user", "U1"), (Target("user", "U1"),), id="a person"),
    pytest.param(Target("group", "S1"), (Target("group", "S1"),), id="a group"),
    pytest.param(Target("channel"), (Target("channel"),), id="the channel"),
    pytest.param(Target("topic", TOPIC), (), id="a topic is told and not called"),
    pytest.param(Target("oncall", "gone"), (), id="a rotation that a release has removed"),
    pytest.param(Target("carrier pigeon"), (), id="a kind of a later release"),
)


@pytest.mark.parametrize(("target", "people"), CALLED)
def test_a_target_calls(target: Target, people: tuple[Target, ...]) -> None:
    assert mentions((target,), ROUTE, POLICY, NOW) == people


def test_a_route_without_an_owner_calls_none() -> None:
    assert mentions((Target("owner"),), ROUTE._replace(owner=""), Policy((ROUTE,)), NOW) == ()


def test_nobody_is_called_twice() -> None:
    assert mentions((Target("owner"), Target("user", ANA.user)), ROUTE, POLICY, NOW) == (
        Target("user", ANA.user),
    )


def test_the_turn_passes_on() -> None:
    assert mentions((Target("oncall", "orders"),), ROUTE, POLICY, NEXT_WEEK) == (Target("user", ANA.user),)


def test_before_the_first_turn_somebody_is_on_call_too() -> None:
    before = NOW - timedelta(days=1)
    assert mentions((Target("oncall", "orders"),), ROUTE, POLICY, before) == (Target("user", ANA.user),)


def test_only_topics_are_told_as_topics() -> None:
    assert topics((Target("channel"), Target("topic", TOPIC))) == (TOPIC,)
