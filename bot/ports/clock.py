"""The time, always passed in and never read directly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Clock(Protocol):
    def __call__(self) -> datetime:
        """The time now, in UTC."""
        ...
