"""Which alarms are ours: what reached us on purpose always is, what merely passed by only when asked for."""

from fnmatch import fnmatchcase

from bot.domain.alarm.alarm import AlarmTransition, Path
from bot.domain.policy.policy import EventFilter


def is_ours(transition: AlarmTransition, event_filter: EventFilter, *, open_incident: bool) -> bool:
    """Whether a transition is taken in; anything else is counted and never carded."""
    if transition.path is not Path.BUS:
        return True
    return open_incident or any(fnmatchcase(transition.name, pattern) for pattern in event_filter.alarms)
