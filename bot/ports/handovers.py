"""What rules, topics and functions hand over, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.domain.evidence.missing import Missing
    from bot.domain.evidence.permissions.handover import Handover
    from bot.domain.resource.grouping import Resource


class Handovers(Protocol):
    """Settings only; what may not be read is Missing in a handover."""

    def of(self, source: Resource, *, failures: bool = False) -> tuple[Handover, ...] | Missing:
        """Those of a rule, topic or function; none for other kinds.

        Args:
            failures: Not to the targets, but to the place that should keep what they did not take.
        """
        ...
