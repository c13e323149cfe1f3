"""Slack's side of the projection in memory: what stands in the channels, and what Slack takes."""

import itertools
from collections import Counter, deque
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.evidence.missing import Missing
from bot.domain.lifecycle.card.line import EDITS
from bot.ports.channel import ChannelRateLimitedError, Posted, UnansweredError
from bot.ports.clock import Clock
from bot.render.view import CardView, ReplyView

# https://docs.slack.dev/apis/web-api/rate-limits: one post a second and channel; chat.update is of tier 3.
_POSTS_EVERY = timedelta(seconds=1)
_EDITS_A_MINUTE = 50
_MINUTE = timedelta(minutes=1)
SEARCH = "conversations.history"


class Message(NamedTuple):
    channel: str
    thread: str
    marker: str
    shows: str


class FakeBoard:
    """Implements ports.Channel.

    Attributes:
        messages: By ts.
        closed_until: By channel, EDITS or SEARCH: Slack says 429 until then.
        failing: Slack answers no post and no edit; with `accepting` it takes the posts all the same.
        refused: How often it said 429.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.messages: dict[str, Message] = {}
        self.closed_until: dict[str, datetime] = {}
        self.failing = self.accepting = False
        self.refused = 0
        self._edits: deque[datetime] = deque()
        self._numbers = itertools.count(1)

    def post(self, channel: str, card: CardView, marker: str) -> str:
        return self._put(Message(channel, "", marker, card.fallback))

    def reply(self, channel: str, thread_ts: str, reply: ReplyView, marker: str) -> Posted:
        return Posted(self._put(Message(channel, thread_ts, marker, reply.fallback)), "")

    def edit(self, channel: str, ts: str, card: CardView, marker: str) -> None:
        now = self._clock()
        self._limit(EDITS, now)
        while self._edits and self._edits[0] + _MINUTE <= now:
            self._edits.popleft()
        if len(self._edits) >= _EDITS_A_MINUTE:
            self.closed_until[EDITS] = now + _MINUTE
            self._limit(EDITS, now)
        if self.failing:
            raise UnansweredError("no answer")
        self._edits.append(now)
        self.messages[ts] = self.messages[ts]._replace(shows=card.fallback)

    def take_away(self, channel: str, ts: str, *, told: bool, to: str) -> None:
        del self.messages[ts]

    def take_buttons_off(self, channel: str, ts: str, said: str, marker: str) -> None: ...

    def find(
        self, channel: str, thread_ts: str, marker: str, since: datetime, until: datetime
    ) -> Posted | None:
        self._limit(SEARCH, self._clock())
        found = (ts for ts, each in self.messages.items() if (each.channel, each.marker) == (channel, marker))
        return next((Posted(ts, "said") for ts in found), None)

    def picture(self, channel: str, thread_ts: str, title: str, png: bytes) -> Missing | None:
        raise AssertionError("nobody asked for a picture")

    def standing(self) -> Counter[str]:
        """How often each marker stands there."""
        return Counter(each.marker for each in self.messages.values())

    def _put(self, message: Message) -> str:
        now = self._clock()
        self._limit(message.channel, now)
        if self.failing and not self.accepting:
            raise UnansweredError("no answer")
        self.closed_until[message.channel] = now + _POSTS_EVERY
        ts = f"{next(self._numbers)}.0"
        self.messages[ts] = message
        if self.failing:
            raise UnansweredError("no answer")
        return ts

    def _limit(self, name: str, now: datetime) -> None:
        until = self.closed_until.get(name, now)
        if now < until:
            self.refused += 1
            seconds = -(-(until - now) // timedelta(seconds=1))
            raise ChannelRateLimitedError(timedelta(seconds=seconds))
