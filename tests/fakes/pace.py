"""Turns in memory."""

from datetime import datetime

from bot.domain.pace import next_turn


class FakePace:
    def __init__(self) -> None:
        self.taken: datetime | None = None

    def turn(self, now: datetime) -> datetime:
        self.taken = next_turn(self.taken, now)
        return self.taken
