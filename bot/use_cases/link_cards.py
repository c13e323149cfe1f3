"""Where the cards of incidents are: a list that leads nowhere makes people search the channel."""

import logging
from collections.abc import Iterable, Mapping

from bot.domain.errors import UnreadableError
from bot.domain.incident.incident import Incident
from bot.ports.cards import Cards
from bot.ports.permalinks import Permalinks

log = logging.getLogger("lastcall")


class LinkCards:
    def __init__(self, cards: Cards, permalinks: Permalinks) -> None:
        self._cards = cards
        self._permalinks = permalinks

    def __call__(self, incidents: Iterable[Incident]) -> Mapping[str, str]:
        """Addresses by incident id, of those that have a card."""
        return {each.id: link for each in incidents if (link := self._link(each))}

    def _link(self, incident: Incident) -> str:
        try:
            card = self._cards.load(incident.group).card
        except UnreadableError:
            log.exception("card left alone", extra={"group": incident.group})
            return ""
        there = card.ts and card.thread == incident.thread
        return self._permalinks.of(card.channel, card.ts) if there else ""
