"""What CloudWatch measured and functions logged."""

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
        """One series for each metric, in their order; one that CloudWatch does not give is Missing by itself.

        Args:
            place: Gives account and region.
            metrics: By their statistic (`Sum`, `Maximum`, `p99`, ...); their own period is not used.
            since: A whole multiple of the period since the epoch, as CloudWatch's periods are.
        """
        ...

    def busiest(
        self, place: Resource, since: datetime, until: datetime, most: int
    ) -> tuple[tuple[str, int], ...] | Missing:
        """Functions of an account and region by their greatest concurrency, most first."""
        ...

    def alarm_states(self, place: Resource, names: Sequence[str]) -> Mapping[str, str] | Missing:
        """The state of alarms, by their names; one that is no longer there is left out.

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
        """Error lines a function logged, oldest first; of too many, the newest. `function` is its ARN.

        Args:
            ids: Of failed requests or messages, to be searched for in the same read.
            log_group: Where the function logs; empty for Lambda's usual place.
        """
        ...
