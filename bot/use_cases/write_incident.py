"""Write one change of an incident and see to what falls due soon after it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.errors import Permanent, Transient
from bot.domain.incident.command import Done
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.next_due import scheduled
from bot.domain.resource.grouping import longer_id
from bot.ports.incidents import Conflict, IdTaken, Incidents, QueueBusy, Saved, Write
from bot.ports.outbox import Outbox
from bot.ports.policies import Policies

# A clock tick may be a minute away: what falls due before it is asked for with a delayed message.
SOON = timedelta(seconds=60)
# A conflict means somebody else got on; that many in a row means something is wrong.
ATTEMPTS = 12


class Written(NamedTuple):
    """The incident as written."""

    incident: Incident


class IncidentWriter:
    """Compare and set: decide from what is stored, write if it is still so, else decide again."""

    def __init__(self, incidents: Incidents, outbox: Outbox, policy: Policies) -> None:
        self._incidents = incidents
        self._outbox = outbox
        self._policy = policy

    def __call__(
        self,
        group: str,
        decide: Callable[[Incident | None], Write | Refused | None],
        now: datetime,
        *,
        known: Incident | None = None,
    ) -> Written | Refused | QueueBusy | Done | None:
        """Decide and write until nobody interferes.

        Args:
            known: The incident when the caller has just read it, consistently; saves the first read.

        Raises:
            Transient: Too many others write the same incident.
        """
        incident = known
        for attempt in range(ATTEMPTS):
            if attempt or incident is None:
                incident = self._incidents.load([group]).get(group)
            write = decide(incident)
            if write is None or isinstance(write, Refused):
                return write
            route = route_of(write.change.incident, self._policy())
            write = write._replace(change=scheduled(write.change, route))
            saved = self._incidents.save(write)
            if isinstance(saved, IdTaken):
                write = _with_longer_id(write)
                saved = self._incidents.save(write)
            match saved:
                case Conflict():
                    continue
                case IdTaken():
                    raise Permanent(f"both ids of {group} stand for other groups: nothing was written")
                case Saved():
                    self._see_to(write, incident, now)
                    return Written(write.change.incident)
                case other:
                    return other
        raise Transient(f"{group} is being written by too many at once")

    def _see_to(self, write: Write, before: Incident | None, now: datetime) -> None:
        """Ask for what is wanted now. Whatever is lost here is found by the clock, by its due time."""
        incident = write.change.incident
        if incident.evidence_wanted == now:
            counted = {"members": len(incident.members)} if incident.members else {}
            asked = {"group": incident.group, "wanted_at": now.isoformat(), **counted}
            self._outbox.job({"evidence": asked})
        due_at = incident.attention_at
        asked_for = before is not None and before.attention_at == due_at
        if due_at is not None and due_at - now < SOON and not asked_for:
            self._outbox.command({"due": {"group": incident.group}}, max(due_at - now, timedelta(0)))
        if write.start is not None:
            self._outbox.job({"job": {"group": incident.group, "job": write.start.id}})


def _with_longer_id(write: Write) -> Write:
    """Somebody's group has this one's id: the first keeps it, so that each is reached by its own alone."""
    incident = write.change.incident
    other = replace(incident, id=longer_id(incident.group))
    return write._replace(change=write.change._replace(incident=other))
