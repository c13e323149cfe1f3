"""The value for an answer that could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


class Missing(NamedTuple):
    """Could not look. Never shown as clean.

    Attributes:
        reason: One line: what was refused or failed, and what would fix it.
        gone: SQS says there is no such queue. It says the same about another account's queue.
    """

    reason: str
    gone: bool = False


def present(part: T | Missing | None) -> T | None:
    """The value of a part; None if it could not be read."""
    return None if isinstance(part, Missing) else part


def present_all(part: tuple[T, ...] | Missing) -> tuple[T, ...]:
    """The values of a part; empty if it could not be read."""
    return () if isinstance(part, Missing) else part


def all_known(answers: Iterable[T | Missing]) -> tuple[T, ...] | Missing:
    """All of them or none: if one could not be read, the others are no answer."""
    known: list[T] = []
    for each in answers:
        if isinstance(each, Missing):
            return each
        known.append(each)
    return tuple(known)
