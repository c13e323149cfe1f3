"""Put CloudWatch's picture of the metric into the thread, for a route that asks for one.

It comes after everything that a person needs and holds up nothing: no lease is held meanwhile, it is tried
once an episode, and whatever refuses it is logged. That it is tried is written first, on the condition that
nobody changed the card since: a crash in between loses the picture, and none ever comes twice.
"""

import logging
from dataclasses import replace

from bot.domain.errors import BotError
from bot.domain.evidence import Missing
from bot.domain.incident import Incident
from bot.domain.projection import Card, picture_due
from bot.ports.cards import Cards
from bot.ports.channel import Channel, ChannelRateLimitedError
from bot.ports.clock import Clock
from bot.ports.pictures import Pictures
from bot.render.picture import left_out_reply, picture_title

log = logging.getLogger("lastcall")


class ShowPicture:
    def __init__(self, cards: Cards, channel: Channel, pictures: Pictures, clock: Clock) -> None:
        self._cards = cards
        self._channel = channel
        self._pictures = pictures
        self._clock = clock

    def __call__(self, group: str) -> None:
        incident, card, _ = self._cards.load(group)
        if incident is None or not picture_due(incident, card) or self._closed(card):
            return
        if self._cards.claim(card, replace(card, pictured=incident.episode)):
            self._show(incident, card)

    def _closed(self, card: Card) -> bool:
        until = self._cards.closed_until(card.channel)
        return until is not None and self._clock() < until

    def _show(self, incident: Incident, card: Card) -> None:
        left_out = self._left_out(incident, card)
        if left_out is not None:
            log.warning("picture left out", extra={"group": card.group, "why": left_out.reason})
            self._tell(incident, card, left_out)

    def _left_out(self, incident: Incident, card: Card) -> Missing | None:
        png = self._pictures.of(incident)
        if isinstance(png, Missing):
            return png
        return self._channel.picture(card.channel, card.ts, picture_title(incident), png)

    def _tell(self, incident: Incident, card: Card, left_out: Missing) -> None:
        """Once an episode, like the picture: nobody else would find out what it lacks."""
        reply = left_out_reply(left_out)
        if reply is None:
            return
        marker = f"{incident.id}.{incident.thread}.picture.{incident.episode}"
        try:
            self._channel.reply(card.channel, card.ts, reply, marker)
        except ChannelRateLimitedError as fault:
            self._cards.close(card.channel, self._clock() + fault.retry_after)
        except BotError as fault:
            log.warning("not said why", extra={"group": card.group, "why": str(fault)})
