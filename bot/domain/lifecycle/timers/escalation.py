"""Notify the next people, or remind them, while no one has acknowledged it."""

from dataclasses import replace

from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.escalation.next_notification import held_back, next_notification
from bot.domain.lifecycle.escalation.notify import notified, unanswered
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.timer_action import Advanced, TimerAction, TimerContext, ToRead
from bot.domain.urgency.growth import messages_there


def _call(incident: Incident, context: TimerContext) -> Advanced | None:
    position, route, now = incident.escalation, context.route, context.now
    if position is None:
        return None
    due, held = next_notification(incident, route), held_back(incident, route)
    step = due.step < len(route.escalation.steps)
    position = position._replace(since=position.since + held)
    version = incident.version + 1
    made = notified(position, due, context.readings.reach, route, context.policy, version, now)
    entry = TimelineEntry(
        at=now,
        event=Event.ESCALATED if step else Event.REMINDED,
        what=made.not_reached,
        why=due.why + unanswered(position, made, now, step=step),
        thread=True,
        mentions=made.mentions,
        topics=made.topics,
    )
    episode = replace(incident.episode, escalation=made.position, notified_count=messages_there(incident))
    return Advanced(replace(incident, episode=episode), (entry,))


# A mention already in the thread delays the next step, so what is shown is read, too.
ACTION = TimerAction(Timer.ESCALATION, _call, frozenset({ToRead.WHETHER_OVER, ToRead.SHOWN, ToRead.REACH}))
