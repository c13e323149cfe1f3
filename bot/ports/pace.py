"""Turns to look, one after the other, across all functions of the stack."""

from datetime import datetime
from typing import Protocol


class Pace(Protocol):
    """See bot.domain.evidence.look.pace."""

    def taken(self) -> datetime | None:
        """The last turn taken; None if none ever was."""

    def turn(self, now: datetime, looks: int = 1) -> datetime:
        """Take the next turn, with one per look; none is ever taken twice.

        Raises Transient when too many want one at once.
        """
