"""CloudWatch: GetMetricData as AWS answers it, with searches and Metrics Insights queries of the plain kind.

The emulator knows no expression, takes a metric without dimensions for all metrics of that name, and answers
oldest first. Known here: `SEARCH('{AWS/Lambda,FunctionName} MetricName="..."', 'Maximum', 300)` and
`SELECT MAX(X) FROM SCHEMA("AWS/Lambda", FunctionName) WHERE ... GROUP BY FunctionName ORDER BY MAX() DESC
LIMIT 5`; no metric math.
"""

import re
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .borrowed import CLOUDWATCH, Json, borrow

Answer = Callable[..., Any]
EVICTED_EVERY = 3600.0  # seconds
_STATS = {"MAX": "Maximum", "MIN": "Minimum", "SUM": "Sum", "AVG": "Average", "COUNT": "SampleCount"}
_SEARCH = re.compile(r"SEARCH\('\{([^,}]+)((?:,[^,}]+)*)\}([^']*)',\s*'(\w+)'(?:,\s*(\d+))?\)")
_TERM = re.compile(r'"?(\w+)"?\s*=\s*["\']([^"\']*)["\']')
_SELECT = re.compile(
    r"SELECT\s+(?P<stat>\w+)\(\"?(?P<metric>[\w.]+)\"?\)\s+"
    r"FROM\s+SCHEMA\(\"(?P<namespace>[^\"]+)\"(?P<dimensions>(?:,\s*\"?\w+\"?)*)\)"
    r"(?:\s+WHERE\s+(?P<where>.+?))?"
    r"(?:\s+GROUP\s+BY\s+\"?(?P<group>\w+)\"?)?"
    r"(?:\s+ORDER\s+BY\s+(?P<order>\w+)\(\)(?:\s+(?P<way>ASC|DESC))?)?"
    r"(?:\s+LIMIT\s+(?P<limit>\d+))?\s*",
    re.IGNORECASE | re.DOTALL,
)

Points = Sequence[Json]


class Wanted(NamedTuple):
    """One series to answer: its points in periods of so many seconds, one value each."""

    label: str
    points: Points
    period: int
    stat: str


def now_and_then(
    evict: Callable[[], None], clock: Callable[[], float] = time.monotonic
) -> Callable[[], None]:
    """The eviction of what is two weeks old, which the emulator repeats over all points at every request."""
    last = clock()

    def evicted() -> None:
        nonlocal last
        if clock() - last >= EVICTED_EVERY:
            last = clock()
            evict()

    return evicted


def answering(own: Answer) -> Answer:
    """The action in its present protocols; the oldest is left to the emulator."""

    def answered(params: Any, request: Json, is_cbor: bool, is_json: bool = False) -> Any:  # noqa: FBT001, FBT002 - the emulator's own signature
        if not (is_cbor or is_json):
            return own(params, request, is_cbor, is_json)
        results = [
            result for query in request.get("MetricDataQueries", []) for result in asked(query, request)
        ]
        if is_json:
            return borrow(CLOUDWATCH, "_json_ok")({"MetricDataResults": results})
        as_cbor = [borrow(CLOUDWATCH, "_cbor_metric_data_result")(result) for result in results]
        return borrow(CLOUDWATCH, "_cbor_ok")({"MetricDataResults": as_cbor})

    return answered


def asked(query: Json, request: Json) -> list[Json]:
    """The results of one query; an expression may have several, or none."""
    if query.get("ReturnData") is False:
        return []
    if "Expression" not in query:
        return [result(query, request, one_metric(query))]
    wanted = by_search(query["Expression"], query) or by_select(query["Expression"], query)
    if wanted is None:
        message = {"Code": "Unsupported", "Value": "no metric math here"}
        return [{**empty(query), "StatusCode": "InternalError", "Messages": [message]}]
    return [result(query, request, each) for each in wanted]


def empty(query: Json) -> Json:
    return {"Id": query["Id"], "Label": query.get("Label", query["Id"]), "Timestamps": [], "Values": []}


def result(query: Json, request: Json, wanted: Wanted) -> Json:
    parse, stated = borrow(CLOUDWATCH, "_parse_ts"), borrow(CLOUDWATCH, "_stat_value")
    begins, ends = parse(request["StartTime"]), parse(request["EndTime"])
    periods: dict[int, list[Json]] = defaultdict(list)
    for point in wanted.points:
        if begins <= point["Timestamp"] < ends:
            periods[int(point["Timestamp"] // wanted.period) * wanted.period].append(point)
    newest_first = request.get("ScanBy") != "TimestampAscending"
    values = {
        at: stated(borrow(CLOUDWATCH, "_calc_stats")(points), wanted.stat, points)
        for at, points in sorted(periods.items(), reverse=newest_first)
    }
    told = {at: value for at, value in values.items() if value is not None}
    stamps = [borrow(CLOUDWATCH, "_ts_iso")(at) for at in told]
    return {
        "Id": query["Id"],
        "Label": query.get("Label") or wanted.label,
        "Timestamps": stamps,
        "Values": list(told.values()),
        "StatusCode": "Complete",
    }


def one_metric(query: Json) -> Wanted:
    """Exactly these dimensions: none are the metric without any, not all metrics of the name."""
    stat = query["MetricStat"]
    metric = stat["Metric"]
    dimensions = borrow(CLOUDWATCH, "_dims_from_list")(metric.get("Dimensions") or [])
    key = (metric["Namespace"], metric["MetricName"], borrow(CLOUDWATCH, "_dims_key")(dimensions))
    points = list(borrow(CLOUDWATCH, "_metrics").get(key) or [])
    return Wanted(metric["MetricName"], points, int(stat["Period"]), stat["Stat"])


def by_search(expression: str, query: Json) -> list[Wanted] | None:
    found = _SEARCH.fullmatch(expression.strip())
    if found is None:
        return None
    namespace, dimensions, terms, stat, period = found.groups()
    told = dict(_TERM.findall(terms))
    names = frozenset(name.strip() for name in dimensions.split(",") if name.strip())
    metric = told.pop("MetricName", "")
    matching = series(namespace, metric, names, told)
    length = int(period or query.get("Period") or 60)
    return [Wanted(label_of(each), points, length, stat) for each, points in matching]


def by_select(expression: str, query: Json) -> list[Wanted] | None:
    found = _SELECT.fullmatch(expression.strip())
    if found is None:
        return None
    names = frozenset(re.findall(r"\w+", found["dimensions"]))
    matching = series(found["namespace"], found["metric"], names, dict(_TERM.findall(found["where"] or "")))
    grouped: dict[str, list[Json]] = defaultdict(list)
    for dimensions, points in matching:
        grouped[dimensions[found["group"]] if found["group"] else found["metric"]].extend(points)
    length = int(query.get("Period") or 60)
    wanted = [Wanted(name, points, length, _STATS[found["stat"].upper()]) for name, points in grouped.items()]
    if found["order"]:
        wanted.sort(
            key=lambda each: overall(each, found["order"]), reverse=(found["way"] or "").upper() == "DESC"
        )
    return wanted[: int(found["limit"] or 500)]


def overall(wanted: Wanted, order: str) -> float:
    stats = borrow(CLOUDWATCH, "_calc_stats")(wanted.points)
    return float(stats.get(_STATS[order.upper()]) or 0.0)


def series(
    namespace: str, metric: str, names: frozenset[str], told: Mapping[str, str]
) -> list[tuple[dict[str, str], Points]]:
    """Every series of a metric that has exactly these dimensions, some with a given value."""
    found: list[tuple[dict[str, str], Points]] = []
    for (space, name, _), points in list(borrow(CLOUDWATCH, "_metrics").items()):
        if (space, name) != (namespace, metric) or not points:
            continue
        dimensions = dict(points[-1]["Dimensions"])
        if set(dimensions) == names and told.items() <= dimensions.items():
            found.append((dimensions, list(points)))
    return found


def label_of(dimensions: Mapping[str, str]) -> str:
    return " ".join(dimensions.values())
