"""Who writes into a dead-letter queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from bot.domain.dead_letters.dead_letter import Origin
    from bot.domain.evidence.missing import Missing


class Writers(NamedTuple):
    """Whose configuration names a queue as the place for what they give up on.

    Attributes:
        named: None: it was read, and does not name the queue. Several: any of them may have written it.
        why: Why there is none, where there is more to say than that.
    """

    named: tuple[Origin, ...]
    why: str = ""


class Feeders(Protocol):
    """Who has a queue as its dead-letter queue or failure destination, by its own configuration."""

    def confirm(self, queue: str, claim: Origin) -> Writers | Missing:
        """The writers that fit what a message claims and whose configuration names this queue (an ARN).

        An empty kind asks for what leaves no trace in a message: a subscription with raw delivery.
        """
        ...
