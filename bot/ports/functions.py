"""Lambda's configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.evidence.consumer import (
        AccountLimits,
        AsyncSettings,
        Deployment,
        EventSource,
        FunctionFacts,
    )
    from bot.domain.evidence.missing import Missing


class Functions(Protocol):
    """Lambda's configuration. `function` and `source` are ARNs; a version or alias is ignored."""

    def facts(self, function: str) -> FunctionFacts | Missing: ...

    def polling(self, source: str) -> tuple[EventSource, ...] | Missing:
        """The mappings that read a queue or stream, all pages."""
        ...

    def polled_by(self, function: str) -> tuple[EventSource, ...] | Missing:
        """The mappings that invoke a function, all pages."""
        ...

    def async_settings(self, function: str) -> AsyncSettings | Missing: ...

    def limits(self, account: str, region: str) -> AccountLimits | Missing: ...

    def deployment(self, function: str, until: datetime) -> Deployment | Missing:
        """The last change before `until`, without who made it."""
        ...

    def changed_by(self, deployment: Deployment) -> str:
        """Who made it; empty if unknown. Ask about few: CloudTrail answers twice a second."""
        ...
