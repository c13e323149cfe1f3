"""CloudWatch's metrics and logs as dictionaries."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.missing import Missing
from bot.domain.resource.grouping import Resource
from bot.ports.telemetry import LoggedError

UNKNOWN = Missing("denied: allow cloudwatch:GetMetricData on *")
VISIBLE = "ApproximateNumberOfMessagesVisible"
HIDDEN = ("ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed")

Points = Mapping[datetime, float]


class FakeTelemetry:
    """Fill `points` by `put`, `busy` (functions by concurrency), `alarms` (states by name) and `logged` (by
    function ARN, or log group).

    Each may hold a Missing instead, for what may not be read; `unread` says why no metric may be.
    """

    def __init__(self) -> None:
        self.points: dict[tuple[str, str, str], Points | Missing] = {}
        self.unread: Missing | None = None
        self.busy: tuple[tuple[str, int], ...] | Missing = ()
        self.alarms: Mapping[str, str] | Missing = {}
        self.logged: dict[str, tuple[LoggedError, ...] | Missing] = {}

    def put(self, name: str, of: str, points: Points | Missing, statistic: str = "") -> None:
        """Datapoints of a metric.

        Args:
            of: Its dimensions' values, joined by a slash, in their order.
            statistic: Of which statistic; empty for any.
        """
        self.points[name, of, statistic] = points

    def depth(self, queue: str, points: Points | Missing) -> None:
        """Of a queue that nobody receives from: SQS publishes all three counts of a minute together."""
        self.put(VISIBLE, queue, points)
        for name in HIDDEN:
            self.put(name, queue, points if isinstance(points, Missing) else dict.fromkeys(points, 0))

    def series(
        self,
        place: Resource,
        metrics: Sequence[Metric],
        since: datetime,
        until: datetime,
        period: timedelta,
    ) -> tuple[Series | Missing, ...] | Missing:
        return self.unread or tuple(self._series(metric, since, until, period) for metric in metrics)

    def _series(
        self, metric: Metric, since: datetime, until: datetime, period: timedelta
    ) -> Series | Missing:
        of = "/".join(metric.dimensions.values())
        any_statistic = self.points.get((metric.name, of, ""), {})
        points = self.points.get((metric.name, of, metric.statistic), any_statistic)
        if isinstance(points, Missing):
            return points
        begins = [since + n * period for n in range((until - since) // period)]
        together = sum if metric.statistic == "Sum" else max
        within = [[v for at, v in points.items() if begin <= at < begin + period] for begin in begins]
        return Series(since, period, tuple(float(together(each)) if each else None for each in within))

    def busiest(
        self,
        place: Resource,
        since: datetime,
        until: datetime,
        most: int,
    ) -> tuple[tuple[str, int], ...] | Missing:
        return self.busy if isinstance(self.busy, Missing) else self.busy[:most]

    def alarm_states(self, place: Resource, names: Sequence[str]) -> Mapping[str, str] | Missing:
        if isinstance(self.alarms, Missing):
            return self.alarms
        return {name: self.alarms[name] for name in names if name in self.alarms}

    def errors(
        self,
        function: str,
        since: datetime,
        until: datetime,
        ids: Sequence[str] = (),
        log_group: str = "",
    ) -> tuple[LoggedError, ...] | Missing:
        logged = self.logged.get(log_group or function, ())
        if isinstance(logged, Missing):
            return logged
        return tuple(
            line._replace(ids=tuple(each for each in ids if each in line.ids))
            for line in logged
            if since <= line.at < until
        )
