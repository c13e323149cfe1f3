"""What people and groups are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.domain.policy.policy import Target


class Names(Protocol):
    """Names of users and groups."""

    def of(self, targets: Collection[Target], *, ask: bool) -> Mapping[Target, str]:
        """The names that are known; raises nothing, and leaves out what Slack does not tell.

        Args:
            ask: Slack may be asked for what is not known yet.
        """
        ...
