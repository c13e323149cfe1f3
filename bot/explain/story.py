"""Who was called about an incident, by which way and rule, the result, and what holds the next call back.

Plain lines for a terminal, of what is stored and nothing else.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.notifications import WITHIN, Notification, NotificationState, named
from bot.domain.incident.timeline import TimelineEntry
from bot.domain.lifecycle.card.delivery import noticed, shown_by
from bot.domain.lifecycle.card.projection import Card
from bot.domain.policy.policy import Target, TargetKind
from bot.domain.redaction.clean_text import shown

_BECAME = {
    NotificationState.DELIVERED: "delivered",
    NotificationState.UNPROVEN: "delivered; not known whether it is noticed",
    NotificationState.REFUSED: "refused",
}


def story(incident: Incident, entries: Sequence[TimelineEntry], card: Card, now: datetime) -> Iterator[str]:
    """From the oldest entry to the present state."""
    yield _clean(f"{incident.id}  {incident.name}: {incident.status}; {_place(incident, card)}")
    yield from (_clean(f"{_at(entry.at)}  {_told(entry)}") for entry in entries)
    seen = noticed(incident, shown_by(card, incident))
    calls = seen.escalation.notifications if seen.escalation else ()
    for call in calls:
        yield _clean(f"call {call.number + 1}, due {_at(call.at)}: {_who(call)}: {_became(call, now)}")
    if held_back := _held(incident, now):
        yield _clean(held_back)


def _place(incident: Incident, card: Card) -> str:
    if card.ts and card.thread == incident.thread:
        return f"its card is in {card.channel}{f', {card.trouble}' if card.trouble else ''}"
    return f"Slack does not show it: {card.trouble or 'no answer so far'}"


def _told(entry: TimelineEntry) -> str:
    called = ", ".join(map(_named, entry.mentions))
    topics = ", ".join(entry.topics)
    by = f"by {entry.by.name}" if entry.by.name else ""
    parts = (
        by,
        f"called {called}" if called else "",
        f"told {topics}" if topics else "",
        entry.what,
        entry.why,
    )
    return f"{entry.event.replace('_', ' ')}: {'; '.join(part for part in parts if part)}"


def _named(target: Target) -> str:
    return named(target) if target.kind == TargetKind.CHANNEL else f"{target.kind} {target.value}"


def _who(call: Notification) -> str:
    person = call.person.value if call.person and call.person.kind != "channel" else ""
    return f"{named(call.target, call.name)}{f' [{person}]' if person else ''}"


def _became(call: Notification, now: datetime) -> str:
    if not call.owed:
        return f"{_BECAME[call.state]}{f': {call.why}' if call.why else ''}"
    late = ", and counts as not reached" if call.at + WITHIN <= now else ""
    return f"not delivered yet{late}{f': {call.why}' if call.why else ''}"


def _held(incident: Incident, now: datetime) -> str:
    """Why no one is called now."""
    acknowledgement = incident.acknowledgement
    if incident.snoozed(now) and incident.snoozed_until:
        return f"held back: snoozed until {_at(incident.snoozed_until)}"
    if acknowledgement is not None and incident.status is Status.ACKNOWLEDGED:
        by = acknowledgement.by
        return f"held back: {by.name or by.user} has had it since {_at(acknowledgement.at)}"
    return "held back: it is recovering" if incident.live and incident.left_in_peace else ""


def _at(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _clean(line: str) -> str:
    """One line, without secrets and without what a terminal would obey."""
    said: str = shown(line)
    return "".join(letter if letter.isprintable() else " " for letter in said)
