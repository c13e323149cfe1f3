"""Make Slack look like the incident. The only use case that talks to the channel.

    read incident, card, job ─► next step ─► take the lease ─► show ─► put what is shown
                                    │              │            │
                                    └── later ─────┴────────────┴─► CardQueue, delayed

A lease that outlived its holder means that a post may have been accepted without our knowing: it is
searched for by its marker before anything is posted again.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.incident import Incident
from bot.domain.projection import (
    LEASE,
    LEASE_AGAIN,
    Card,
    Current,
    Do,
    Later,
    Next,
    next_step,
    picture_due,
)
from bot.domain.routing import route_of
from bot.ports.cards import Projected
from bot.ports.outbox import Outbox
from bot.use_cases.show_card import Means, Showing

log = logging.getLogger("lastcall")

# SQS holds a delayed message for at most 15 minutes.
LONGEST_DELAY = timedelta(minutes=15)


def _new_token() -> str:
    return secrets.token_hex(8)


class ProjectCard:
    """Never fails for Slack's sake: what cannot be shown now is looked at again later."""

    def __init__(self, means: Means, outbox: Outbox, token: Callable[[], str] = _new_token) -> None:
        self._means = means
        self._outbox = outbox
        self._token = token

    def __call__(self, group: str) -> bool:
        """Whether a picture is still to be put into the thread, now that the card is shown."""
        projected = self._means.cards.load(group)
        if projected.incident is None:
            return False
        now = self._means.clock()
        match self._next(projected, projected.incident, now):
            case Later(at, why):
                log.info("card later", extra={"group": group, "why": why})
                self.again(group, at - now)
                return False
            case Do():
                card = self._projected(projected, projected.incident, now)
            case Current():
                card = projected.card
        route = route_of(projected.incident, self._means.policy)
        return route.picture and picture_due(projected.incident, card)

    def again(self, group: str, delay: timedelta) -> None:
        """Look at the group once more, after a while."""
        self._outbox.card({"card": {"group": group}}, min(max(delay, timedelta(seconds=1)), LONGEST_DELAY))

    def _next(self, projected: Projected, incident: Incident, now: datetime) -> Next:
        step = next_step(incident, projected.job, projected.card, None, now)
        if not isinstance(step, Do):
            return step
        # Only who has something to say asks whether the channel is open.
        closed_until = self._means.cards.closed_until(self._channel(projected.card, incident))
        return next_step(incident, projected.job, projected.card, closed_until, now)

    def _projected(self, projected: Projected, incident: Incident, now: datetime) -> Card:
        """The card as it was left; with a lease where somebody else goes on."""
        before = projected.card
        lease = self._token()
        card = replace(before, channel=self._channel(before, incident), lease=lease, lease_until=now + LEASE)
        if card.thread < incident.thread:
            card = replace(
                card, thread=incident.thread, ts="", shown=0, shown_job=0, mention_ts="", plain=False
            )
        if not self._means.cards.claim(before, card):
            self.again(incident.group, LEASE_AGAIN)
            return card
        showing = Showing(self._means, incident, projected.job, card, died=bool(before.lease))
        pause = showing.run()
        self._means.cards.put(showing.card, lease)
        if pause is not None:
            self.again(incident.group, pause)
        return showing.card

    def _channel(self, card: Card, incident: Incident) -> str:
        continues = card.thread == incident.thread and card.channel
        return card.channel if continues else route_of(incident, self._means.policy).channel
