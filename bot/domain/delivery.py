"""What Slack shows of an incident, read off its card, and which calls are delivered by that."""

from dataclasses import replace
from typing import NamedTuple

from bot.domain.calls import standing
from bot.domain.incident import Incident
from bot.domain.projection import Card


class Shown(NamedTuple):
    """A version of the card, and up to which version the thread was told; zeros where nothing is shown.

    Attributes:
        refused: Versions that were told without calling anybody, each with what the channel said against it.
        shut_out: Why Slack takes nothing of the incident, whatever it says: the token, or every channel.
    """

    card: int = 0
    thread: int = 0
    refused: tuple[tuple[int, str], ...] = ()
    shut_out: str = ""


def shown_by(card: Card, incident: Incident) -> Shown:
    """What stands in the thread that the incident is in now."""
    if not card.ts or card.thread != incident.thread:
        return Shown(shut_out=card.shut_out)
    refused = tuple((each.version, each.why) for each in card.refused)
    return Shown(card.shown, card.cursor, refused, card.shut_out)


def noticed(incident: Incident, shown: Shown | None) -> Incident:
    """The incident after that look: mentions that stand in the thread are delivered."""
    position = incident.escalation
    if position is None or shown is None:
        return incident
    calls = standing(position.calls, shown.thread, dict(shown.refused))
    if calls == position.calls:
        return incident
    return replace(incident, episode=replace(incident.episode, escalation=position._replace(calls=calls)))
