"""Slack's rate limits: what one run of the projection asks before it talks to Slack, and tells afterwards.

A post goes at once where its channel is open, else when the group's turn has come; one a run, since Slack
takes one a second. An edit takes its share of what the whole app may edit. What may not go now stands in a
line.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.lifecycle.card.line import EDITS, Line
from bot.use_cases.queueing import Queueing


class RateLimits:
    """Slack's limits as one run meets them.

    Args:
        turn: The line whose turn it is, as it is now; None for whoever comes without having stood in one.

    Attributes:
        used: Something was sent to Slack.
        shut: Lines that Slack shut in this run.
        suspect: Of these, where all was well before: the fault may lie with this very group.
    """

    def __init__(self, queueing: Queueing, now: datetime, turn: Line | None = None) -> None:
        self._queueing = queueing
        self._now = now
        self._turn = turn.name if turn else ""
        self._known = {turn.name: turn} if turn else {}
        self._posted = False
        self.used = False
        self.shut: set[str] = set()
        self.suspect: set[str] = set()

    @property
    def in_turn(self) -> bool:
        return bool(self._turn)

    def may_post(self, channel: str) -> bool:
        if self._posted or channel in self.shut:
            return False
        return channel == self._turn or self._line(channel).open(self._now)

    def may_edit(self, *, for_person: bool) -> bool:
        """Whether an edit may be tried: the line itself says so, when it is taken."""
        if EDITS in self.shut:
            return False
        line = self._line(EDITS)
        first = self._turn == EDITS or for_person or line.open(self._now)
        return (
            first and not line.closed(self._now) and line.edited(self._now, for_person=for_person) is not None
        )

    def take_edit(self, *, for_person: bool) -> bool:
        """One edit of what the app may make; False when others took it meanwhile."""
        if not self.may_edit(for_person=for_person):
            return False
        taken = self._queueing.change(
            EDITS, lambda line: line.edited(self._now, for_person=for_person), self._line(EDITS)
        )
        if taken is not None:
            self._known[EDITS] = taken
        return taken is not None

    def posting(self) -> None:
        self._posted = self.used = True

    def editing(self) -> None:
        self.used = True

    def succeeded(self, name: str) -> None:
        if self._line(name).failing_since is not None:
            self._queueing.change(name, Line.succeeded, self._line(name))

    def limited(self, name: str, wait: timedelta) -> None:
        self._shut(name, lambda line: line.limited(wait, self._now))

    def failed(self, name: str, why: str, *, refused: bool = False) -> None:
        if self._line(name).failing_since is None:
            self.suspect.add(name)
        self._shut(name, lambda line: line.failed(why, self._now, refused=refused))

    def refusal(self, name: str) -> str:
        """Why whoever stands in this line would be refused as well; empty where it is not known."""
        line = self._line(name)
        return line.why if line.refused else ""

    def wake(self, name: str, *, newcomer: bool) -> None:
        """Somebody stands in this line now; a newcomer need not wait out a long outage.

        The line is read anew: what was known of it may be older than the last turn it gave.
        """
        self._queueing.wake(name, newcomer=newcomer and name not in self.shut)

    def _shut(self, name: str, how: Callable[[Line], Line]) -> None:
        self.shut.add(name)
        self._queueing.shut(name, how, self._line(name))

    def _line(self, name: str) -> Line:
        if name not in self._known:
            self._known[name] = self._queueing.line(name)
        return self._known[name]
