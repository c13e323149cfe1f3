"""What happens to an incident when it is looked at: everything that is due, in one change."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.incident.change import Change, changed
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import TimelineEntry
from bot.domain.lifecycle.card.delivery import noticed
from bot.domain.lifecycle.next_due import Timer, due_now
from bot.domain.lifecycle.recovery import worth_reading_first
from bot.domain.lifecycle.timer_action import Readings, TimerContext, ToRead
from bot.domain.lifecycle.timers import action_of, wanted_by
from bot.domain.policy.policy import Policy, Route


def advance(
    incident: Incident, readings: Readings, route: Route, policy: Policy, now: datetime
) -> Change | None:
    """Do everything that is due at `now`; None when nothing is, so that a second sender costs no write."""
    advanced, shown = noticed(incident, readings.shown), False
    context = TimerContext(readings, route, policy, now)
    entries: list[TimelineEntry] = []
    for timer in due_now(advanced, route, now):
        act = action_of(timer).act
        # What one before it has made needless is left out; what it has brought about is for the next look.
        if act and timer.is_due(advanced, route, now) and (step := act(advanced, context)):
            advanced = step.incident
            entries.extend(step.entries)
            shown = shown or step.shown
    if advanced is incident:
        return None
    ended = incident if advanced.episode.number > incident.episode.number > 0 else None
    return changed(advanced, now, *entries, shown=shown, ended=ended)


def read_before_telling(incident: Incident, due: Iterable[Timer], now: datetime) -> bool:
    """Whether the resource is read before anything else is done: nobody is told of what is over."""
    return ToRead.WHETHER_OVER in wanted_by(due) and worth_reading_first(incident, now)
