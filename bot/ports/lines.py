"""The waiting lines for what Slack rate-limits, and who waits in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.lifecycle.card.line import Line


class WaitingLines(Protocol):
    """A card in a line records that itself: see Card.line."""

    def load(self, name: str) -> Line:
        """An open line if none was ever written."""
        ...

    def change(self, before: Line, after: Line) -> bool:
        """Write it; False if it was changed since `before` was read."""
        ...

    def waiting(self, name: str, most: int) -> Sequence[str]:
        """The groups waiting there, in order; a very recent one may be missing."""
        ...

    def leave(self, group: str) -> None:
        """Take out a group whose card cannot be read or shown: it must not hold up the others."""
        ...
