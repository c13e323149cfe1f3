"""A trial: one message is redriven first, and what becomes of it says more than any number.

Values alone; `stayed_away` draws the conclusion.
"""

from datetime import datetime
from typing import NamedTuple


class Trial(NamedTuple):
    """Which message is tried.

    Attributes:
        among: Ids of those that were looked at and had failed alike; empty where that was not told: then any.
        shape: What they had failed with; empty where that was not told.
    """

    among: tuple[str, ...] = ()
    shape: str = ""

    def takes(self, message_id: str) -> bool:
        return not self.among or message_id in self.among


class Tried(NamedTuple):
    """What is known of messages that were redriven while others stayed.

    Attributes:
        at: When their redrive began.
        shape: What they had failed with; empty where that was not told.
        known_by: By then one that failed again is back; None where nothing tells.
        passed_at: The look at which they had left the source queue and were not back; None before that.
        why: Why that is not known; empty where it is.
    """

    number: int
    at: datetime
    shape: str = ""
    known_by: datetime | None = None
    passed_at: datetime | None = None
    why: str = ""
