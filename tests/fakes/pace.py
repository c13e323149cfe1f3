"""Turns in memory."""

from datetime import datetime

from bot.domain.evidence.look.pace import last_of, next_turn


class FakePace:
    def __init__(self) -> None:
        self._taken: datetime | None = None

    def taken(self) -> datetime | None:
        return self._taken

    def turn(self, now: datetime, looks: int = 1) -> datetime:
        turn = next_turn(self._taken, now)
        self._taken = last_of(turn, looks)
        return turn
