"""Where a card can be opened."""

from __future__ import annotations

from typing import Protocol


class Permalinks(Protocol):
    def of(self, channel: str, ts: str) -> str:
        """The URL of a message; empty if the channel does not give it. Raises nothing."""
        ...
