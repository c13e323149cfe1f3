"""Who is told next, and when: steps until somebody answers, then polite questions until it is fixed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.deadlines import deadlines
from bot.domain.incident import EscalationPosition, Incident, Status
from bot.domain.policy import Escalation, Policy, Route, Target

# The first mention carries the evidence; it waits this long for it and no longer.
WAIT_FOR_EVIDENCE = timedelta(seconds=20)
# With little time left by either clock, the next step does not wait for its turn.
HURRIED_STEP = timedelta(minutes=5)


class Call(NamedTuple):
    """Whom to tell now and why.

    Attributes:
        step: Index of the step; past the last one it is a reminder.
    """

    step: int
    targets: tuple[Target, ...]
    why: str


def call_due(incident: Incident, route: Route) -> datetime | None:
    """When the next step or reminder of an unanswered incident is due; None when none is."""
    position = incident.escalation
    if incident.status is not Status.OPEN or position is None:
        return None
    at = _planned(position, route.escalation)
    if at is None:
        return None
    if position.steps == 0 and incident.evidence_wanted is not None:
        at = max(at, position.since + WAIT_FOR_EVIDENCE)
    at = _hurried(incident, route, at)
    return max(at, incident.snoozed_until) if incident.snoozed_until else at


def _planned(position: EscalationPosition, plan: Escalation) -> datetime | None:
    if position.steps < len(plan.steps):
        return position.since + plan.steps[position.steps].after
    if position.reminders >= plan.reminders:
        return None
    backoff: int = 2**position.reminders
    return (position.last_at or position.since) + plan.remind_every * backoff


def _hurried(incident: Incident, route: Route, at: datetime) -> datetime:
    """People are woken by the time left: with little of it the steps follow each other quickly.

    What is late stays late for hours: that hurries the steps on to the next people, not the reminders.
    """
    position = incident.escalation
    if position is None or position.last_at is None:
        return at
    clocks, soon = deadlines(incident.evidence, route), position.last_at + HURRIED_STEP
    late = clocks.late_near(soon) if position.steps < len(route.escalation.steps) else None
    return min(each for each in (at, clocks.loss_near(soon), late) if each is not None)


def call(incident: Incident, route: Route) -> Call:
    """The step that is due; after the last one, the last one again."""
    steps = route.escalation.steps
    done = incident.escalation.steps if incident.escalation else 0
    if done < len(steps):
        return Call(done, steps[done].targets, f"step {done + 1} of {len(steps)} of route {route.name}")
    reminder = (incident.escalation.reminders if incident.escalation else 0) + 1
    return Call(done, steps[-1].targets, f"reminder {reminder}: nobody has answered")


def question_due(incident: Incident, route: Route) -> datetime | None:
    """When whoever acknowledged is asked "still on it?", or, once asked, when silence reopens it."""
    acknowledged = incident.acknowledgement
    if incident.status is not Status.ACKNOWLEDGED or acknowledged is None or incident.recovering:
        return None
    if acknowledged.asked_at is not None:
        return acknowledged.asked_at + route.escalation.answer_within
    at = acknowledged.confirmed_at + route.escalation.ask_after
    return max(at, incident.snoozed_until) if incident.snoozed_until else at


def mentions(targets: Sequence[Target], route: Route, policy: Policy, now: datetime) -> tuple[Target, ...]:
    """Whom to call, in order, each once: users, groups or the channel. Topics are not called but told."""
    called = (_called(target, route, policy, now) for target in targets)
    return tuple(dict.fromkeys(target for target in called if target))


def topics(targets: Sequence[Target]) -> tuple[str, ...]:
    """The SNS topics among the targets."""
    return tuple(target.value for target in targets if target.kind == "topic")


def _called(target: Target, route: Route, policy: Policy, now: datetime) -> Target | None:
    match target.kind:
        case "owner":
            return Target("user", route.owner) if route.owner else None
        case "oncall":
            rotation = policy.rotation_named(target.value)
            return Target("user", rotation.on_call(now)) if rotation else None
        case "user" | "group" | "channel":
            return target
        case _:
            return None
