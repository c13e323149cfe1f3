"""What stands in place of an outcome: it cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bot.domain.policy.policy import Target


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
