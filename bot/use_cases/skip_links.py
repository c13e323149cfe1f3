"""The two incidents of a skip, each named to the other: whose consumer gave up, and where it went to.

Both follow from names alone; a consistent read tells whether they are there, so that no id leads nowhere.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.domain.dead_letters.dead_letter import OriginKind
from bot.domain.errors import Permanent
from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.discarded import Discarded
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.health import Health, Healthy
from bot.domain.evidence.missing import Missing, present_all
from bot.domain.incident.incident import Incident
from bot.domain.incident.own_skip import press_behind, told_of
from bot.domain.policy.by import NOBODY
from bot.domain.resource.arn import read_arn, unqualified
from bot.domain.resource.grouping import Resource, group_key
from bot.domain.resource.resource_kind import ResourceKind
from bot.ports.incidents import Incidents, Write
from bot.use_cases.write_incident import IncidentWriter


def with_caused(health: Health, incident: Incident, incidents: Incidents) -> Health:
    """The health of a consumer, with the dead-letter incidents that its skipped records caused."""
    if not isinstance(health, Healthy) or isinstance(health.skipped, Missing):
        return health
    groups = [each.group for each in health.skipped if each.group]
    others = _readable(groups, incidents)
    since = incident.opened_at
    return health._replace(
        skipped=tuple(_caused(each, others.get(each.group), since) for each in health.skipped)
    )


def _caused(skip: Discarded, other: Incident | None, since: datetime | None) -> Discarded:
    if other is None or not _there(other, since):
        return skip
    linked = skip._replace(incident=other.id)
    evidence = other.evidence
    depth = evidence.depth if evidence else None
    if evidence is None or skip.arrived is not None or not isinstance(depth, Depth):
        return linked
    # What stood or was looked at there before the episode is none of it.
    before = since is None or evidence.sampled_at is None or evidence.sampled_at < since
    if before or depth.total > (skip.messages or 0) or isinstance(evidence.feeders, Missing):
        return linked
    ours = [
        each for each in evidence.feeders if _of_stream(each) and unqualified(each.through) == skip.function
    ]
    records = sum(each.records for each in ours)
    return (
        linked._replace(arrived=records, sampled=evidence.sampled < (skip.messages or 0))
        if records
        else linked
    )


def with_skippers(evidence: Evidence, incidents: Incidents, queue: str) -> Evidence:
    """Dead letters of streams, with the incidents of the consumers that skipped their records.

    Args:
        queue: ARN of where they stand.
    """
    if isinstance(evidence.feeders, Missing) or not any(map(_of_stream, evidence.feeders)):
        return evidence
    groups = {each: _groups(each) for each in evidence.feeders if _of_stream(each)}
    known = _readable([group for each in groups.values() for group in each], incidents)
    since = min(evidence.sent, default=None)

    def named(feeder: Feeder) -> Feeder:
        there = (known[group] for group in groups.get(feeder, ()) if group in known)
        found = next((each for each in there if _there(each, since)), None)
        taken = press_behind(found, _mappings(found, feeder), queue, evidence.sent) if found else None
        return feeder._replace(
            incident=found.id if found else "",
            let_by=taken.by if taken else NOBODY,
            let_as=taken.id if taken else "",
        )

    return replace(evidence, feeders=tuple(map(named, evidence.feeders)))


def tell_skippers(
    caused: Incident, incidents: Incidents, write_incident: IncidentWriter, now: datetime
) -> None:
    """In the thread of each consumer that a person let skip: where its records are now.

    Said again by nobody; what was lost on the way is said after the next look.
    """
    feeders = caused.evidence.feeders if caused.evidence else ()
    for feeder in present_all(feeders):
        group = incidents.group_of(feeder.incident) if feeder.let_as else None
        if group is not None:
            with suppress(Permanent):  # one that cannot be read must not hold up this one's look
                write_incident(group, partial(_told_of, feeder, caused, now), now)


def _told_of(feeder: Feeder, caused: Incident, now: datetime, skipper: Incident | None) -> Write | None:
    change = told_of(skipper, feeder, caused, now) if skipper else None
    return Write(change) if change else None


def _mappings(incident: Incident, feeder: Feeder) -> tuple[EventSource, ...]:
    known = incident.evidence.mappings if incident.evidence else ()
    if isinstance(known, Missing):
        return ()
    function = unqualified(feeder.through)
    return tuple(each for each in known if (each.source, each.function) == (feeder.arn, function))


def _readable(groups: Sequence[str], incidents: Incidents) -> Mapping[str, Incident]:
    """One that cannot be read counts as not there: it must not hold up a look at another."""
    if not groups:
        return {}
    try:
        return incidents.load(groups)
    except Permanent:
        found: dict[str, Incident] = {}
        for group in groups:
            with suppress(Permanent):
                found |= incidents.load([group])
        return found


def _of_stream(feeder: Feeder) -> bool:
    """What only a message says names no incident."""
    return feeder.kind == OriginKind.STREAM and feeder.confirmed and feeder.messages > 0


def _groups(feeder: Feeder) -> tuple[str, ...]:
    """A consumer behind its stream groups on its function, or by the stream's own metric on the stream."""
    found = []
    for kind, text in ((ResourceKind.FUNCTION, feeder.through), (ResourceKind.STREAM, feeder.arn)):
        if arn := read_arn(text):
            name = arn.name if kind == ResourceKind.FUNCTION else arn.path
            found.append(group_key(Resource(kind, name, arn.account, arn.region)))
    return tuple(found)


def _there(incident: Incident, since: datetime | None) -> bool:
    """Whether it was told to anybody, and not over before."""
    ended = incident.resolution
    return incident.live or (ended is not None and since is not None and ended.at >= since)
