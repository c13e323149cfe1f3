"""CloudWatch's metric data: many metrics in one request, every page of the answer, gaps kept.

GetMetricData takes 500 queries and gives the datapoints there are, in pages, each with a status of its own
(API reference, GetMetricData and MetricDataResult).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.aws.errors import Client
from bot.aws.pages import pages_of
from bot.domain.alarm.alarm import Metric
from bot.domain.errors import Permanent
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.missing import Missing

MOST_QUERIES = 500
_ACTION = "cloudwatch:GetMetricData"
# How to merge datapoints of several sources in one period.
_TOGETHER: Mapping[str, Callable[[Sequence[float]], float]] = {"Sum": sum, "SampleCount": sum, "Minimum": min}
_UNREAD = frozenset({"Forbidden", "InternalError"})
# More datapoints are on the next page; on the last one it means that they were not found in time.
_PARTIAL = "PartialData"
_BUSIEST = (
    'SELECT MAX(ConcurrentExecutions) FROM SCHEMA("AWS/Lambda", FunctionName) '
    "GROUP BY FunctionName ORDER BY MAX() DESC LIMIT {most}"
)


class MetricWindow(NamedTuple):
    """Attributes: since is a whole multiple of the period, as CloudWatch's periods are."""

    since: datetime
    until: datetime
    period: timedelta

    @property
    def periods(self) -> int:
        return (self.until - self.since) // self.period


def series_of(client: Client, metrics: Sequence[Metric], span: MetricWindow) -> tuple[Series | Missing, ...]:
    """One per metric, in their order; a single one that CloudWatch does not give is Missing."""
    answers: dict[str, _Answer] = {}
    for first in range(0, len(metrics), MOST_QUERIES):
        part = metrics[first : first + MOST_QUERIES]
        queries = [_query(f"m{first + n}", metric, span.period) for n, metric in enumerate(part)]
        for result in _results(client, queries, span):
            answers.setdefault(str(result["Id"]), _Answer()).take(result)
    return tuple(_series(answers.get(f"m{n}"), metric, span) for n, metric in enumerate(metrics))


def busiest_functions(
    client: Client, since: datetime, until: datetime, most: int
) -> tuple[tuple[str, int], ...]:
    """By Metrics Insights, over at most the last three hours; one series per function, named by its label."""
    period = max((until - since) // timedelta(minutes=1), 1) * 60
    query = {"Id": "busiest", "Expression": _BUSIEST.format(most=most), "Period": period}
    found: dict[str, float] = {}
    for result in _results(client, [query], MetricWindow(since, until, timedelta(seconds=period))):
        if result.get("StatusCode") in _UNREAD:
            raise Permanent("CloudWatch could not read the concurrency of the functions")
        greatest = max(result["Values"], default=0.0)
        found[str(result["Label"])] = max(greatest, found.get(str(result["Label"]), 0.0))
    ranked = sorted(found.items(), key=lambda each: each[1], reverse=True)
    return tuple((name, int(greatest)) for name, greatest in ranked[:most])


class _Answer:
    """The datapoints of one query, gathered over the pages."""

    def __init__(self) -> None:
        self.points: list[tuple[datetime, float]] = []
        self.unread = False
        self.partial = False

    def take(self, result: Mapping[str, Any]) -> None:
        self.unread = self.unread or result.get("StatusCode") in _UNREAD
        self.partial = result.get("StatusCode") == _PARTIAL
        self.points += zip(result["Timestamps"], result["Values"], strict=True)


def _results(
    client: Client, queries: Sequence[Mapping[str, Any]], span: MetricWindow
) -> Iterator[Mapping[str, Any]]:
    asked = {"MetricDataQueries": queries, "StartTime": span.since, "EndTime": span.until}
    for page in pages_of(client, "get_metric_data", _ACTION, "*", **asked):
        yield from page["MetricDataResults"]


def _query(name: str, metric: Metric, period: timedelta) -> dict[str, Any]:
    dimensions = [{"Name": key, "Value": value} for key, value in metric.dimensions.items()]
    asked = {"Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions}
    stat = {"Metric": asked, "Period": int(period.total_seconds()), "Stat": metric.statistic or "Maximum"}
    return {"Id": name, "MetricStat": stat}


def _series(answer: "_Answer | None", metric: Metric, span: MetricWindow) -> Series | Missing:
    if answer is not None and answer.unread:
        return Missing(f"CloudWatch could not read {metric.name}")
    if answer is not None and answer.partial:
        return Missing(f"CloudWatch gave only a part of {metric.name}: look again in a minute")
    values: list[list[float]] = [[] for _ in range(span.periods)]
    for at, value in answer.points if answer else ():
        place = (at - span.since) // span.period
        if 0 <= place < len(values):
            values[place].append(value)
    together: Callable[[Sequence[float]], float] = _TOGETHER.get(metric.statistic, max)
    return Series(span.since, span.period, tuple(together(each) if each else None for each in values))
