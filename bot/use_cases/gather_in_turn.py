"""Gather evidence when it is an incident's turn; until then the job waits in its queue, and nobody for it.

While somebody looks at the same incident nobody else does: whoever looks is told, and one more look follows.
"""

from datetime import datetime
from typing import Any, Protocol

from bot.domain.evidence.look.begun import nothing_found
from bot.domain.evidence.look.pace import has_turn, looks_of
from bot.ports.begun_looks import BegunLooks
from bot.ports.clock import Clock
from bot.ports.outbox import Outbox
from bot.ports.pace import Pace


def asking(group: str, members: int, **more: str) -> dict[str, Any]:
    """The message that asks for a look."""
    counted = {"members": members} if members else {}
    return {"evidence": {"group": group, **more, **counted}}


class _Gather(Protocol):
    def __call__(self, group: str, /, *, nothing: str = "") -> object: ...


class GatherInTurn:
    """What is lost on the way is asked for again by the clock, as everything that an incident wants."""

    def __init__(self, gather: _Gather, pace: Pace, begun: BegunLooks, outbox: Outbox, clock: Clock) -> None:
        self._gather = gather
        self._pace = pace
        self._begun = begun
        self._outbox = outbox
        self._clock = clock

    def __call__(self, group: str, turn: datetime | None = None, members: int = 0) -> None:
        """Args:
        turn: The turn that was taken before.
        members: How many things an alarm over several watches.
        """
        now = self._clock()
        if turn is None or not (turn > now or has_turn(turn, now)):
            turn = self._pace.turn(now, looks_of(members))
        if turn > now:
            job = asking(group, members, turn=turn.isoformat())
            self._outbox.job(job, turn - now)
        else:
            self._look(group, now, members)

    def _look(self, group: str, now: datetime, members: int) -> None:
        look = self._begun.begin(group, now)
        if look is None:
            return
        try:
            self._gather(group, nothing=nothing_found(look))
        finally:  # what fails has come to its end, too
            if self._begun.end(group, look):
                self._outbox.job(asking(group, members))
