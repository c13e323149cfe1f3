"""What stands in place of an answer: it could not be read, or it cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.policy import Target

T = TypeVar("T")


class Missing(NamedTuple):
    """Could not look. Never shown as clean.

    Attributes:
        reason: One line: what was refused or failed, and what would mend it.
        gone: There is no such queue, by SQS's own word. Of another account's it says the same.
    """

    reason: str
    gone: bool = False


class Refused(NamedTuple):
    """A person asked for what cannot be done now; the reason is one line for that person.

    Attributes:
        mendable: Other answers in the same window may do: it is shown again with what was filled in.
        instead: The action that may be what they want; empty where there is none.
        allowed: Who may, where the person may not: users and groups.
    """

    why: str
    mendable: bool = False
    instead: str = ""
    allowed: tuple[Target, ...] = ()


def present(part: T | Missing | None) -> T | None:
    """The value of a part; None when it could not be read."""
    return None if isinstance(part, Missing) else part


def present_all(part: tuple[T, ...] | Missing) -> tuple[T, ...]:
    """The values of a part; none when it could not be read."""
    return () if isinstance(part, Missing) else part


def all_known(answers: Iterable[T | Missing]) -> tuple[T, ...] | Missing:
    """All of them or none: beside one that nobody could read the others are no answer."""
    known: list[T] = []
    for each in answers:
        if isinstance(each, Missing):
            return each
        known.append(each)
    return tuple(known)
