"""CloudWatch's metrics, alarms and logs, and CloudTrail."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.alarm.alarm import Metric
from tests.oracle.functions import Function
from tests.oracle.world import World

Json = dict[str, Any]
Answer = tuple[int, str]
Answers = Mapping[str, Callable[[str, bytes], Answer]]
_CODE_CHANGED = "UpdateFunctionCode20150331v2"


def answers(world: World) -> Answers:
    return {
        "cloudwatch.GetMetricData": lambda _url, body: _metrics(world, json.loads(body)),
        "cloudwatch.DescribeAlarms": lambda _url, body: _alarms(world, json.loads(body)),
        "cloudwatch-logs.FilterLogEvents": lambda _url, body: _log(world, json.loads(body)),
        "cloudtrail.LookupEvents": lambda _url, body: _trail(world, json.loads(body)),
    }


def _metrics(world: World, asked: Json) -> Answer:
    results = [each for query in asked["MetricDataQueries"] for each in _results(world, query, asked)]
    return 200, json.dumps({"MetricDataResults": results, "Messages": []})


def _results(world: World, query: Json, asked: Json) -> Iterator[Json]:
    """Of the one expression that is asked, the busiest functions, a series for each of them."""
    since, until = _time(asked["StartTime"]), _time(asked["EndTime"])
    if "MetricStat" in query:
        stat = query["MetricStat"]
        dimensions = {each["Name"]: each["Value"] for each in stat["Metric"].get("Dimensions", ())}
        metric = Metric(stat["Metric"]["Namespace"], stat["Metric"]["MetricName"], dimensions, stat["Stat"])
        yield _result(world, query["Id"], query["Id"], metric, (since, until), stat["Period"])
        return
    for name in world.functions:
        metric = Metric("AWS/Lambda", "ConcurrentExecutions", {"FunctionName": name}, "Maximum")
        yield _result(world, query["Id"], name, metric, (since, until), query["Period"])


def _result(
    world: World, name: str, label: str, metric: Metric, span: tuple[datetime, datetime], period: int
) -> Json:
    points = list(world.cloudwatch.told(metric, *span, timedelta(seconds=period)))
    return {
        "Id": name,
        "Label": label,
        "Timestamps": [at.timestamp() for at, _ in points],
        "Values": [value for _, value in points],
        "StatusCode": "Complete",
    }


def _alarms(world: World, asked: Json) -> Answer:
    told = [
        {"AlarmName": each.alarm.name, "StateValue": each.state}
        for each in world.watching
        if each.alarm.name in asked["AlarmNames"]
    ]
    return 200, json.dumps({"MetricAlarms": told, "CompositeAlarms": []})


def _log(world: World, asked: Json) -> Answer:
    function = world.functions[asked["logGroupName"].rpartition("/")[2]]
    known = world.h.clock() - world.late.logs
    events = [
        {"timestamp": epoch(each.at), "message": _uncaught(function)}
        for each in function.tries
        if each.said and each.at <= known and asked["startTime"] <= epoch(each.at) <= asked["endTime"]
    ]
    return 200, json.dumps({"events": events})


def _uncaught(function: Function) -> str:
    """As Lambda's own runtime logs what a handler raised."""
    return (
        f"[ERROR] {function.error}\nTraceback (most recent call last):\n"
        '  File "/var/task/app.py", line 12, in handler\n    work(each)'
    )


def _trail(world: World, asked: Json) -> Answer:
    """Ben deploys; the trail tells it minutes later."""
    since, until = _time(asked["StartTime"]), _time(asked["EndTime"])
    known = world.h.clock() - world.late.trail
    wanted = asked["LookupAttributes"][0]["AttributeValue"]
    events = [
        {"EventTime": at.timestamp(), "Username": "ben", "CloudTrailEvent": _changed(name)}
        for name, function in world.functions.items()
        for at in function.deployments
        if wanted == _CODE_CHANGED and at <= known and since <= at <= until
    ]
    return 200, json.dumps({"Events": events})


def _changed(name: str) -> str:
    return json.dumps({"requestParameters": {"functionName": name}})


def _time(value: float) -> datetime:
    return datetime.fromtimestamp(value, UTC)


def epoch(at: datetime) -> int:
    return int(at.timestamp() * 1000)
