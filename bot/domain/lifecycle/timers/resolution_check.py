"""Check whether an incident resolved without an alarm's OK is still over."""

from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.reopening import look_after
from bot.domain.lifecycle.timer_action import Advanced, TimerAction, TimerContext, ToRead


def _check(incident: Incident, context: TimerContext) -> Advanced | None:
    health = context.readings.health
    return None if health is None else look_after(incident, health, context.now)


ACTION = TimerAction(Timer.RESOLUTION_CHECK, _check, frozenset({ToRead.HEALTH}))
