"""What of the evidence is there: a part that could not be read says nothing, here and nowhere else."""

from typing import TypeVar

from bot.domain.answers import Missing

T = TypeVar("T")


def several(part: tuple[T, ...] | Missing) -> tuple[T, ...]:
    """The values of a part; none when it could not be read."""
    return () if isinstance(part, Missing) else part


def one(part: T | Missing | None) -> T | None:
    """The value of a part; None when it could not be read."""
    return None if isinstance(part, Missing) else part
