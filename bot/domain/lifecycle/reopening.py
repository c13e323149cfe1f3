"""A resolution is looked after: what a person ended, or an alarm never said to be over, is read again.

An alarm that stays in ALARM has no transition to tell of what fills again; so what is read opens it.
"""

from dataclasses import replace
from datetime import datetime

from bot.domain.evidence.evidence import NOTHING_TO_READ
from bot.domain.evidence.health import Health, Unhealthy
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import Episode, EscalationPosition, Recovery, Resolution
from bot.domain.incident.follow_up import looked, next_look
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.recovery import READ_AGAIN
from bot.domain.lifecycle.timer_action import Advanced
from bot.domain.policy.policy import Target, TargetKind


def look_after(incident: Incident, health: Health, now: datetime) -> Advanced:
    """The resolved incident after its resource was read: still resolved, or open again."""
    follow_ups = looked(incident.follow_ups, now)
    resolution = incident.resolution
    resolved = replace(incident, episode=replace(incident.episode, follow_ups=follow_ups))
    if isinstance(health, Missing) and health != NOTHING_TO_READ and not next_look(follow_ups):
        # The last of these looks: an earlier one that failed has a later one after it.
        what = f"Could not recheck after resolving: {health.reason}"
        entry = TimelineEntry(at=now, event=Event.NOT_RECOVERED, what=what, thread=True)
        return Advanced(resolved, (entry,), shown=False)
    if resolution is None or not isinstance(health, Unhealthy) or not _worse(resolution, health):
        return Advanced(resolved, shown=False)
    by = resolution.by
    firing = incident.firing
    opened = replace(
        incident,
        evidence_wanted=now,
        episode=Episode(
            number=incident.episode.number + 1,
            opened_at=now,
            last_joined_at=now,
            last_fired_at=incident.last_fired_at,
            last_resolution=resolution,
            recovering_since=None if firing else now,
            recovery=None if firing else Recovery(None, now + READ_AGAIN, health.what),
            escalation=EscalationPosition(now),
        ),
    )
    entry = TimelineEntry(
        at=now,
        event=Event.REOPENED,
        what=f"Reopened: {health.what}",
        why=f"checked after {by.name} resolved it" if by.name else "checked after it was resolved",
        thread=True,
        mentions=(Target(TargetKind.USER, by.user),) if by.user else (),
    )
    return Advanced(opened, (entry,))


def _worse(resolution: Resolution, health: Unhealthy) -> bool:
    """Than what was confirmed: who resolved it knew of that, and gave a reason."""
    if health.depth is not None and resolution.depth is not None:
        return health.depth > resolution.depth
    return not resolution.although
