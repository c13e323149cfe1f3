"""The lines before what Slack limits, and the messages that give each line its next turn.

One message at a time is valid for a line, by its ticket; it sends the next before it does its work, so
whoever dies is succeeded. A line whose message was lost is due by the clock.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.lifecycle.card.line import LINGER, Line
from bot.ports.clock import Clock
from bot.ports.lines import WaitingLines
from bot.ports.outbox import Outbox

# Two that change the same line at once: each reads again what the other wrote.
ATTEMPTS = 8
# So many at the head of a line are tried in one turn, should the first have nothing to say or be talked for.
HEADS = 10


def _new_ticket() -> str:
    return secrets.token_hex(4)


class Queueing:
    def __init__(
        self, lines: WaitingLines, outbox: Outbox, clock: Clock, ticket: Callable[[], str] = _new_ticket
    ) -> None:
        self._lines = lines
        self._outbox = outbox
        self._clock = clock
        self._ticket = ticket

    def line(self, name: str) -> Line:
        return self._lines.load(name)

    def change(self, name: str, how: Callable[[Line], Line | None], known: Line | None = None) -> Line | None:
        """Change a line until nobody interferes; None where there is nothing to change.

        Args:
            known: The line as it was just read; saves the first read.
        """
        for _ in range(ATTEMPTS):
            before, known = known or self._lines.load(name), None
            after = how(before)
            if after is None:
                return None
            if self._lines.change(before, after):
                return after._replace(revision=before.revision + 1)
        return None

    def wake(self, name: str, *, newcomer: bool = False) -> None:
        """See to it that somebody gives this line its next turn; asked after somebody has stood there.

        In the other order the last turn could look, find nobody and be the last in between.

        Args:
            newcomer: Somebody who was not tried yet: while Slack fails, it is tried soon once more.
        """
        now = self._clock()

        def woken(line: Line) -> Line | None:
            if newcomer and line.waits_long(now):
                return line.sooner(now)
            return line if line.idle or line.turn_lost(now) else None

        self._turning(name, woken, now, None)

    def shut(self, name: str, how: Callable[[Line], Line], known: Line | None = None) -> None:
        """Slack said something that keeps everybody from going now: the next turn is when it may be tried."""
        self._turning(name, how, self._clock(), known)

    def first_in_line(self, name: str, ticket: str) -> tuple[Line, list[str]] | None:
        """Who goes first, if it is this ticket's turn; the next turn is on its way then.

        Args:
            ticket: Empty, or of an earlier turn, for whoever only suspects that a turn was lost: the clock,
                or a message that comes again since its successor was written down and never sent.
        """
        now, line = self._clock(), self._lines.load(name)
        if not line.turn or (line.turn != ticket and not line.turn_lost(now)):
            return None
        groups = [] if line.closed(now) else list(self._lines.waiting(name, HEADS))
        following = self._following(line, bool(groups), now)
        if not self._lines.change(line, following):
            return None
        if following.turn:
            self._send(following, now)
        return following._replace(revision=line.revision + 1), groups

    def leave(self, group: str) -> None:
        self._lines.leave(group)

    def _following(self, line: Line, found: bool, now: datetime) -> Line:  # noqa: FBT001 - internal
        if found or line.closed(now):
            return line.next_turn(self._ticket(), now)
        if line.idle:
            return line._replace(turn="", turn_at=None, idle=False)
        return line.next_turn(self._ticket(), now, LINGER)._replace(idle=True)

    def _turning(
        self, name: str, how: Callable[[Line], Line | None], now: datetime, known: Line | None
    ) -> None:
        def turned(line: Line) -> Line | None:
            changed = how(line)
            return changed and changed.next_turn(self._ticket(), now)

        if line := self.change(name, turned, known):
            self._send(line, now)

    def _send(self, line: Line, now: datetime) -> None:
        delay = max((line.turn_at or now) - now, timedelta(0))
        self._outbox.card({"turn": {"line": line.name, "ticket": line.turn}}, delay)
