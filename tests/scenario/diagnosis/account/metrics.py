"""CloudWatch's metrics: what was sent each minute, and what GetMetricData makes of it.

A minute holds values and how often each was sent, so that a wrong statistic gives a wrong number: the sum of
Invocations is how many there were, their maximum is 1. Facts: CloudWatch API reference, GetMetricData.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tests.scenario.diagnosis.account.boundary import Json

MINUTE = timedelta(minutes=1)
_MOST_QUERIES = 500
BUSIEST = re.compile(
    r'SELECT MAX\((\w+)\) FROM SCHEMA\("(AWS/\w+)", FunctionName\) '
    r"GROUP BY FunctionName ORDER BY MAX\(\) DESC LIMIT (\d+)"
)


class Sent(NamedTuple):
    """A value, and how many samples of a minute had it."""

    value: float
    times: int = 1


# What was sent in the minute that begins then; nothing leaves a gap.
Line = Callable[[datetime], Sequence[Sent]]
Key = tuple[str, str, frozenset[tuple[str, str]]]


class Metrics:
    def __init__(self, now: datetime) -> None:
        self._now = now
        self._lines: dict[Key, Line] = {}

    def put(self, namespace: str, name: str, line: Line, **dimensions: str) -> None:
        self._lines[namespace, name, frozenset(dimensions.items())] = line

    def forget(self, *names: str) -> None:
        """CloudWatch has no datapoint of any metric of these names."""
        known = [key for key in self._lines if key[1] in names]
        unsent = set(names) - {key[1] for key in known}
        assert not unsent, f"{', '.join(unsent)} was never sent, so forgetting it shows nothing"
        for key in known:
            del self._lines[key]

    def get_metric_data(self, asked: Json) -> Json:
        queries = asked["MetricDataQueries"]
        assert len(queries) <= _MOST_QUERIES
        assert len({each["Id"] for each in queries}) == len(queries)
        span = (asked["StartTime"], asked["EndTime"])
        return {
            "MetricDataResults": [result for each in queries for result in self._results(each, *span)],
            "Messages": [],
        }

    def _results(self, query: Json, since: datetime, until: datetime) -> Iterator[Json]:
        if "Expression" in query:
            yield from self._insights(query, since, until)
            return
        stat, metric = query["MetricStat"], query["MetricStat"]["Metric"]
        dimensions = frozenset((each["Name"], each["Value"]) for each in metric.get("Dimensions", []))
        line = self._lines.get((metric["Namespace"], metric["MetricName"], dimensions), _nothing)
        points = self._points(line, stat["Stat"], stat["Period"], since, until)
        yield result(query["Id"], metric["MetricName"], points)

    def _insights(self, query: Json, since: datetime, until: datetime) -> Iterator[Json]:
        """One series a group, all of the query's id, each by its label."""
        asked = BUSIEST.fullmatch(query["Expression"])
        assert asked is not None, f"not understood: {query['Expression']}"
        name, namespace, most = asked.groups()
        found: list[tuple[str, list[tuple[datetime, float]]]] = []
        for (of, metric, dimensions), line in self._lines.items():
            names = dict(dimensions)
            if (of, metric, set(names)) == (namespace, name, {"FunctionName"}):
                points = self._points(line, "Maximum", query["Period"], since, until)
                found.append((names["FunctionName"], points))
        ranked = sorted(found, key=lambda each: max((value for _, value in each[1]), default=0), reverse=True)
        for label, points in ranked[: int(most)]:
            yield result(query["Id"], label, points)

    def _points(
        self, line: Line, stat: str, period: int, since: datetime, until: datetime
    ) -> list[tuple[datetime, float]]:
        """Newest first, periods without a sample left out."""
        assert period % 60 == 0, "a period is a multiple of a minute"
        step, points = timedelta(seconds=period), list[tuple[datetime, float]]()
        begins = since - (since - datetime.fromtimestamp(0, UTC)) % step
        while begins < until:
            minutes = (begins + n * MINUTE for n in range(period // 60))
            sent = [each for minute in minutes if minute < self._now for each in line(minute)]
            if sent:
                points.append((begins, _statistic(stat, sent)))
            begins += step
        return points[::-1]


def result(name: str, label: str, points: Sequence[tuple[datetime, float]]) -> Json:
    return {
        "Id": name,
        "Label": label,
        "Timestamps": [at for at, _ in points],
        "Values": [value for _, value in points],
        "StatusCode": "Complete",
    }


def _statistic(stat: str, sent: Sequence[Sent]) -> float:
    times = sum(each.times for each in sent)
    total = sum(each.value * each.times for each in sent)
    plain: Mapping[str, Callable[[], float]] = {
        "Sum": lambda: total,
        "SampleCount": lambda: float(times),
        "Average": lambda: total / times,
        "Maximum": lambda: max(each.value for each in sent),
        "Minimum": lambda: min(each.value for each in sent),
    }
    return plain[stat]() if stat in plain else _percentile(float(stat.removeprefix("p")), sent)


def _percentile(share: float, sent: Sequence[Sent]) -> float:
    left = share / 100 * sum(each.times for each in sent)
    for each in sorted(sent):
        left -= each.times
        if left <= 0:
            return each.value
    return max(sent).value


def _nothing(_minute: datetime) -> Sequence[Sent]:
    return ()


# Lines


def steady(value: float, times: int = 1) -> Line:
    return lambda _minute: (Sent(value, times),)


def counted(a_minute: int, of: int | None = None) -> Line:
    """A metric that is 1 for each that is counted and 0 for the others, of which there are `of` in all."""
    others = (a_minute if of is None else of) - a_minute
    sent = tuple(Sent(value, times) for value, times in ((1.0, a_minute), (0.0, others)) if times)
    return lambda _minute: sent


def switched(before: Line, at: datetime, after: Line) -> Line:
    return lambda minute: after(minute) if minute >= at else before(minute)


def growing(to: float, at: datetime, a_minute: float, times: int = 1) -> Line:
    """A straight line that is at `to` by then, and never below 0."""
    return lambda minute: (Sent(max(to + (minute - at) / MINUTE * a_minute, 0.0), times),)
