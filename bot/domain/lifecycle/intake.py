"""Fold alarm transitions into a group's incident.

Order is the alarm's own: whatever the order and number of deliveries, the incident ends in one state and says
one thing, by all that its alarms told. What tells nothing new changes nothing: a duplicate costs no write.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.domain.alarm.alarm import AlarmState, AlarmTransition, order
from bot.domain.incident.change import Change, changed
from bot.domain.incident.episode import Episode, EscalationPosition
from bot.domain.incident.incident import AlarmEntry, Incident, Status
from bot.domain.incident.own_reading import rings_above
from bot.domain.incident.speaking import Voice, speaking, with_children
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.incident.told_again import told_again
from bot.domain.lifecycle.escalation.next_notification import after_peace
from bot.domain.policy.policy import Route
from bot.domain.resource.grouping import Resource, group_key, incident_id

# Bounds the item: DynamoDB holds 400 KB, and a group of thousands of alarms needs no more to be told.
MOST_ALARMS = 500
# Of one alarm. An ALARM that so many later ones of the same alarm have overtaken is taken for one of them.
MOST_FIRES = 32


class Outcome(StrEnum):
    """What one delivery meant; counted, and told in the log."""

    NEW = "new"
    REPEAT = "repeat"
    RECOVERED = "recovered"
    RECORDED = "recorded"
    STALE = "stale"


class RoutedDelivery(NamedTuple):
    """One delivery: what changed, which kind of alarm it is and where its incident would go.

    Attributes:
        members: Of an alarm over several resources, each that it watches.
        member_kinds: Of each of these the kind of alarm its metric makes.
        beside: Names of the other routes that these match.
    """

    transition: AlarmTransition
    kind: str
    route: Route
    members: tuple[Resource, ...] = ()
    member_kinds: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


class Intake(NamedTuple):
    """The write that takes a batch in (None when it told nothing new) and what each delivery meant."""

    change: Change | None
    outcomes: tuple[Outcome, ...]


def quiet_incident(resource: Resource, kind: str, route: str) -> Incident:
    """The incident of a group that has never been told."""
    group = group_key(resource)
    return Incident(group=group, id=incident_id(group), resource=resource, kind=kind, route=route, alarms={})


def take_in(
    incident: Incident, deliveries: Iterable[RoutedDelivery], kinds: Sequence[str], now: datetime
) -> Intake:
    """Fold the deliveries of one group, oldest first, into its incident.

    Args:
        kinds: Names of the kinds of alarm, most serious first.
    """
    folded = incident
    entries: list[TimelineEntry] = []
    outcomes: list[Outcome] = []
    for delivery in sorted(deliveries, key=lambda each: order(each.transition.at, each.transition.state)):
        folded, entry, outcome = _fold(folded, delivery, kinds, now)
        outcomes.append(outcome)
        if entry:
            entries.append(entry)
    if folded is incident:
        return Intake(None, tuple(outcomes))
    fired = Outcome.REPEAT in outcomes or Outcome.NEW in outcomes
    folded = _recovering(incident, folded, fired=fired, now=now)
    ended = incident if folded.episode.number > incident.episode.number > 0 else None
    shown = folded.live or incident.live
    return Intake(changed(folded, now, *entries, shown=shown, ended=ended), tuple(outcomes))


def _fold(
    incident: Incident, delivery: RoutedDelivery, kinds: Sequence[str], now: datetime
) -> tuple[Incident, TimelineEntry | None, Outcome]:
    transition = delivery.transition
    known = incident.alarms.get(transition.key)
    entry = _heard(known, transition)
    tells = _tells(known, entry, transition)
    before = _fires(known)
    fires = tells and _another(before, transition.at)
    if fires:
        entry = entry._replace(fires=tuple(sorted((*before, transition.at))[-MOST_FIRES:]))
        entry = entry._replace(seen=transition.count + (entry.seen if before else 0))
    voice = Voice(transition, delivery.kind)
    said = incident
    if tells and incident.live:
        said = with_children(speaking(incident, voice, kinds, now), transition)
    routes = _routes(incident, delivery)
    untold = tells and not incident.live
    if entry == known and said is incident and routes == incident.routes and not untold:
        return incident, None, Outcome.STALE
    card, was_firing = incident, known is not None and known.firing
    read_over = incident.firing and incident.left_in_peace
    incident = _remembering(_with_members(replace(said, routes=routes), delivery), transition.key, entry)
    if untold:
        return *_opened(incident, delivery, now), Outcome.NEW
    if fires and not before:
        incident = replace(incident, episode=replace(incident.episode, last_joined_at=now))
    if fires:
        if read_over:
            incident = _resumed(incident, delivery.route, now)
        incident = _fired_again(incident, transition)
        said_now = 0 if before else _said(incident)
        return incident, told_again(card, incident, transition, said_now, read_over=read_over), Outcome.REPEAT
    return incident, None, Outcome.RECOVERED if was_firing and not entry.firing else Outcome.RECORDED


def _tells(known: AlarmEntry | None, entry: AlarmEntry, transition: AlarmTransition) -> bool:
    """Whether it is an ALARM to be told, of this episode or the next; late ones too: they did happen."""
    if transition.state is not AlarmState.ALARM or transition.suppressed_by:
        return False
    lifted = known is not None and known.suppressed and entry.firing
    return lifted or not _closed(known, transition.at)


def _fires(known: AlarmEntry | None) -> tuple[datetime, ...]:
    """When the alarm was told to fire in this episode, as far as that is known."""
    if known is None:
        return ()
    # An entry of an earlier release knows only the last time.
    fires = known.fires or ((known.verdict_at,) if known.firing and known.verdict_at else ())
    return tuple(at for at in fires if not _closed(known, at))


def _another(fires: tuple[datetime, ...], at: datetime) -> bool:
    """Whether an ALARM of that time has not been heard yet."""
    return at not in fires and (len(fires) < MOST_FIRES or at > fires[0])


def _with_members(incident: Incident, delivery: RoutedDelivery) -> Incident:
    """What an alarm over several resources watches now."""
    if not delivery.members:
        return incident
    return replace(incident, members=delivery.members, member_kinds=delivery.member_kinds)


def _routes(incident: Incident, delivery: RoutedDelivery) -> tuple[str, ...]:
    return tuple(sorted({*incident.routes, delivery.route.name, *delivery.beside}))


def _heard(known: AlarmEntry | None, transition: AlarmTransition) -> AlarmEntry:
    """The entry after hearing the transition; equal to the known one when it tells nothing new."""
    place = order(transition.at, transition.state)
    entry = known or AlarmEntry(transition.name, transition.arn, transition.state, transition.at)
    if place > order(entry.at, entry.state):
        entry = entry._replace(state=transition.state, at=transition.at, name=transition.name)
    if transition.state is AlarmState.INSUFFICIENT_DATA:
        return entry
    suppressed = transition.state is AlarmState.ALARM and bool(transition.suppressed_by)
    if entry.verdict is None or entry.verdict_at is None or place > order(entry.verdict_at, entry.verdict):
        return entry._replace(
            verdict=transition.state,
            verdict_at=transition.at,
            suppressed=suppressed,
            rings_above=rings_above(transition),
        )
    if place != order(entry.verdict_at, entry.verdict):
        return entry
    # CloudWatch repeats an ALARM with its old time when a mute window ends: that copy lifts the suppression.
    # Of the copies of one transition not each tells what the alarm watches.
    told = [each for each in (entry.rings_above, rings_above(transition)) if each is not None]
    return entry._replace(suppressed=entry.suppressed and suppressed, rings_above=min(told, default=None))


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


def _opened(incident: Incident, delivery: RoutedDelivery, now: datetime) -> tuple[Incident, TimelineEntry]:
    transition, route, last = delivery.transition, delivery.route, incident.resolution
    continues = last is not None and now - last.at <= route.reopen
    # Numbers of the episode before would stand there as if they were of now.
    quiet = replace(incident, evidence=None, spoken=None, children=(), children_at=None)
    opened = replace(
        with_children(speaking(quiet, Voice(transition, delivery.kind), (), now), transition),
        route=route.name,
        thread=incident.thread if continues else incident.thread + 1,
        episode=Episode(
            number=incident.episode.number + 1,
            opened_at=transition.at,
            fire_count=1,
            last_fired_at=transition.at,
            last_joined_at=now,
            last_resolution=last or incident.last_resolution,
            escalation=EscalationPosition(now),
        ),
    )
    event, what = (
        (Event.REOPENED, f"Reopened: {transition.name} fired again")
        if continues
        else (Event.OPENED, f"{transition.name} fired")
    )
    entry = TimelineEntry(at=now, event=event, what=what, why=transition.reason, thread=continues)
    return opened, entry


def _fired_again(incident: Incident, transition: AlarmTransition) -> Incident:
    return replace(
        incident,
        episode=replace(
            incident.episode,
            fire_count=incident.fire_count + 1,
            opened_at=min(transition.at, incident.opened_at or transition.at),
            last_fired_at=max(transition.at, incident.last_fired_at or transition.at),
        ),
    )


def _said(incident: Incident) -> int:
    """How many of its alarms, or notices, told something of their own in this episode."""
    said = sum(bool(_fires(each)) for each in incident.alarms.values())
    return said + (incident.evicted if said == MOST_ALARMS else 0)


def _resumed(incident: Incident, route: Route, now: datetime) -> Incident:
    """What was read to be over is not: it is looked at anew, and the notifications go on or begin anew."""
    since = incident.recovering_since or now
    return replace(
        incident,
        evidence_wanted=now,
        episode=replace(
            incident.episode,
            escalation=after_peace(incident.escalation, since, route.settle, now),
            recovering_since=None,
            recovery=None,
            notified_count=None,
        ),
    )


def _recovering(before: Incident, incident: Incident, *, fired: bool, now: datetime) -> Incident:
    """OK is a claim, and a muted alarm makes none: the resource is re-read before anything resolves."""
    if incident.status in {Status.QUIET, Status.RESOLVED}:
        return incident
    if incident.firing:
        # What Lastcall itself has read to be over needs no alarm to say so, and only one that fires ends it.
        read = before.firing and before.recovering and not fired
        goes_on = replace(incident.episode, recovering_since=None, recovery=None)
        return incident if read else replace(incident, episode=goes_on)
    if incident.recovering_since is None:
        return replace(incident, episode=replace(incident.episode, recovering_since=now))
    if before.firing and incident.recovery:
        at_once = incident.recovery._replace(next_at=now)
        return replace(incident, episode=replace(incident.episode, recovery=at_once))
    return incident
