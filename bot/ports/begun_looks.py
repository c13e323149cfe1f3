"""Which looks have begun and not ended, across all containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.evidence.look.begun import Begun


class BegunLooks(Protocol):
    """See bot.domain.evidence.look.begun."""

    def begin(self, group: str, now: datetime) -> Begun | None:
        """Record that a look at the group begins.

        None while another may be running: that one learns that a look was requested meanwhile. Raises
        Transient when too many want to begin at once.
        """

    def end(self, group: str, look: Begun) -> bool:
        """Record that it has ended; returns whether another was requested meanwhile."""
