"""Re-read what its alarms say is over, or the last look found empty, until that is proven."""

from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.recovery import heal
from bot.domain.lifecycle.timer_action import Advanced, TimerAction, TimerContext, ToRead


def _check(incident: Incident, context: TimerContext) -> Advanced | None:
    health = context.readings.health
    return None if health is None else heal(incident, health, context.route, context.now)


ACTION = TimerAction(Timer.HEALTH_CHECK, _check, frozenset({ToRead.HEALTH}))
