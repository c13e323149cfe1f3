"""Turns to look, one after the other, over all functions of the stack."""

from datetime import datetime
from typing import Protocol


class Pace(Protocol):
    """See bot.domain.pace."""

    def turn(self, now: datetime) -> datetime:
        """Take the next turn; never the same one twice. Raises Transient when too many want one at once."""
