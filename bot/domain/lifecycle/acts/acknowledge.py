"""Say that you are on it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.evidence.durations import lasting
from bot.domain.incident.change import Change, changed
from bot.domain.incident.command import Acknowledge
from bot.domain.incident.episode import Acknowledgement
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.acts.act import Act, Right, Situation, Typed
from bot.domain.lifecycle.acts.command_rule import ENDED, CommandRule
from bot.domain.policy.by import By
from bot.domain.policy.policy import Target, TargetKind
from bot.domain.urgency.growth import messages_there

# Offered to whoever asked for what somebody else has: the act of take_over.py, which knows this file.
_INSTEAD = "take_over"


def _unheld(now: Situation) -> bool:
    return now.incident.acknowledgement is None


ACKNOWLEDGE = Act(
    "acknowledge",
    Right.ACT,
    "Acknowledge",
    happens='You are on it, and the escalation stops. Later you are asked "still on it?"',
    typed=Typed("ack", "say you are on it", _unheld, "Someone is on every open incident.", ("acknowledge",)),
)
ACTS = (ACKNOWLEDGE,)


def acknowledge(incident: Incident, by: By, now: datetime) -> Change | Refused:
    """Take it on; the first responder stays, and the same person confirms to be still on it."""
    acknowledgement = incident.acknowledgement
    if acknowledgement and acknowledgement.by.user != by.user:
        if acknowledgement.asked_at is not None:
            return taken_from(acknowledgement, incident, by, now)
        by_whom, ago = acknowledgement.by.name, _ago(acknowledgement.at, now)
        first = f"{by_whom} acknowledged {incident.name} ({incident.id}) {ago}"
        return Refused(f"{first} and has it.", instead=_INSTEAD)
    if acknowledgement and acknowledgement.asked_at is None:
        return Refused(f"You have already acknowledged {incident.name} ({incident.id}).")
    taken = Acknowledgement(by, acknowledgement.at if acknowledgement else now, now)
    what = f"{by.name} is still on it" if acknowledgement else f"Acknowledged by {by.name}"
    entry = TimelineEntry(at=now, event=Event.ACKNOWLEDGED, by=by, what=what, thread=True)
    held_by = replace(
        incident,
        episode=replace(incident.episode, acknowledgement=taken, notified_count=messages_there(incident)),
    )
    return changed(held_by, now, entry, by_person=True)


def taken_from(acknowledgement: Acknowledgement, incident: Incident, by: By, now: datetime) -> Change:
    """Whoever has it is told in the thread; a snooze goes on."""
    entry = TimelineEntry(
        at=now, event=Event.TAKEN_OVER, by=by,
        what=f"{by.name} took this over from {acknowledgement.by.name}",
        thread=True, mentions=(Target(TargetKind.USER, acknowledgement.by.user),),
    )  # fmt: skip
    taken = replace(
        incident,
        episode=replace(
            incident.episode,
            acknowledgement=Acknowledgement(by, now, now),
            notified_count=messages_there(incident),
        ),
    )
    return changed(taken, now, entry, by_person=True)


def _ago(at: datetime, now: datetime) -> str:
    passed = now - at
    return f"{lasting(passed)} ago" if passed >= timedelta(minutes=1) else "just now"


RULE: CommandRule[Acknowledge, None] = CommandRule(
    Acknowledge,
    ACKNOWLEDGE,
    lambda incident, _command, _, asked: acknowledge(incident, asked.by, asked.now),
    ended=ENDED,
)
