"""The policy, asked for at each decision: it may change while a function runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.domain.policy.policy import Policy


class Policies(Protocol):
    def __call__(self) -> Policy:
        """The policy in force now: ask once for what must be decided by a single one."""
        ...
