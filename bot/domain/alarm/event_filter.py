"""Which alarms are ours: always those sent to us; those merely seen on the bus only if configured."""

from fnmatch import fnmatchcase

from bot.domain.alarm.alarm import AlarmTransition, Path
from bot.domain.policy.policy import EventFilter


def is_ours(transition: AlarmTransition, event_filter: EventFilter, *, open_incident: bool) -> bool:
    """Whether a transition is taken in; all others are counted and get no card."""
    if transition.path is not Path.BUS:
        return True
    return open_incident or any(fnmatchcase(transition.name, pattern) for pattern in event_filter.alarms)
