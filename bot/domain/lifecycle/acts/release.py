"""Give it back."""

from dataclasses import replace
from datetime import datetime

from bot.domain.incident.change import Change, changed
from bot.domain.incident.command import Release
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.acts.act import Act, Right, Typed, held
from bot.domain.lifecycle.acts.command_rule import ENDED, CommandRule
from bot.domain.policy.by import By

RELEASE = Act(
    "release",
    Right.ACT,
    "Release",
    happens="Reopens the incident; the escalation starts over.",
    typed=Typed(
        "release",
        "hand it back: the escalation starts over",
        held,
        "No one has acknowledged an open incident.",
    ),
    offered=held,
)
ACTS = (RELEASE,)


def release(incident: Incident, by: By, now: datetime) -> Change | Refused:
    """Open again, and the escalation starts over."""
    if incident.acknowledgement is None:
        return Refused("No one has acknowledged this, so there is nothing to release.")
    freed = replace(
        incident,
        snoozed_until=None,
        episode=replace(incident.episode, acknowledgement=None, escalation=EscalationPosition(now)),
    )
    entry = TimelineEntry(at=now, event=Event.RELEASED, by=by, what=f"Released by {by.name}", thread=True)
    return changed(freed, now, entry, by_person=True)


RULE: CommandRule[Release, None] = CommandRule(
    Release,
    RELEASE,
    lambda incident, _command, _, asked: release(incident, asked.by, asked.now),
    ended=ENDED,
)
