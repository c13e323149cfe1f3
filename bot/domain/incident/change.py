"""One change of an incident as it is written: numbered, with its story, and with what Slack owes since."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.incident.incident import Incident, Owed
from bot.domain.incident.timeline import TimelineEntry, with_reason

# A change that on_change has not confirmed as shown after this long is looked at again.
CARD_CHECK = timedelta(seconds=60)


class Change(NamedTuple):
    """What one write puts down: the incident and the story of the change, in one transaction.

    Attributes:
        before: The version the write is conditional on; 0 for an item that is not there yet.
        ended: The episode to keep as it ended, when this change begins the next one.
    """

    incident: Incident
    before: int
    entries: tuple[TimelineEntry, ...] = ()
    ended: Incident | None = None


def changed(
    incident: Incident,
    now: datetime,
    *entries: TimelineEntry,
    by_person: bool = False,
    shown: bool = True,
    ended: Incident | None = None,
) -> Change:
    """Number a new version of the incident. `attention_at` is set by whoever knows the policy, just after.

    Args:
        shown: Whether what the card shows changed; a version that nobody can see needs no edit.
    """
    version = incident.version + 1
    numbered = replace(
        incident,
        version=version,
        card_version=version if shown else incident.card_version,
        person_version=version if by_person else incident.person_version,
        thread_version=version if any(entry.thread for entry in entries) else incident.thread_version,
        mention_version=version if any(entry.mentions for entry in entries) else incident.mention_version,
    )
    written = tuple(map(with_reason, entries))
    return Change(owing(numbered, now) if shown else numbered, incident.version, written, ended)


def owing(incident: Incident, now: datetime) -> Incident:
    """Slack owes what the incident says now; what it owed before stays the older debt."""
    return replace(
        incident,
        card_owed=incident.card_owed or Owed(now, incident.card_version, incident.thread_version),
        card_check_at=incident.card_check_at or now + CARD_CHECK,
    )
