"""The question to whoever acknowledged an incident: a reply that mentions them, as edits notify no one."""

from datetime import datetime

from bot.domain.incident.episode import Acknowledgement
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.policy.policy import Target, TargetKind


def question(
    acknowledgement: Acknowledgement,
    news: str,
    now: datetime,
    *,
    event: Event = Event.CONFIRMATION_ASKED,
    why: str = "",
) -> TimelineEntry:
    """Args:
    news: What they are told before they are asked; empty for nothing new.
    """
    return TimelineEntry(
        at=now,
        event=event,
        what=f"{news}. Still on it?" if news else "Still on it?",
        why=why,
        thread=True,
        mentions=(Target(TargetKind.USER, acknowledgement.by.user),),
    )
