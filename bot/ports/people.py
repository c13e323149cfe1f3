"""Who a person is, and whether they would notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.evidence.missing import Missing
    from bot.domain.incident.notifications import Reach
    from bot.domain.lifecycle.access import Person
    from bot.domain.policy.policy import Route, Target


class People(Protocol):
    def person(self, user: str, route: Route | None = None) -> Person | Missing:
        """Who a Slack user is; groups are read only if the route needs them."""
        ...

    def reach(
        self, targets: Sequence[Target], route: Route, channel: str, now: datetime
    ) -> tuple[Reach, ...]:
        """Whether each target would notice a mention now; for a group or the channel, whether anyone would.

        Topics, and targets that mean no one, are left out. Raises nothing: what could not be found out
        is unknown.
        """
        ...
