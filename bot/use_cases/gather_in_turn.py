"""Gather evidence when it is an incident's turn; until then the job waits in its queue, and nobody for it.

While somebody looks at the same incident nobody else does: whoever looks is told, and one more look follows.
"""

from datetime import datetime
from typing import Protocol

from bot.domain.begun_look import nothing_found
from bot.domain.pace import has_turn
from bot.ports.begun_looks import BegunLooks
from bot.ports.clock import Clock
from bot.ports.outbox import Outbox
from bot.ports.pace import Pace


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

    def __call__(self, group: str, turn: datetime | None = None) -> None:
        now = self._clock()
        if turn is None or not (turn > now or has_turn(turn, now)):
            turn = self._pace.turn(now)
        if turn > now:
            job = {"evidence": {"group": group, "turn": turn.isoformat()}}
            self._outbox.job(job, turn - now)
        else:
            self._look(group, now)

    def _look(self, group: str, now: datetime) -> None:
        look = self._begun.begin(group, now)
        if look is None:
            return
        try:
            self._gather(group, nothing=nothing_found(look))
        finally:  # what fails has come to its end, too
            if self._begun.end(group, look):
                self._outbox.job({"evidence": {"group": group}})
