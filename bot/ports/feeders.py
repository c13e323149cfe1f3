"""Whether an origin that a message claims is a writer: its own configuration names the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from bot.domain.dead_letters.dead_letter import Origin
    from bot.domain.evidence.missing import Missing


class Writers(NamedTuple):
    """Origins whose configuration names a queue as the place for messages that fail for good.

    Attributes:
        named: If empty, it was read and does not name the queue. If several, any may have written it.
        why: Why there is none, if there is more to say than that.
    """

    named: tuple[Origin, ...]
    why: str = ""


class Feeders(Protocol):
    """Who uses a queue as dead-letter queue or failure destination, by its own configuration."""

    def confirm(self, queue: str, claim: Origin) -> Writers | Missing:
        """The writers that fit what a message claims and whose configuration names this queue (an ARN).

        An empty kind asks for writers that leave no trace in a message: a subscription with raw delivery.
        """
        ...
