"""Turns in memory."""

from datetime import datetime

from bot.domain.pace import last_of, next_turn


class FakePace:
    def __init__(self) -> None:
        self.taken: datetime | None = None

    def turn(self, now: datetime, looks: int = 1) -> datetime:
        turn = next_turn(self.taken, now)
        self.taken = last_of(turn, looks)
        return turn
