"""What is shown of each incident, and who is showing it."""

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
        job: The newest redrive; Missing where there is one that cannot be read.
        look_at: When the last message that was sent for this is due to look at the group again.
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
        """Write what is shown, conditional on still holding the lease; False when it was lost."""
        ...

    def will_look(self, group: str, at: datetime) -> None:
        """Write down that a message which looks at the group `at` is on its way; nothing without a card."""
        ...
