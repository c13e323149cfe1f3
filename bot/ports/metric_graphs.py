"""CloudWatch's metric graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.domain.evidence.missing import Missing
    from bot.domain.incident.incident import Incident


class MetricGraphs(Protocol):
    def of(self, incident: Incident) -> bytes | Missing:
        """CloudWatch's PNG graph of the incident's metric, in one try. Raises nothing."""
        ...
