"""Between two looks, count what is in the queue, or read how far behind work is."""

from dataclasses import replace

from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.recovery import reread, reread_lag
from bot.domain.lifecycle.timer_action import Advanced, TimerAction, TimerContext, ToRead


def _count(incident: Incident, context: TimerContext) -> Advanced | None:
    lag, health, now = context.readings.lag, context.readings.health, context.now
    counted = replace(incident, reread_at=now)
    if lag is not None:
        return Advanced(reread_lag(counted, lag, now), shown=False)
    return None if health is None else reread(counted, health, context.route, now)


ACTION = TimerAction(Timer.RECOUNT, _count, frozenset({ToRead.AMOUNT}))
