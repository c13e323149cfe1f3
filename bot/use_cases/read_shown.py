"""What Slack shows of an incident, by its card; a card that cannot be read keeps nobody from being called."""

import logging
from typing import NamedTuple

from bot.domain.errors import UnreadableError
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.card.delivery import Shown, shown_by
from bot.ports.cards import Cards

log = logging.getLogger("lastcall")


class ShownNow(NamedTuple):
    """What Slack shows.

    Attributes:
        channel: Where it stands; empty where it does not.
        why_not: Why Slack does not show the incident; empty where it does.
    """

    shown: Shown
    channel: str = ""
    why_not: str = ""


def read_shown(cards: Cards, incident: Incident) -> ShownNow:
    """Nothing is known to be shown by a card that cannot be read: nor can anything be, so it stays owed."""
    try:
        card = cards.load(incident.group).card
    except UnreadableError as fault:
        log.error("card left alone", extra={"group": incident.group, "why": str(fault)})  # noqa: TRY400 - the text says it all
        why = "a newer release of Lastcall wrote its card" if fault.newer else "its card's item is damaged"
        return ShownNow(Shown(), why_not=why)
    shown = shown_by(card, incident)
    if shown.card:
        return ShownNow(shown, card.channel)
    return ShownNow(shown, why_not=card.trouble or "no answer so far")
