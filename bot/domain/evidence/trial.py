"""A trial: one message is redriven first, and its outcome says more than any number.

Values only; `stayed_away` draws the conclusion.
"""

from datetime import datetime
from typing import NamedTuple


class Trial(NamedTuple):
    """Which message is tried.

    Attributes:
        among: Ids of sampled messages with the same failure; empty if unknown: then any.
        shape: What they had failed with; empty if unknown.
    """

    among: tuple[str, ...] = ()
    shape: str = ""

    def takes(self, message_id: str) -> bool:
        return not self.among or message_id in self.among


class Tried(NamedTuple):
    """What is known about messages that were redriven while others stayed.

    Attributes:
        at: When their redrive began.
        shape: What they had failed with; empty if unknown.
        known_by: By then one that failed again is back; None if unknown.
        passed_at: The look at which they had left the source queue and were not back; None before that.
        why: Why that is unknown; empty if it is known.
    """

    number: int
    at: datetime
    shape: str = ""
    known_by: datetime | None = None
    passed_at: datetime | None = None
    why: str = ""
