"""Tenfold growth ends a snooze, asks the person who holds it, and restarts escalation that was used up."""

from dataclasses import replace

from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.question import question
from bot.domain.lifecycle.timer_action import Advanced, TimerAction, TimerContext, ToRead
from bot.domain.urgency.growth import messages_there


def _tell(incident: Incident, context: TimerContext) -> Advanced:
    now = context.now
    counted, position, acknowledgement = (
        messages_there(incident),
        incident.escalation,
        incident.acknowledgement,
    )
    broken = "The snooze ended early: it" if incident.snoozed(now) else "It"
    what = f"{broken} has grown from {incident.notified_count or 0:,} to {counted or 0:,}"
    grown = replace(incident, snoozed_until=None, episode=replace(incident.episode, notified_count=counted))
    if acknowledgement is not None:
        asked = replace(
            grown.episode, acknowledgement=acknowledgement._replace(asked_at=acknowledgement.asked_at or now)
        )
        return Advanced(replace(grown, episode=asked), (question(acknowledgement, what, now),))
    used_up = position is None or position.steps >= len(context.route.escalation.steps)
    anew = EscalationPosition(now) if used_up or incident.snoozed(now) else position
    entry = TimelineEntry(at=now, event=Event.GREW, what=what, thread=True)
    return Advanced(replace(grown, episode=replace(grown.episode, escalation=anew)), (entry,))


ACTION = TimerAction(Timer.GROWTH, _tell, frozenset({ToRead.WHETHER_OVER}))
