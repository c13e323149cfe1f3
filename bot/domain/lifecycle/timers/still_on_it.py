"""Ask the person who acknowledged it "still on it?"; without an answer in time it reopens."""

from dataclasses import replace

from bot.domain.evidence.durations import lasting
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, NotifyReason, TimelineEntry
from bot.domain.lifecycle.loss_words import near_loss
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.question import question
from bot.domain.lifecycle.timer_action import Advanced, TimerAction, TimerContext, ToRead
from bot.domain.urgency.deadlines import deadlines
from bot.domain.urgency.growth import messages_there


def _ask(incident: Incident, context: TimerContext) -> Advanced | None:
    acknowledged, now = incident.acknowledgement, context.now
    if acknowledged is None:
        return None
    if acknowledged.asked_at is None:
        left = near_loss(deadlines(incident.evidence, context.route), now)
        entry = question(acknowledged, left, now, why="acknowledged and not fixed")
        episode = replace(
            incident.episode,
            acknowledgement=acknowledged._replace(asked_at=now),
            notified_count=messages_there(incident),
        )
        return Advanced(replace(incident, episode=episode), (entry,))
    entry = TimelineEntry(
        at=now,
        event=Event.RELEASED,
        what="No one confirmed: reopened",
        why=f"no answer within {lasting(now - acknowledged.asked_at)}",
        reason=NotifyReason.ACKNOWLEDGEMENT_TIMEOUT,
        thread=True,
    )
    episode = replace(incident.episode, acknowledgement=None, escalation=EscalationPosition(now))
    return Advanced(replace(incident, episode=episode), (entry,))


ACTION = TimerAction(Timer.STILL_ON_IT, _ask, frozenset({ToRead.WHETHER_OVER}))
