"""A refusal is told to whoever asked, and kept in the story with their click."""

from datetime import datetime

from bot.domain.incident.change import changed
from bot.domain.incident.command import Click, Done
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.policy.by import By
from bot.ports.incidents import ClickOutcome, Write
from bot.use_cases.write_incident import IncidentWriter


def refuse(
    write_incident: IncidentWriter, incident: Incident, by: By, refused: Refused, click: Click, now: datetime
) -> Done:
    """The outcome to tell; a stale card is brought up to date."""
    done = Done(refused.why, True, refused.mendable, refused.instead, refused.allowed)

    def decide(stored: Incident | None) -> Write | None:
        if stored is None:
            return None
        entry = TimelineEntry(at=now, event=Event.REFUSED, by=by, what=refused.why)
        change = changed(stored, now, entry, shown=not stored.live)
        return Write(change, click=ClickOutcome(click.identity, done))

    written = write_incident(incident.group, decide, now)
    return written if isinstance(written, Done) else done
