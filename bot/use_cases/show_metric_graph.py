"""Put CloudWatch's picture of the metric into the thread, for a route that asks for one.

It comes after everything that a person needs and holds up nothing: no lease is held meanwhile, it is tried
once an episode, and whatever refuses it is logged. That it is tried is written first, on the condition that
nobody changed the card since: a crash in between loses the picture, and none ever comes twice.
"""

import logging
from dataclasses import replace
from datetime import timedelta

from bot.domain.errors import BotError
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.card.projection import Card, picture_due
from bot.ports.cards import Cards
from bot.ports.channel import Channel, ChannelRateLimitedError
from bot.ports.clock import Clock
from bot.ports.metric_graphs import MetricGraphs
from bot.render.metric_graph import left_out_reply, picture_title
from bot.use_cases.after_card import ShownCard
from bot.use_cases.queueing import Queueing

log = logging.getLogger("lastcall")


class ShowMetricGraph:
    """Implements AfterEffect."""

    # A picture takes 40 s at the most, each of its four calls at the end of its patience; Lambda gives 60 s.
    begins_within = timedelta(seconds=15)

    def __init__(
        self, cards: Cards, queueing: Queueing, channel: Channel, pictures: MetricGraphs, clock: Clock
    ) -> None:
        self._cards = cards
        self._queueing = queueing
        self._channel = channel
        self._pictures = pictures
        self._clock = clock

    def due(self, shown: ShownCard) -> bool:
        return shown.route.picture and picture_due(shown.incident, shown.card)

    def __call__(self, group: str) -> timedelta | None:
        """After how long to try once more; None where it was tried, or is not due."""
        projected = self._cards.load(group)
        incident, card = projected.incident, projected.card
        if incident is None or not picture_due(incident, card) or self._closed(card):
            return None
        tried = replace(card, pictured=incident.episode.number)
        return self._show(incident, tried) if self._cards.claim(card, tried) else None

    def _closed(self, card: Card) -> bool:
        return self._queueing.line(card.channel).closed(self._clock())

    def _show(self, incident: Incident, card: Card) -> timedelta | None:
        left_out = self._left_out(incident, card)
        if left_out is None:
            return None
        log.warning("picture left out", extra={"group": card.group, "why": left_out.reason})
        return self._tell(incident, card, left_out)

    def _left_out(self, incident: Incident, card: Card) -> Missing | None:
        png = self._pictures.of(incident)
        if isinstance(png, Missing):
            return png
        return self._channel.picture(card.channel, card.ts, picture_title(incident), png)

    def _tell(self, incident: Incident, card: Card, left_out: Missing) -> timedelta | None:
        """Once an episode, like the picture: nobody else would find out what it lacks."""
        reply = left_out_reply(left_out)
        if reply is None:
            return None
        marker = f"{incident.id}.{incident.thread}.picture.{incident.episode.number}"
        try:
            self._channel.reply(card.channel, card.ts, reply, marker)
        except ChannelRateLimitedError as fault:
            return self._later(card, fault.retry_after)
        except BotError as fault:
            log.warning("not said why", extra={"group": card.group, "why": str(fault)})
        return None

    def _later(self, card: Card, wait: timedelta) -> timedelta:
        """Neither the picture nor why it is left out went into the thread: both are as due as before."""
        now = self._clock()
        self._queueing.shut(card.channel, lambda line: line.limited(wait, now))
        stored = self._cards.load(card.group).card
        self._cards.claim(stored, replace(stored, pictured=card.pictured - 1))
        return wait
