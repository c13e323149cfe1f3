"""Where a card can be opened."""

from __future__ import annotations

from typing import Protocol


class Permalinks(Protocol):
    def of(self, channel: str, ts: str) -> str:
        """The address of a message; empty where the channel does not tell it. Raises nothing."""
        ...
