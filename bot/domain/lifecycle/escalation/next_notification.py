"""Who is notified next, and when: steps until someone answers, then polite questions until it is fixed.

A step comes at its time, or at once if the one before reached no one. After the last step, reminders go to
whom they can reach; if that is no one, people who rest and the channel are notified anyway. Nothing that a
person does, and no alarm's OK, lets the first loss come without a notification before it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.notifications import anybody, not_reached, noticed_by_somebody, taken, unreached_at
from bot.domain.incident.own_reading import rung_by_us_until
from bot.domain.incident.own_skip import let_skip
from bot.domain.policy.policy import Escalation, Policy, Route, Target, TargetKind
from bot.domain.urgency.deadlines import deadlines

# The first mention carries the evidence, and waits this long for it at most.
WAIT_FOR_EVIDENCE = timedelta(seconds=20)
# With little time left on either clock, the next step comes this soon.
HURRIED_STEP = timedelta(minutes=5)


class DueNotification(NamedTuple):
    """Whom to notify now and why.

    Attributes:
        step: Index of the step; past the last one, a reminder.
    """

    step: int
    targets: tuple[Target, ...]
    why: str


def next_notification_at(incident: Incident, route: Route) -> datetime | None:
    """When the next step or reminder of an unanswered incident is due; None if none is.

    One that fell due within hours but is late through a fault of ours does not wait for the next morning.
    """
    at = planned_at(incident, route)
    return _waited(incident, route, at) if at else None


def notification_foreseen_at(incident: Incident, route: Route, now: datetime) -> datetime | None:
    """When the next notification comes if the current one is delivered; otherwise it comes sooner."""
    position = incident.escalation
    if position is None:
        return None
    notifications = taken(position.notifications, now)
    return next_notification_at(
        replace(
            incident,
            episode=replace(incident.episode, escalation=position._replace(notifications=notifications)),
        ),
        route,
    )


def held_back(incident: Incident, route: Route) -> timedelta:
    """How much a snooze or the hours delay the next notification beyond its plan.

    All later steps move by as much, or everyone would be notified at once at the end of it.
    """
    at = planned_at(incident, route)
    return _waited(incident, route, at) - at if at else timedelta(0)


def after_peace(
    position: EscalationPosition | None, quiet_since: datetime, settle: timedelta, now: datetime
) -> EscalationPosition:
    """The escalation position of an incident that seemed over since then, and is not.

    Escalation restarts if it seemed over for as long as would have ended it; else the quiet time is left out.
    """
    quiet = now - quiet_since
    if position is None or quiet >= settle:
        return EscalationPosition(now)
    return position._replace(since=position.since + quiet)


def planned_at(incident: Incident, route: Route) -> datetime | None:
    """When the next notification would be due if nothing delayed it."""
    position = incident.escalation
    if incident.status is not Status.OPEN or position is None or incident.left_in_peace:
        return None
    times = (
        _planned(position, route.escalation),
        _at_once(position, route.escalation),
        _woken(position, route.escalation),
    )
    at = min((each for each in times if each is not None), default=None)
    if position.steps == 0 and at is not None and incident.evidence_wanted is not None:
        at = max(at, position.since + WAIT_FOR_EVIDENCE)
    return _hurried(incident, position, route, at)


def _waited(incident: Incident, route: Route, at: datetime) -> datetime:
    """That time, or the end of the snooze; an incident that can wait then waits until work begins.

    The first one also waits while only Lastcall's own reading speaks for the alarms, or only records that a
    person let be skipped.
    """
    spared = (awake_at(incident, route), _rung_by_us(incident, route), _let_skip(incident, route))
    at = max(at, *(each or at for each in spared))
    return deadlines(incident.evidence, route).can_wait_until(route.hours, at) or at


def _rung_by_us(incident: Incident, route: Route) -> datetime | None:
    position, until = incident.escalation, rung_by_us_until(incident)
    if position is None or position.made or until is None:
        return None
    return _earlier(until, deadlines(incident.evidence, route).word_before_loss(position.since))


def _let_skip(incident: Incident, route: Route) -> datetime | None:
    """The loss clock notifies anyway; if it is unknown, nothing delays the steps."""
    position = incident.escalation
    if position is None or position.made or not let_skip(incident.evidence).user:
        return None
    return deadlines(incident.evidence, route).word_before_loss(position.since)


def _planned(position: EscalationPosition, plan: Escalation) -> datetime | None:
    if position.steps < len(plan.steps):
        return position.since + plan.steps[position.steps].after
    if position.reminders >= plan.reminders:
        return None
    backoff: int = 2**position.reminders
    return (position.last_at or position.since) + plan.remind_every * backoff


def _at_once(position: EscalationPosition, plan: Escalation) -> datetime | None:
    """When the next one comes because the last one reached no one.

    Reminders keep their times, except the first one if no step at all reached anyone.
    """
    steps_left = position.steps < len(plan.steps)
    nobody_so_far = position.reminders == 0 and not position.reached
    return unreached_at(position.last) if steps_left or nobody_so_far else None


def _woken(position: EscalationPosition, plan: Escalation) -> datetime | None:
    """When the first person who only rested wakes, if the ladder ended without anyone else.

    This holds after the last reminder, too: no ladder ends without a person.
    """
    used_up = position.steps >= len(plan.steps)
    return position.wakes if used_up and not noticed_by_somebody(position.last) else None


def _hurried(
    incident: Incident, position: EscalationPosition, route: Route, at: datetime | None
) -> datetime | None:
    """The time left wakes people: with little of it, steps follow each other quickly.

    Late work stays late for hours: that hurries the steps on to the next people, not the reminders. After
    the last reminder, a few more come as the first loss is near.
    """
    clocks = deadlines(incident.evidence, route)
    if position.last_at is None:
        return _earlier(at, clocks.word_before_loss(position.since))
    soon = position.last_at + HURRIED_STEP
    if at is None:
        return clocks.word_before_loss(position.last_at, HURRIED_STEP)
    late = clocks.late_near(soon) if position.steps < len(route.escalation.steps) else None
    return _earlier(at, clocks.loss_near(soon), late)


def _earlier(*times: datetime | None) -> datetime | None:
    return min((at for at in times if at is not None), default=None)


def _sooner(at: datetime, other: datetime | None) -> datetime:
    return min(at, other) if other else at


def next_notification(incident: Incident, route: Route) -> DueNotification:
    """The step due; after the last step, that one again, or all of them if it reached no one."""
    plan, position = route.escalation, incident.escalation
    steps = plan.steps
    done = position.steps if position else 0
    if done < len(steps):
        why = f"step {done + 1} of {len(steps)} of route {route.name}"
        return DueNotification(done, steps[done].targets, why + _hastened(position, route))
    everybody = tuple(dict.fromkeys(target for step in steps for target in step.targets))
    again = position is None or not position.last or (anybody(position.last) and not _woken(position, plan))
    reminder = (position.reminders if position else 0) + 1
    why = "no one has answered" if again else "no one was reached"
    return DueNotification(done, steps[-1].targets if again else everybody, f"reminder {reminder}: {why}")


def _hastened(position: EscalationPosition | None, route: Route) -> str:
    """Why a step comes early, if the one before reached no one."""
    at = unreached_at(position.last) if position else None
    planned = _planned(position, route.escalation) if position else None
    if position is None or at is None or planned is None or planned <= at:
        return ""
    late = not_reached([each for each in position.last if each.owed], at)
    reasons = f": {'; '.join(late)}" if late else ""
    return f", early because the previous step reached no one{reasons}"


def awake_at(incident: Incident, route: Route) -> datetime | None:
    """When a snooze ends: at its time, or early enough before the first loss, whenever that becomes known.

    During a loss it ends soon, too.
    """
    until, acknowledgement = incident.snoozed_until, incident.acknowledgement
    if until is None:
        return None
    begun = acknowledgement.confirmed_at if acknowledgement else (incident.opened_at or until)
    return _sooner(until, deadlines(incident.evidence, route).quiet_ends(begun))


def question_due(incident: Incident, route: Route) -> datetime | None:
    """When the person who acknowledged is asked "still on it?", or, once asked, when silence reopens it.

    Outside the hours neither happens, unless a clock runs out before they begin.
    """
    acknowledgement = incident.acknowledgement
    if incident.status is not Status.ACKNOWLEDGED or acknowledgement is None or incident.left_in_peace:
        return None
    clocks, plan = deadlines(incident.evidence, route), route.escalation
    if acknowledgement.asked_at is not None:
        silence = acknowledgement.asked_at + plan.answer_within
        return _waited(incident, route, _sooner(silence, clocks.half_way_to_loss(acknowledgement.asked_at)))
    # A person who has just answered is not asked again within minutes.
    near = clocks.quiet_ends(acknowledgement.confirmed_at, HURRIED_STEP)
    return _waited(incident, route, _sooner(acknowledgement.confirmed_at + plan.ask_after, near))


def mentions(targets: Sequence[Target], route: Route, policy: Policy, now: datetime) -> tuple[Target, ...]:
    """Whom to mention, in order, each once: users, groups or the channel. Topics are paged, not mentioned."""
    mentioned = (_mentioned(target, route, policy, now) for target in targets)
    return tuple(dict.fromkeys(target for target in mentioned if target))


def topics(targets: Sequence[Target]) -> tuple[str, ...]:
    """The SNS topics among the targets."""
    return tuple(target.value for target in targets if target.kind == TargetKind.TOPIC)


def _mentioned(target: Target, route: Route, policy: Policy, now: datetime) -> Target | None:
    match target.kind:
        case TargetKind.OWNER:
            return Target(TargetKind.USER, route.owner) if route.owner else None
        case TargetKind.ONCALL:
            rotation = policy.rotation_named(target.value)
            return Target(TargetKind.USER, rotation.on_call(now)) if rotation else None
        case TargetKind.USER | TargetKind.GROUP | TargetKind.CHANNEL:
            return target
        case _:
            return None
