"""What AWS does not let us read, as Missing."""

from collections.abc import Callable
from typing import TypeVar

from bot.domain.errors import Permanent
from bot.domain.evidence.missing import Missing

T = TypeVar("T")


def refused_as_missing(read: Callable[[], T]) -> T | Missing:
    """What was read, or why it may not be; a transient fault is still raised."""
    try:
        return read()
    except Permanent as refused:
        return Missing(str(refused))
