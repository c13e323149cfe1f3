"""Make Slack look like the incident. The only use case that talks to the channel.

    read incident, card, job ─► next step ─► may it go? ─► take the lease ─► show ─► put what is shown
                                    │            │                                       │
                                    ├── later ───┼──► CardQueue, delayed                 │
                                    └────────────┴──► stands in a line, until its turn ◄─┘

A card that stands in a line costs nothing until its turn comes: see bot.use_cases.queueing.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from bot.domain.errors import Permanent
from bot.domain.incident.incident import Incident
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.card.line import EDITS, Line, last_in_line, place_in_line
from bot.domain.lifecycle.card.projection import (
    LEASE,
    LEASE_AGAIN,
    Card,
    Frozen,
    Lacking,
    UpToDate,
    Wait,
    collecting,
    lacking,
    mention_owed,
    moved,
    next_step,
    pressed,
    strays,
)
from bot.domain.urgency.decision import decide
from bot.ports.cards import Projected
from bot.ports.outbox import Outbox
from bot.use_cases.after_card import ShownCard
from bot.use_cases.card_run import CardPorts, CardRun, NumberedEntry
from bot.use_cases.confirm_shown import ConfirmShown
from bot.use_cases.queueing import Queueing
from bot.use_cases.rate_limits import RateLimits
from bot.use_cases.show_card import ShowCard

log = logging.getLogger("lastcall")

# Nobody looks again sooner, nor later than a message can be delayed.
SOONEST, LATEST = timedelta(seconds=2), timedelta(minutes=15)
# Clocks differ by less: a message that came before its time by ours has come all the same.
CLOCKS_DIFFER = timedelta(seconds=1)
# A message deleted, a channel closed, blocks refused: so often is mended at once.
MENDS = 4


def _new_token() -> str:
    return secrets.token_hex(8)


class _Run(NamedTuple):
    """Attributes:
    used: Something was sent to Slack.
    again: What Slack refused was mended: more can be shown at once.
    current: Nothing is owed any more.
    """

    card: Card
    used: bool = False
    again: bool = False
    current: bool = False


class ProjectCard:
    """Never fails for Slack's sake: what cannot be shown now is shown later."""

    def __init__(
        self, ports: CardPorts, queueing: Queueing, outbox: Outbox, token: Callable[[], str] = _new_token
    ) -> None:
        self._ports = ports
        self._confirm = ConfirmShown(ports.incidents, ports.policy)
        self._queueing = queueing
        self._outbox = outbox
        self._token = token

    def __call__(self, group: str) -> ShownCard | None:
        """The card, once nothing is owed any more: what comes after it may follow."""
        projected = self._ports.cards.load(group)
        if projected.incident is None:
            return None
        return self._current(projected.incident, self._shown(projected, projected.incident, None))

    def turn(self, name: str, ticket: str) -> ShownCard | None:
        """Let the first in this line go; where it has nothing to say, or is talked for, the next one."""
        found = self._queueing.first_in_line(name, ticket)
        line, groups = found or (None, [])
        for group in groups:
            run, incident = self._in_turn(group, line)
            if run.used:
                return self._current(incident, run) if incident else None
        return None

    def again(self, group: str, delay: timedelta, promised: datetime | None = None) -> None:
        """Look at the group once more, after a while.

        Args:
            promised: When a message that is on its way looks. It is relied on unless it may be this very one.
                It is written down after it was sent: a promise that nobody keeps would lose a change.
        """
        now = self._ports.clock()
        at = now + min(max(delay, SOONEST), LATEST)
        if promised is not None and now + CLOCKS_DIFFER < promised <= at:
            return
        self._outbox.card({"card": {"group": group}}, at - now)
        self._ports.cards.will_look(group, at)

    def _current(self, incident: Incident, run: _Run) -> ShownCard | None:
        route = route_of(incident, self._ports.policy())
        return ShownCard(incident, run.card, route) if run.current else None

    def _in_turn(self, group: str, line: Line | None) -> tuple[_Run, Incident | None]:
        """A group that cannot be read leaves the line: it holds up nobody."""
        try:
            projected = self._ports.cards.load(group)
            if projected.incident is not None:
                return self._shown(projected, projected.incident, line), projected.incident
        except Permanent:
            log.exception("nothing shown in its turn", extra={"group": group})
        self._queueing.leave(group)
        return _Run(Card(group=group)), None

    def _shown(self, projected: Projected, incident: Incident, turn: Line | None) -> _Run:
        used = False
        for _ in range(MENDS):
            run = self._run(projected, incident, turn)
            used = used or run.used
            if not run.again:
                return run._replace(used=used)
            projected = self._ports.cards.load(incident.group)
            incident = projected.incident or incident
        self.again(incident.group, SOONEST)
        return run._replace(used=used)

    def _run(self, projected: Projected, incident: Incident, turn: Line | None) -> _Run:
        card, now = self._begun(projected.card, incident), self._ports.clock()
        match next_step(incident, projected.job, card, now):
            case UpToDate():
                if card.line:
                    self._ports.cards.claim(projected.card, replace(card, line="", place=0, shut_out=""))
                self._confirm(incident, card, now)
                return _Run(card, current=not card.line)
            case Wait(at, why):
                log.info("card later", extra={"group": incident.group, "why": why})
                if turn is None:
                    self.again(incident.group, at - now, projected.look_at)
                return _Run(card)
            case owed:
                return self._may_go(projected, incident, owed, RateLimits(self._queueing, now, turn))

    def _may_go(self, projected: Projected, incident: Incident, owed: Lacking, limits: RateLimits) -> _Run:
        before, now = projected.card, self._ports.clock()
        card = self._begun(before, incident)
        posts = owed.posts and limits.may_post(card.channel)
        if not posts and not (owed.edits and limits.may_edit(for_person=_for_person(owed, incident, card))):
            return self._stand(projected, card, incident, owed, limits)
        untold = self._entries(incident, card) if owed.thread else ()
        showing = CardRun(self._ports, incident, projected.job, card, untold, limits)
        show = ShowCard(showing)
        show.begins(owed)
        lease = self._token()
        claimed = replace(showing.card, lease=lease, lease_until=now + LEASE)
        if not self._ports.cards.claim(before, claimed):
            self.again(incident.group, LEASE_AGAIN, projected.look_at)
            return _Run(before)
        show(owed)
        return self._put(projected, incident, showing, limits, lease)

    def _put(
        self, projected: Projected, incident: Incident, showing: CardRun, limits: RateLimits, lease: str
    ) -> _Run:
        """Give the lease back, and stand in the line for whatever is still owed."""
        card, now = showing.card, self._ports.clock()
        owed = lacking(incident, projected.job, card)
        collects = owed.edit and collecting(incident, card, now)
        if not showing.mended:
            now_owed = Lacking() if showing.look_in else owed._replace(edit=owed.edit and not collects)
            card = self._placed(card, incident, now_owed, limits)
        card = replace(card, lease="", lease_until=None)
        wait = showing.look_in or ((card.not_before or now) - now if collects else None)
        if wait is None and limits.in_turn and card.line not in {"", showing.card.line}:
            wait = SOONEST
        if wait is not None:
            # Before it leaves its line: of whoever dies in a turn the turn is repeated, not the look.
            self.again(incident.group, wait, projected.look_at)
        put = self._ports.cards.put(card, lease)
        if put and card.line:
            limits.wake(card.line, newcomer=showing.card.line != card.line)
        if put:
            self._confirm(incident, card, now)
        strayed = strays(incident, card, route_of(incident, self._ports.policy()).channel)
        return _Run(
            card, limits.used, again=put and (showing.mended or strayed), current=put and not any(owed)
        )

    def _stand(
        self, projected: Projected, card: Card, incident: Incident, owed: Lacking, limits: RateLimits
    ) -> _Run:
        """Whoever dies before the line is woken runs again, finds itself standing there, and wakes it."""
        before, placed = projected.card, self._placed(card, incident, owed, limits)
        stands = placed.line == before.line and before.place <= placed.place
        if not stands and not self._ports.cards.claim(before, placed):
            self.again(incident.group, LEASE_AGAIN, projected.look_at)
        elif placed.line:
            limits.wake(placed.line, newcomer=before.line != placed.line)
        return _Run(placed)

    def _placed(self, card: Card, incident: Incident, owed: Lacking, limits: RateLimits) -> Card:
        """The card in the line for what it owes; what the one who tries is refused, all there are."""
        name = card.channel if owed.posts else EDITS if owed.edits else ""
        if not name:
            return replace(card, line="", place=0)
        card = replace(card, shut_out=limits.refusal(name) or card.shut_out)
        now = self._ports.clock()
        if name in limits.suspect:
            return replace(card, line=name, place=last_in_line(now))
        decision = decide(incident, route_of(incident, self._ports.policy()), now)
        at = place_in_line(
            incident,
            decision.urgency,
            mentions=mention_owed(incident, card),
            pressed=pressed(incident, card),
            there=bool(card.ts),
        )
        return replace(card, line=name, place=at)

    def _begun(self, card: Card, incident: Incident) -> Card:
        """The card as it is, or, of a new thread or in the wrong channel, as it begins."""
        route = route_of(incident, self._ports.policy())
        if card.thread == incident.thread and card.channel:
            return moved(card, route.channel) if strays(incident, card, route.channel) else card
        return replace(
            card,
            thread=incident.thread,
            channel=route.channel,
            ts="",
            shown=0,
            shown_job=0,
            mentions=(),
            refused=(),
            plain=False,
            frozen=Frozen.NO,
            closed=(),
            mute=(),
            trouble="",
            posting="",
            posting_since=None,
        )

    def _entries(self, incident: Incident, card: Card) -> list[NumberedEntry]:
        """(version, number within it, entry) of everything the thread was not told in full."""
        timeline = self._ports.incidents.timeline(incident.group, card.cursor)
        return [
            (version, number, entry)
            for version, entries in groupby(timeline, key=itemgetter(0))
            for number, (_, entry) in enumerate(entries)
        ]


def _for_person(owed: Lacking, incident: Incident, card: Card) -> bool:
    return owed.edit and pressed(incident, card)
