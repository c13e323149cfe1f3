"""What is shown of each incident, and who is showing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.evidence import Missing
    from bot.domain.incident import Incident
    from bot.domain.job import Job
    from bot.domain.projection import Card


class Projected(NamedTuple):
    """Everything on_change re-reads, in one consistent read.

    Attributes:
        job: The newest redrive; Missing where there is one that cannot be read.
    """

    incident: Incident | None
    card: Card
    job: Job | Missing | None


class Cards(Protocol):
    def load(self, group: str) -> Projected: ...

    def claim(self, before: Card, card: Card) -> bool:
        """Take the lease; False when somebody else changed the card since `before` was read."""
        ...

    def put(self, card: Card, lease: str) -> bool:
        """Write what is shown, conditional on still holding the lease; False when it was lost."""
        ...

    def ask(self, group: str, at: datetime, now: datetime) -> bool:
        """Whether to send a message that looks again `at`: False when one as early is on its way already."""
        ...
