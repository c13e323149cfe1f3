"""What is shown for each incident, and who is showing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.evidence.missing import Missing
    from bot.domain.incident.incident import Incident
    from bot.domain.lifecycle.card.projection import Card
    from bot.domain.redrive.job import Job


class Projected(NamedTuple):
    """Everything on_change re-reads, in one consistent read.

    Attributes:
        job: The newest redrive; Missing if there is one that cannot be read.
        look_at: When the last message sent for this is due to look at the group again.
    """

    incident: Incident | None
    card: Card
    job: Job | Missing | None
    look_at: datetime | None = None


class Cards(Protocol):
    def load(self, group: str) -> Projected: ...

    def claim(self, before: Card, card: Card) -> bool:
        """Take the lease; False if the card was changed since `before` was read."""
        ...

    def put(self, card: Card, lease: str) -> bool:
        """Write what is shown, on condition that the lease is still held; False when it was lost."""
        ...

    def will_look(self, group: str, at: datetime) -> None:
        """Record that a message to look at the group `at` is on its way; does nothing without a card."""
        ...
