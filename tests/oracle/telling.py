"""What CloudWatch, its logs and Lambda say of the world: in their shapes, and as late as they are.

Metrics of Lambda and SQS come one to three minutes late, logs up to ten (aws-facts, section 5; "CloudWatch
metrics are delivered within minutes"). A move to a dead-letter queue counts as no send.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.oracle.world import ALARM, DLQ, FUNCTION, FUNCTION_ARN, SOURCE, World
from tests.scenario.harness.places import queue_arn

Json = dict[str, Any]
Answer = tuple[int, str]
Point = tuple[datetime, float]


class Late(NamedTuple):
    """How late each comes."""

    metrics: timedelta = timedelta(minutes=1)
    logs: timedelta = timedelta(seconds=10)


class Telling:
    def __init__(self, world: World, late: Late = Late()) -> None:  # noqa: B008 - a value
        self._world = world
        self._late = late
        world.h.services.answers.update(self._answers())

    def _answers(self) -> Mapping[str, Callable[[str, bytes], Answer]]:
        return {
            "cloudwatch.GetMetricData": self._metrics,
            "cloudwatch.DescribeAlarms": self._alarms,
            "cloudwatch-logs.FilterLogEvents": self._log,
            "lambda.ListEventSourceMappings": self._mappings,
            "lambda.GetFunctionConfiguration": self._function,
            "lambda.ListVersionsByFunction": self._versions,
        }

    def _now(self) -> datetime:
        return self._world.h.clock()

    # Metrics

    def _metrics(self, _url: str, body: bytes) -> Answer:
        asked = json.loads(body)
        results = [self._result(each, asked) for each in asked["MetricDataQueries"]]
        return 200, json.dumps({"MetricDataResults": results, "Messages": []})

    def _result(self, query: Json, asked: Json) -> Json:
        points = list(self._points(query["MetricStat"], asked)) if "MetricStat" in query else []
        return {
            "Id": query["Id"],
            "Label": query["Id"],
            "Timestamps": [at.timestamp() for at, _ in points],
            "Values": [value for _, value in points],
            "StatusCode": "Complete",
        }

    def _points(self, stat: Json, asked: Json) -> Iterator[Point]:
        """A period is there once it is over and CloudWatch had its time."""
        since, until = (datetime.fromtimestamp(asked[name], UTC) for name in ("StartTime", "EndTime"))
        period = timedelta(seconds=stat["Period"])
        known = self._now() - self._late.metrics
        periods: dict[datetime, list[float]] = {}
        for at, value in self._counted(stat["Metric"]):
            minute = at.replace(second=0, microsecond=0)
            if minute + timedelta(minutes=1) <= known and since <= minute < until:
                begins = since + (minute - since) // period * period
                periods.setdefault(begins, []).append(value)
        for begins in sorted(periods, reverse=True):
            yield begins, _statistic(stat["Stat"], periods[begins])

    def _counted(self, metric: Json) -> Iterator[Point]:
        dimensions = {each["Name"]: each["Value"] for each in metric.get("Dimensions", ())}
        if dimensions == {"FunctionName": FUNCTION}:
            yield from self._of_function(metric["MetricName"])
        elif dimensions.get("QueueName") in (SOURCE, DLQ):
            yield from self._of_queue(metric["MetricName"], dimensions["QueueName"])

    def _of_function(self, name: str) -> Iterator[Point]:
        for each in self._world.tries:
            match name:
                case "Invocations":
                    yield each.at, 1.0
                case "Errors":
                    yield each.at, float(each.said)
                case "Throttles":
                    yield each.at, 0.0
                case "Duration":
                    yield each.at, 40.0
                case "ConcurrentExecutions":
                    yield each.at, 1.0
                case _:
                    return

    def _of_queue(self, name: str, queue: str) -> Iterator[Point]:
        place = {
            "ApproximateNumberOfMessagesVisible": 0,
            "ApproximateNumberOfMessagesNotVisible": 1,
            "ApproximateNumberOfMessagesDelayed": 2,
        }.get(name)
        if place is not None:
            yield from ((at, float(counts[place])) for at, of, counts in self._world.depths if of == queue)

    def _alarms(self, _url: str, body: bytes) -> Answer:
        names = json.loads(body)["AlarmNames"]
        told = [{"AlarmName": ALARM.name, "StateValue": self._world.alarm}] if ALARM.name in names else []
        return 200, json.dumps({"MetricAlarms": told, "CompositeAlarms": []})

    # Logs

    def _log(self, _url: str, body: bytes) -> Answer:
        asked = json.loads(body)
        events = [
            {"timestamp": _epoch(each.at), "message": _UNCAUGHT}
            for each in self._world.tries
            if each.said
            and each.at + self._late.logs <= self._now()
            and asked["startTime"] <= _epoch(each.at) <= asked["endTime"]
        ]
        return 200, json.dumps({"events": events})

    # Lambda

    def _function(self, _url: str, _body: bytes) -> Answer:
        return 200, json.dumps(self._configuration())

    def _mappings(self, url: str, _body: bytes) -> Answer:
        asked = parse_qs(urlsplit(url).query)
        ours = [queue_arn(SOURCE)], [FUNCTION_ARN]
        found = asked.get("EventSourceArn") == ours[0] or asked.get("FunctionName") == ours[1]
        return 200, json.dumps({"EventSourceMappings": [_MAPPING] if found else []})

    def _versions(self, _url: str, _body: bytes) -> Answer:
        return 200, json.dumps({"Versions": [self._configuration() | {"Version": "$LATEST"}]})

    def _configuration(self) -> Json:
        changed = self._world.deployments[-1]
        return {
            "FunctionArn": FUNCTION_ARN,
            "Timeout": 30,
            "MemorySize": 512,
            "Role": "",
            "LastModified": f"{changed:%Y-%m-%dT%H:%M:%S}.000+0000",
            "CodeSha256": f"code-{len(self._world.deployments)}",
        }


_MAPPING = {
    "UUID": "00000000-0000-4000-8000-000000000001",
    "FunctionArn": FUNCTION_ARN,
    "EventSourceArn": queue_arn(SOURCE),
    "State": "Enabled",
    "BatchSize": 10,
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
}
# As Lambda's Python runtime writes what nobody caught.
_UNCAUGHT = (
    "[ERROR] KeyError: 'fullname'\nTraceback (most recent call last):\n"
    '  File "/var/task/app.py", line 12, in handler\n    name = order["customer"]["fullname"]'
)


def _statistic(name: str, values: Sequence[float]) -> float:
    known: Mapping[str, Callable[[Sequence[float]], float]] = {
        "Sum": sum,
        "Maximum": max,
        "Minimum": min,
        "Average": lambda each: sum(each) / len(each),
        "SampleCount": len,
    }
    return float(known.get(name, max)(values))


def _epoch(at: datetime) -> int:
    return int(at.timestamp() * 1000)
