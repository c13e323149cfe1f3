"""Looks that have begun, in memory."""

from datetime import datetime

from bot.domain.evidence.look.begun import Begun, next_look


class FakeBegunLooks:
    def __init__(self) -> None:
        self.begun: dict[str, Begun] = {}
        self.again: set[str] = set()

    def begin(self, group: str, now: datetime) -> Begun | None:
        look = next_look(self.begun.get(group), now)
        if look is None:
            self.again.add(group)
        else:
            self.begun[group] = look
        return look

    def end(self, group: str, look: Begun) -> bool:
        if self.begun.get(group) != look:
            return False
        del self.begun[group]
        again = group in self.again
        self.again.discard(group)
        return again
