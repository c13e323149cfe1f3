"""A snooze ends. The person who holds it is asked at once, as after a long silence; their time restarts."""

from dataclasses import replace
from datetime import datetime

from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.escalation.next_notification import planned_at
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.question import question
from bot.domain.lifecycle.timer_action import Advanced, TimerAction, TimerContext, ToRead
from bot.domain.policy.policy import Route
from bot.domain.urgency.deadlines import deadlines


def _end(incident: Incident, context: TimerContext) -> Advanced:
    route, now = context.route, context.now
    woken = replace(incident, snoozed_until=None)
    if not incident.live:
        return Advanced(woken, shown=False)
    if incident.left_in_peace:
        ended = TimelineEntry(
            at=now, event=Event.SNOOZE_ENDED, what="The snooze ended while recovering", thread=True
        )
        return Advanced(woken, (ended,))
    what, acknowledgement = _why(incident, route, now), incident.acknowledgement
    if acknowledgement is None:
        woken = replace(woken, episode=replace(woken.episode, escalation=_begun_late(incident, route, now)))
        return Advanced(woken, (TimelineEntry(at=now, event=Event.SNOOZE_ENDED, what=what, thread=True),))
    asked = replace(woken.episode, acknowledgement=acknowledgement._replace(asked_at=now))
    return Advanced(
        replace(woken, episode=asked), (question(acknowledgement, what, now, event=Event.SNOOZE_ENDED),)
    )


def _why(incident: Incident, route: Route, now: datetime) -> str:
    if incident.snoozed_until is None or now >= incident.snoozed_until:
        return "The snooze ended and it is not fixed"
    losing = deadlines(incident.evidence, route).losing(now)
    return f"The snooze ended early: {'a loss is under way' if losing else 'the first loss is near'}"


def _begun_late(incident: Incident, route: Route, now: datetime) -> EscalationPosition | None:
    """The steps that a snooze delayed start now, each in its time."""
    position, at = incident.escalation, planned_at(incident, route)
    if position is None or at is None or at >= now:
        return position
    return position._replace(since=position.since + (now - at))


ACTION = TimerAction(Timer.SNOOZE, _end, frozenset({ToRead.WHETHER_OVER}))
