"""What CloudWatch measured and what functions logged."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from bot.domain.alarm.alarm import Metric
    from bot.domain.evidence.lag.series import Series
    from bot.domain.evidence.missing import Missing
    from bot.domain.resource.grouping import Resource


class LoggedError(NamedTuple):
    """One error line a consumer logged.

    Attributes:
        ids: Which of the requested ids it belongs to: it names them, or is among lines that do.
    """

    at: datetime
    text: str
    ids: tuple[str, ...] = ()


class Telemetry(Protocol):
    def series(
        self, place: Resource, metrics: Sequence[Metric], since: datetime, until: datetime, period: timedelta
    ) -> tuple[Series | Missing, ...] | Missing:
        """One series per metric, in their order; a single one that CloudWatch does not give is Missing.

        Args:
            place: Gives account and region.
            metrics: With their statistic (`Sum`, `Maximum`, `p99`, ...); their own period is not used.
            since: A whole multiple of the period since the epoch, as CloudWatch's periods are.
        """
        ...

    def busiest(
        self, place: Resource, since: datetime, until: datetime, most: int
    ) -> tuple[tuple[str, int], ...] | Missing:
        """Functions of an account and region by their highest concurrency, highest first."""
        ...

    def alarm_states(self, place: Resource, names: Sequence[str]) -> Mapping[str, str] | Missing:
        """The state of alarms by name; deleted ones are left out.

        Args:
            place: Gives account and region.
            names: At most 100.
        """
        ...

    def errors(
        self,
        function: str,
        since: datetime,
        until: datetime,
        ids: Sequence[str] = (),
        log_group: str = "",
    ) -> tuple[LoggedError, ...] | Missing:
        """Error lines a function logged, oldest first; if too many, the newest. `function` is its ARN.

        Args:
            ids: Ids of failed requests or messages to search for in the same read.
            log_group: Where the function logs; empty for Lambda's usual place.
        """
        ...
