"""What Slack shows of an incident, read off its card, and which notifications are delivered by that."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.domain.incident.change import Change, changed, owing
from bot.domain.incident.incident import Incident, Owed
from bot.domain.incident.notifications import confirmed_by_thread
from bot.domain.lifecycle.card.projection import Card


class Shown(NamedTuple):
    """A version of the card, and up to which version the thread was told; zeros where nothing is shown.

    Attributes:
        refused: Versions that were told without a mention, each with what the channel said against it.
        shut_out: Why Slack takes nothing of the incident, whatever it says: the token, or every channel.
        stands: The card stands in a line, which gives it its turn; not so where it would be refused anyway.
    """

    card: int = 0
    thread: int = 0
    refused: tuple[tuple[int, str], ...] = ()
    shut_out: str = ""
    stands: bool = False


def shown_by(card: Card, incident: Incident) -> Shown:
    """What stands in the thread that the incident is in now."""
    stands = bool(card.line) and not card.shut_out
    if not card.ts or card.thread != incident.thread:
        return Shown(shut_out=card.shut_out, stands=stands)
    refused = tuple((each.version, each.why) for each in card.refused)
    return Shown(card.shown, card.cursor, refused, card.shut_out, stands)


def noticed(incident: Incident, shown: Shown | None) -> Incident:
    """The incident after that look: mentions that stand in the thread are delivered."""
    position = incident.escalation
    if position is None or shown is None:
        return incident
    notifications = confirmed_by_thread(position.notifications, shown.thread, dict(shown.refused))
    if notifications == position.notifications:
        return incident
    return replace(
        incident, episode=replace(incident.episode, escalation=position._replace(notifications=notifications))
    )


def owed_by(incident: Incident, now: datetime) -> Owed:
    """What is to be shown before the incident counts as shown."""
    return incident.card_owed or Owed(now, incident.card_version, incident.thread_version)


def confirmed(incident: Incident, shown: Shown, now: datetime) -> Incident | None:
    """The incident once what it owed is shown, owing only what came since; None while it is not."""
    owed = owed_by(incident, now)
    if shown.card < owed.card or shown.thread < owed.thread:
        return None
    paid = replace(incident, card_owed=None, card_check_at=None)
    newer = shown.card < incident.card_version or shown.thread < incident.thread_version
    return owing(paid, now) if newer else paid


def shown_late(incident: Incident, card: Card, now: datetime) -> Change | None:
    """What whoever shows the card confirms; None where the check that is to come will do.

    A card that a check found owed is looked for more and more rarely: it would count as owed until then.
    """
    owed = incident.card_owed
    if owed is None or not owed.checks:
        return None
    shown = shown_by(card, incident)
    paid = confirmed(noticed(incident, shown), shown, now)
    # One that was refused counts as refused, not as late, until all of it is shown.
    if paid is None or (owed.refused and paid.card_owed):
        return None
    return changed(paid, now, shown=False)
