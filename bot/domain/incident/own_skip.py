"""Records that a person let be skipped: whoever pressed was told where they go, and is not notified."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import Change, changed
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import ON_FAILURE, MitigationKind, MitigationRecord
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.policy.by import NOBODY, By
from bot.domain.resource.arn import name_of

if TYPE_CHECKING:  # an alarm is taken in without the values of evidence
    from bot.domain.evidence.consumer import EventSource
    from bot.domain.evidence.evidence import Evidence
    from bot.domain.evidence.feeder import Feeder


def let_skip(evidence: "Evidence | None") -> By:
    """Who let all be skipped that stands in a queue; nobody where some was not looked at, or is another's."""
    if evidence is None or evidence.depth_total is None:
        return NOBODY
    if isinstance(evidence.feeders, Missing):
        return NOBODY
    wrote = [each for each in evidence.feeders if each.messages]
    looked_at = sum(each.messages for each in wrote)
    if not wrote or looked_at < max(evidence.sampled, evidence.depth_total):
        return NOBODY
    return wrote[0].let_by if all(each.let_by.user for each in wrote) else NOBODY


def press_behind(
    incident: Incident, mappings: "Sequence[EventSource]", queue: str, sent: Sequence[datetime]
) -> MitigationRecord | None:
    """The press by which what was sent to the queue then was skipped; None where there was none.

    Args:
        mappings: Those that may have written it.
        queue: ARN of where it went to.
    """
    if not sent:
        return None
    uuids = {each.uuid for each in mappings}
    for taken in reversed(incident.mitigations):
        stood = taken.at <= min(sent) and (taken.ended_at is None or max(sent) <= taken.ended_at)
        skips = taken.kind is MitigationKind.BISECT and taken.after.get(ON_FAILURE) == queue
        if skips and stood and name_of(taken.target) in uuids:
            return taken
    return None


def told_of(incident: Incident, by_feeder: "Feeder", caused: Incident, now: datetime) -> Change | None:
    """What the thread of the consumer is told, once, of where its skipped records are now."""
    taken = next((each for each in incident.mitigations if each.id == by_feeder.let_as), None)
    if taken is None or taken.caused == caused.id or not incident.live:
        return None
    count = "1 record was" if by_feeder.records == 1 else f"{by_feeder.records:,} records were"
    what = f"{count} skipped, as {taken.by.name} allowed: see {caused.name} (incident {caused.id})"
    noted = tuple(each._replace(caused=caused.id) if each is taken else each for each in incident.mitigations)
    entry = TimelineEntry(at=now, event=Event.EVIDENCE, what=what, thread=True)
    return changed(replace(incident, mitigations=noted), now, entry, shown=False)
