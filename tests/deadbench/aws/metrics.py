"""CloudWatch's metrics: the series of metrics.json, summed up to the period that is asked for.

Of longer periods a percentile cannot be had from those of its minutes: the highest of them is given, which is
never below it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from tests.deadbench.world import World, instant
from tests.scenario.diagnosis.account.boundary import Json, Operation
from tests.scenario.diagnosis.account.metrics import BUSIEST, result

_MINUTE = timedelta(minutes=1)
Points = dict[datetime, float]
Key = tuple[str, str, frozenset[tuple[str, str]]]


def metric_operations(world: World) -> Mapping[str, Operation]:
    series: dict[Key, dict[str, Points]] = {}

    def known() -> dict[Key, dict[str, Points]]:
        if not series:
            series.update(_read(world))
        return series

    def get_metric_data(asked: Json) -> Json:
        span = (asked["StartTime"], asked["EndTime"])
        found = [each for query in asked["MetricDataQueries"] for each in _results(known(), query, *span)]
        return {"MetricDataResults": found, "Messages": []}

    return {"cloudwatch.GetMetricData": get_metric_data}


def _read(world: World) -> Iterator[tuple[Key, dict[str, Points]]]:
    for each in world.metrics:
        dimensions = frozenset((pair["Name"], pair["Value"]) for pair in each["Dimensions"])
        points = {
            statistic: {instant(at): float(value) for at, value in pairs}
            for statistic, pairs in each["Statistics"].items()
        }
        yield (each["Namespace"], each["MetricName"], dimensions), points | _total_of(points)


def _total_of(points: Mapping[str, Points]) -> dict[str, Points]:
    """CloudWatch keeps what was counted and its total, whichever statistics a file names of them."""
    if "Sum" in points or not {"Average", "SampleCount"} <= points.keys():
        return {}
    counts = points["SampleCount"]
    return {"Sum": {at: mean * counts[at] for at, mean in points["Average"].items() if at in counts}}


def _results(
    series: Mapping[Key, Mapping[str, Points]], query: Json, since: datetime, until: datetime
) -> Iterator[Json]:
    if "Expression" in query:
        yield from _insights(series, query, since, until)
        return
    stat, metric = query["MetricStat"], query["MetricStat"]["Metric"]
    dimensions = frozenset((each["Name"], each["Value"]) for each in metric.get("Dimensions", []))
    statistics = series.get((metric["Namespace"], metric["MetricName"], dimensions), {})
    points = _summed(statistics, stat["Stat"], stat["Period"], since, until)
    yield result(query["Id"], metric["MetricName"], points)


def _insights(
    series: Mapping[Key, Mapping[str, Points]], query: Json, since: datetime, until: datetime
) -> Iterator[Json]:
    asked = BUSIEST.fullmatch(query["Expression"])
    assert asked is not None, f"not understood: {query['Expression']}"
    name, namespace, most = asked.groups()
    found = [
        (dict(dimensions)["FunctionName"], _summed(points, "Maximum", query["Period"], since, until))
        for (of, metric, dimensions), points in series.items()
        if (of, metric, {each for each, _ in dimensions}) == (namespace, name, {"FunctionName"})
    ]
    ranked = sorted(found, key=lambda each: max((value for _, value in each[1]), default=0), reverse=True)
    for label, points in ranked[: int(most)]:
        yield result(query["Id"], label, points)


def _summed(
    statistics: Mapping[str, Points], stat: str, period: int, since: datetime, until: datetime
) -> list[tuple[datetime, float]]:
    """Newest first; a period without a datapoint is absent."""
    points, step = statistics.get(stat, {}), timedelta(seconds=period)
    counts = statistics.get("SampleCount", {})
    found: list[tuple[datetime, float]] = []
    begins = since - (since - datetime.fromtimestamp(0, UTC)) % step
    while begins < until:
        minutes = [begins + n * _MINUTE for n in range(period // 60)]
        values = [(points[at], counts.get(at, 1.0)) for at in minutes if at in points]
        if values:
            found.append((begins, _SUMS.get(stat, _highest)(values)))
        begins += step
    return found[::-1]


Values = Sequence[tuple[float, float]]


def _total(values: Values) -> float:
    return sum(value for value, _ in values)


def _highest(values: Values) -> float:
    return max(value for value, _ in values)


def _lowest(values: Values) -> float:
    return min(value for value, _ in values)


def _mean(values: Values) -> float:
    return sum(value * times for value, times in values) / sum(times for _, times in values)


_SUMS: Mapping[str, Callable[[Values], float]] = {
    "Sum": _total,
    "SampleCount": _total,
    "Average": _mean,
    "Minimum": _lowest,
}
