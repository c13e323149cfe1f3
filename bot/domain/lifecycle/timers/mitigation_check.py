"""Check a changed setting: also after the incident, until it is undone."""

from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.timer_action import Advanced, TimerAction, TimerContext, ToRead
from bot.domain.mitigation.life import settle


def _check(incident: Incident, context: TimerContext) -> Advanced | None:
    settled = settle(incident, context.readings.settings, context.now)
    return Advanced(*settled, shown=bool(settled.entries)) if settled else None


ACTION = TimerAction(Timer.MITIGATION_CHECK, _check, frozenset({ToRead.SETTINGS}))
