"""CloudWatch, event source mappings and logs as dictionaries."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.evidence import Missing
from bot.domain.grouping import Resource
from bot.ports import LoggedError

UNKNOWN = Missing("denied: allow cloudwatch:GetMetricData on *")


class FakeTelemetry:
    """Fill `depth_points` (by queue name, time), `consumers_of` (by queue ARN), `logged` (by function ARN).

    Each may hold a Missing instead, for what may not be read.
    """

    def __init__(self) -> None:
        self.depth_points: dict[str, dict[datetime, int] | Missing] = {}
        self.consumers_of: dict[str, tuple[str, ...] | Missing] = {}
        self.logged: dict[str, tuple[LoggedError, ...] | Missing] = {}

    def depths(
        self, queue: Resource, since: datetime, until: datetime, period: timedelta
    ) -> tuple[int | None, ...] | Missing:
        points = self.depth_points.get(queue.name, {})
        if isinstance(points, Missing):
            return points
        begins = [since + n * period for n in range((until - since) // period)]
        return tuple(
            max((depth for at, depth in points.items() if begin <= at < begin + period), default=None)
            for begin in begins
        )

    def consumers(self, queue_arn: str) -> tuple[str, ...] | Missing:
        return self.consumers_of.get(queue_arn, ())

    def errors(
        self, function: str, since: datetime, until: datetime, ids: Sequence[str] = ()
    ) -> tuple[LoggedError, ...] | Missing:
        logged = self.logged.get(function, ())
        if isinstance(logged, Missing):
            return logged
        return tuple(
            line._replace(ids=tuple(each for each in ids if each in line.ids))
            for line in logged
            if since <= line.at < until
        )
