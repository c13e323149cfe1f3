"""The projection as it runs: its messages, the table's stream and the clock, on fakes of all it talks to.

What the two sides of it promise is unkind: a message comes at its time or later, a run that dies is repeated,
the index lags the table, a run takes as long as Slack likes, and whatever else is due happens meanwhile.
"""

import heapq
import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from bot.domain.incident.change import Change, changed
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.card.projection import Card
from bot.domain.policy.policy import Policy, Route, Target
from bot.domain.resource.grouping import Resource
from bot.ports.channel import Channel
from bot.ports.incidents import Write
from bot.render.runbooks.runbook import Rendered
from bot.use_cases.card_run import CardPorts
from bot.use_cases.project_card import ProjectCard
from bot.use_cases.queueing import Queueing
from tests.amended import amended
from tests.fakes.board import FakeBoard
from tests.fakes.clock import HandClock
from tests.fakes.store import FakeCards, FakeIncidents, FakeLines, Store
from tests.unit.domain.incidents import OPEN

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
# CardQueue's messages are seen again after so long; the stream's records at once.
SEEN_AGAIN, STREAM_AGAIN = timedelta(minutes=6), SECOND
# Lambda ends a run that lasts longer (template.yaml, OnChange); a lease outlives it.
LONGEST_RUN = timedelta(seconds=60)
LONGEST_DELAY = timedelta(minutes=15)
CHANNELS = ("C0ORDERS01", "C0PAYMENT1")
POLICY = Policy(tuple(Route(f"route{n}", channel) for n, channel in enumerate(CHANNELS)))


class DiedError(BaseException):
    """The process ended in the middle."""


class _Nameless:
    def of(self, _targets: Collection[Target], *, ask: bool) -> Mapping[Target, str]:
        return {}


class _Due(NamedTuple):
    at: datetime
    number: int
    document: Mapping[str, Any]
    again: timedelta


class Projecting:
    """Attributes:
    calls: How many calls were made, of any kind.
    skew: A run's own clock is so far behind.
    index_lag: Who stands in a line is seen so late.
    meanwhile: By the number of a call, or the name of the next one: what happens just before it.
    """

    def __init__(self, index_lag: timedelta = timedelta(0)) -> None:
        self.clock = HandClock()
        self.calls = 0
        self.skew = timedelta(0)
        self.meanwhile: dict[int | str, Callable[[], object]] = {}
        self.store = Store()
        self.board = FakeBoard(self.clock)
        self._incidents = FakeIncidents(self.store, self.clock)
        self._due: list[_Due] = []
        self._numbers = itertools.count()
        self._tick_at = self.clock() + MINUTE
        self._ends = self.clock() + LONGEST_RUN
        cards = _SeenLate(self.store, self.clock, index_lag)
        self._cards = cards
        own: Any = self._counted
        lines = own(_Lines(self.store, cards))
        means = CardPorts(
            own(self._incidents),
            own(cards),
            cast("Channel", own(self.board)),
            lambda *_: Rendered("", ()),
            _Nameless(),
            lambda: POLICY,
            self._own_clock,
        )
        queueing = Queueing(lines, own(self), self._own_clock)
        self._project = ProjectCard(means, queueing, own(self))

    def _own_clock(self) -> datetime:
        return self.clock() - self.skew

    def _counted(self, port: object) -> "_Counted":
        return _Counted(port, self)

    def counts(self, name: str) -> None:
        self.calls += 1
        for key in (self.calls, name):
            if act := self.meanwhile.pop(key, None):
                act()
        if self.clock() > self._ends:
            raise DiedError

    def slow(self, seconds: float, others: int = 0) -> None:
        """The call takes so long; so many of the messages that are due already run first."""
        for _ in range(others):
            self.one()
        self.forward(seconds * SECOND)

    # What happens

    def change(
        self, name: str, *, person: bool = False, calls: bool = False, channel: int | None = None
    ) -> None:
        group = self.group(name)
        before = self.store.incidents.get(group) or self._new(name, channel)
        now = self.clock()
        mentions = (Target("owner"),) if calls else ()
        told = TimelineEntry(
            at=now, event=Event.ESCALATED, what=f"call {before.version}", thread=True, mentions=mentions
        )
        after = changed(
            replace(before, title=f"v{before.version + 1}."),
            now,
            *([told] if calls else []),
            by_person=person,
        )
        self._incidents.save(Write(Change(after.incident, before.version, after.entries)))
        self._later({"card": {"group": group}}, timedelta(0), STREAM_AGAIN)

    def card(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None:
        """Implements ports.Outbox; SQS delays by whole seconds."""
        seconds = -(-min(max(delay, timedelta(0)), LONGEST_DELAY) // SECOND)
        self._later(document, seconds * SECOND, SEEN_AGAIN)

    def step(self) -> bool:
        """What is due next, whenever that is; False when nothing ever will be."""
        lost = self._lost_at()
        if lost is not None and (not self._due or lost <= self._due[0].at):
            self.clock.now = max(self.clock.now, lost)
            self._tick()
            return True
        if not self._due:
            return False
        self.clock.now = max(self.clock.now, self._due[0].at)
        self.one()
        return True

    def one(self) -> None:
        """The next message that is due already, if there is any."""
        if not self._due or self._due[0].at > self.clock():
            return
        due = heapq.heappop(self._due)
        try:
            self._deliver(due.document)
        except DiedError:
            self._later(due.document, due.again, due.again)

    def forward(self, passed: timedelta) -> None:
        end = self.clock() + passed
        while (at := self._next_at()) is not None and at <= end:
            self.step()
        self.clock.now = max(self.clock.now, end)

    # What is seen then

    def behind(self) -> list[str]:
        """Groups whose card does not show the newest."""
        shown = {self.store.cards[group].ts: group for group in self.store.cards}
        told = {shown.get(ts, ""): each.shows for ts, each in self.board.messages.items() if not each.thread}
        return [
            group
            for group, incident in self.store.incidents.items()
            if incident.title not in told.get(group, "")
        ]

    def untold(self) -> list[str]:
        """Calls that do not stand in their thread exactly once, and cards that do not either."""
        wanted = [f"{each.id}.{each.thread}" for each in self.store.incidents.values()]
        for group, entries in self.store.entries.items():
            incident = self.store.incidents[group]
            wanted += [f"{incident.id}.{incident.thread}.{version}.0" for version, _ in entries]
        standing = self.board.standing()
        return [marker for marker in wanted if standing[marker] != 1]

    # Inside

    def _deliver(self, document: Mapping[str, Any]) -> None:
        around, self._ends = self._ends, self.clock() + LONGEST_RUN
        try:
            self._run(document)
        finally:
            self._ends = around

    def _run(self, document: Mapping[str, Any]) -> None:
        match document:
            case {"card": {"group": group}}:
                self._project(group)
            case {"turn": {"line": line, "ticket": ticket}}:
                self._project.turn(line, ticket)
            case _:
                raise AssertionError(f"a message of no known kind: {document}")

    def _later(self, document: Mapping[str, Any], delay: timedelta, again: timedelta) -> None:
        heapq.heappush(self._due, _Due(self.clock() + delay, next(self._numbers), document, again))

    def _lost_at(self) -> datetime | None:
        """When the clock, each minute, finds a line whose turn was lost."""
        lost = [each.turn_at for each in self.store.lines.values() if each.turn and each.turn_at]
        if not lost:
            return None
        soonest = min(lost) + timedelta(seconds=20)
        missed = max(soonest - self._tick_at, timedelta(0))
        return self._tick_at + -(-missed // MINUTE) * MINUTE

    def _tick(self) -> None:
        while self._tick_at <= self.clock():
            self._tick_at += MINUTE
        for item in self._incidents.due(self.clock()):
            if item.line:
                self.card({"turn": {"line": item.line, "ticket": ""}})

    def _next_at(self) -> datetime | None:
        moments = [self._lost_at(), self._due[0].at if self._due else None]
        return min((at for at in moments if at is not None), default=None)

    def group(self, name: str) -> str:
        return f"111122223333/eu-west-1/alarm/{name}"

    def _new(self, name: str, channel: int | None) -> Incident:
        """In the channel of that number, or in the one that its name leads to."""
        number = sum(map(ord, name)) % len(CHANNELS) if channel is None else channel
        route = POLICY.routes[number].name
        made = _opened(name, route, self.clock())
        return replace(made, group=self.group(name))


class _Counted:
    """A port whose every call is counted, and before which anything may happen."""

    def __init__(self, port: object, world: Projecting) -> None:
        self._port = port
        self._world = world

    def __getattr__(self, name: str) -> object:
        method = getattr(self._port, name)

        def call(*args: object, **named: object) -> object:
            self._world.counts(name)
            return method(*args, **named)

        return call


class _SeenLate(FakeCards):
    """The index shows who stands in a line a moment late."""

    def __init__(self, store: Store, clock: HandClock, lag: timedelta) -> None:
        super().__init__(store)
        self._clock = clock
        self._lag = lag
        self._pending: list[tuple[datetime, Card]] = []
        self._standing: dict[str, dict[str, int]] = {}
        self._in: dict[str, str] = {}

    def _raise(self, stored: Card, card: Card) -> bool:
        self._pending.append((self._clock() + self._lag, card))
        return super()._raise(stored, card)

    def standing(self, line: str) -> Mapping[str, int]:
        """Places by group."""
        now = self._clock()
        while self._pending and self._pending[0][0] <= now:
            _, card = self._pending.pop(0)
            self._standing.get(self._in.pop(card.group, ""), {}).pop(card.group, None)
            if card.line:
                self._in[card.group] = card.line
                self._standing.setdefault(card.line, {})[card.group] = card.place
        return self._standing.get(line, {})


class _Lines(FakeLines):
    def __init__(self, store: Store, cards: _SeenLate) -> None:
        super().__init__(store)
        self._cards = cards

    def waiting(self, name: str, most: int) -> Sequence[str]:
        standing = self._cards.standing(name)
        return heapq.nsmallest(most, standing, key=lambda group: standing[group])


def _opened(name: str, route: str, now: datetime) -> Incident:
    return amended(
        OPEN,
        id=f"id-{name}",
        resource=Resource("alarm", name, "111122223333", "eu-west-1"),
        route=route,
        routes=(route,),
        opened_at=now,
        version=0,
        card_version=0,
        person_version=0,
        thread_version=0,
        mention_version=0,
    )
