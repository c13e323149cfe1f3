"""Fold alarm transitions into a group's incident.

Order is the alarm's own: whatever the order and number of deliveries, the incident ends in one state.
A transition that tells nothing new changes nothing, so a duplicate costs no write.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.domain.alarm import AlarmState, AlarmTransition, order
from bot.domain.grouping import Resource, group_key, incident_id
from bot.domain.incident import AlarmEntry, Change, EscalationPosition, Incident, Status, changed
from bot.domain.policy import Route
from bot.domain.timeline import Event, TimelineEntry

# Bounds the item: DynamoDB holds 400 KB, and a group of thousands of alarms needs no more to be told.
MOST_ALARMS = 500


class Outcome(StrEnum):
    """What one delivery meant; counted, and told in the log."""

    NEW = "new"
    REPEAT = "repeat"
    RECOVERED = "recovered"
    RECORDED = "recorded"
    STALE = "stale"


class Intake(NamedTuple):
    """The write that takes a batch in (None when it told nothing new) and what each delivery meant."""

    change: Change | None
    outcomes: tuple[Outcome, ...]


def quiet_incident(resource: Resource, kind: str, route: str) -> Incident:
    """The incident of a group that has never been told."""
    group = group_key(resource)
    return Incident(group=group, id=incident_id(group), resource=resource, kind=kind, route=route, alarms={})


def take_in(
    incident: Incident, transitions: Iterable[AlarmTransition], route: Route, now: datetime
) -> Intake:
    """Fold the transitions of one group, oldest first, into its incident."""
    folded = incident
    entries: list[TimelineEntry] = []
    outcomes: list[Outcome] = []
    for transition in sorted(transitions, key=lambda each: order(each.at, each.state)):
        folded, entry, outcome = _fold(folded, transition, route, now)
        outcomes.append(outcome)
        if entry:
            entries.append(entry)
    if folded is incident:
        return Intake(None, tuple(outcomes))
    folded = _recovering(folded, now)
    ended = incident if folded.episode > incident.episode > 0 else None
    shown = folded.live or incident.live
    return Intake(changed(folded, now, *entries, shown=shown, ended=ended), tuple(outcomes))


def _fold(
    incident: Incident, transition: AlarmTransition, route: Route, now: datetime
) -> tuple[Incident, TimelineEntry | None, Outcome]:
    known = incident.alarms.get(transition.key)
    entry = _told(known, transition)
    tells = transition.state is AlarmState.ALARM and not transition.suppressed_by
    # The episode a late ALARM belongs to may never have been told: it is, as recovering.
    lifted = known is not None and known.suppressed and entry.firing
    untold = tells and not incident.live and (lifted or not _closed(known, transition.at))
    if entry == known and not untold:
        return incident, None, Outcome.STALE
    was_firing = known is not None and known.firing
    incident = _remembering(incident, transition.key, entry)
    if untold:
        return *_opened(incident, transition, route, now), Outcome.NEW
    if tells and entry.firing and (known is None or entry.verdict_at != known.verdict_at or not was_firing):
        return *_fired_again(incident, transition), Outcome.REPEAT
    return incident, None, Outcome.RECOVERED if was_firing and not entry.firing else Outcome.RECORDED


def _told(known: AlarmEntry | None, transition: AlarmTransition) -> AlarmEntry:
    """The entry after hearing the transition; equal to the known one when it tells nothing new."""
    place = order(transition.at, transition.state)
    entry = known or AlarmEntry(transition.name, transition.arn, transition.state, transition.at)
    if place > order(entry.at, entry.state):
        entry = entry._replace(state=transition.state, at=transition.at, name=transition.name)
    if transition.state is AlarmState.INSUFFICIENT_DATA:
        return entry
    suppressed = transition.state is AlarmState.ALARM and bool(transition.suppressed_by)
    if entry.verdict is None or entry.verdict_at is None or place > order(entry.verdict_at, entry.verdict):
        return entry._replace(verdict=transition.state, verdict_at=transition.at, suppressed=suppressed)
    # CloudWatch repeats an ALARM with its old time when a mute window ends: that copy lifts the suppression.
    lifts = entry.suppressed and not suppressed and place == order(entry.verdict_at, entry.verdict)
    return entry._replace(suppressed=False) if lifts else entry


def _closed(known: AlarmEntry | None, at: datetime) -> bool:
    return known is not None and known.closed_through is not None and at <= known.closed_through


def _remembering(incident: Incident, key: str, entry: AlarmEntry) -> Incident:
    """At most MOST_ALARMS entries: the one that has been OK for longest makes room and is counted."""
    alarms = {**incident.alarms, key: entry}
    if len(alarms) <= MOST_ALARMS:
        return replace(incident, alarms=alarms)
    oldest = min(alarms, key=lambda each: (alarms[each].firing, alarms[each].at))
    del alarms[oldest]
    return replace(incident, alarms=alarms, evicted=incident.evicted + 1)


def _opened(
    incident: Incident, transition: AlarmTransition, route: Route, now: datetime
) -> tuple[Incident, TimelineEntry]:
    last = incident.resolution
    continues = last is not None and now - last.at <= route.reopen
    opened = replace(
        incident,
        route=route.name,
        episode=incident.episode + 1,
        thread=incident.thread if continues else incident.thread + 1,
        title=transition.name,
        reason=transition.reason,
        description=transition.description,
        opened_at=transition.at,
        fired=1,
        last_fired_at=transition.at,
        acknowledgement=None,
        resolution=None,
        recovering_since=None,
        healing=None,
        evidence=incident.evidence if continues else None,
        evidence_wanted=now,
        clock_said_at=None,
        escalation=EscalationPosition(now),
    )
    event, what = (
        (Event.REOPENED, f"Fired again {transition.name}")
        if continues
        else (Event.OPENED, f"{transition.name} fired")
    )
    entry = TimelineEntry(at=now, event=event, what=what, why=transition.reason, thread=continues)
    return opened, entry


def _fired_again(incident: Incident, transition: AlarmTransition) -> tuple[Incident, TimelineEntry]:
    fired_at = max(transition.at, incident.last_fired_at or transition.at)
    incident = replace(incident, fired=incident.fired + 1, last_fired_at=fired_at)
    return incident, TimelineEntry(
        at=transition.at, event=Event.FIRED, what=f"{transition.name} fired", why=transition.reason
    )


def _recovering(incident: Incident, now: datetime) -> Incident:
    """OK is a claim: when every alarm makes it, the resource is re-read before anything resolves."""
    if incident.status in {Status.QUIET, Status.RESOLVED}:
        return incident
    if incident.firing:
        return replace(incident, recovering_since=None, healing=None)
    return incident if incident.recovering_since else replace(incident, recovering_since=now)
