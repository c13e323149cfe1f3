"""Names of people and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.domain.policy.policy import Target


class Names(Protocol):
    """Names of users and groups."""

    def of(self, targets: Collection[Target], *, ask: bool) -> Mapping[Target, str]:
        """The known names; raises nothing, and leaves out what Slack does not say.

        Args:
            ask: Whether Slack may be asked for names not known yet.
        """
        ...
