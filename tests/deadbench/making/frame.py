"""A world in the making: its moment, its alarm, what was measured; written as plain files."""

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.deadbench.world import Json, in_a_path

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ACCOUNT, REGION = "111122223333", "eu-west-1"
# Of a minute: its value, or none where nothing was measured.
_COUNTED_BY = {
    "FunctionName": "AWS/Lambda",
    "RuleName": "AWS/Events",
    "TopicName": "AWS/SNS",
    "TableName": "AWS/DynamoDB",
    "StreamName": "AWS/Kinesis",
}
Line = Callable[[datetime], float | None]
_NOUNS = ("orders", "invoices", "parcels", "tickets", "claims", "bookings", "readings", "refunds", "reports")
_SPAN = 2 * HOUR
_LATE = 2 * MINUTE


class Frame:
    """Attributes: noun names the world's resources; files are what will be written."""

    def __init__(self, name: str, seed: int, *, path: str = "sns", twin_of: str = "") -> None:
        self.name = name
        self.chance = random.Random(f"{name.removesuffix('-twin')} {seed}")  # noqa: S311 - names, no secrets
        self.noun = self.chance.choice(_NOUNS)
        begin = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
        self.now = begin + timedelta(minutes=self.chance.randrange(30 * 24 * 60), seconds=20)
        self.files: dict[str, Any] = {}
        self.metrics: list[Json] = []
        self.mappings: list[Json] = []
        self.lines: dict[str, list[Json]] = {}
        self.events: list[Json] = []
        self.denied: list[Json] = []
        self.reserved = 0
        self._oldest = self.now
        self.files["world.json"] = {
            "now": stamp(self.now),
            "account": ACCOUNT,
            "region": REGION,
            "path": path,
            "seed": seed,
            "class": name[0],
            "twin_of": twin_of or None,
        }

    @property
    def last_published(self) -> datetime:
        return self.now.replace(second=0, microsecond=0) - _LATE - MINUTE

    def number(self, low: int, high: int) -> int:
        return self.chance.randint(low, high)

    def alarm(
        self,
        namespace: str,
        metric: str,
        dimensions: Mapping[str, str],
        *,
        threshold: float,
        value: float,
        statistic: str = "MAXIMUM",
        name: str = "",
        description: str = "",
        ago: timedelta = 3 * MINUTE,
    ) -> None:
        """As SNS brings CloudWatch's notification; it fired so long ago."""
        at = self.now - ago
        name = name or f"{next(iter(dimensions.values()))}-{metric}"
        self.files["alarm.json"] = {
            "AlarmName": name,
            "AlarmDescription": description or None,
            "AWSAccountId": ACCOUNT,
            "AlarmConfigurationUpdatedTimestamp": stamp(self.now - 90 * DAY, "+0000"),
            "NewStateValue": "ALARM",
            "NewStateReason": f"Threshold Crossed: 1 datapoint [{value} ({at:%d/%m/%y %H:%M:%S})] was "
            f"greater than the threshold ({threshold}).",
            "StateChangeTime": stamp(at, "+0000"),
            "Region": "EU (Ireland)",
            "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}",
            "OldStateValue": "OK",
            "OKActions": [],
            "AlarmActions": [f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"],
            "InsufficientDataActions": [],
            "Trigger": {
                "MetricName": metric,
                "Namespace": namespace,
                "StatisticType": "Statistic",
                "Statistic": statistic,
                "Unit": None,
                "Dimensions": [{"value": each, "name": key} for key, each in dimensions.items()],
                "Period": 60,
                "EvaluationPeriods": 1,
                "ComparisonOperator": "GreaterThanThreshold",
                "Threshold": threshold,
                "TreatMissingData": "notBreaching",
                "EvaluateLowSampleCountPercentile": "",
            },
        }

    def counts(self, metric: str, of: Mapping[str, str], value: float, *, above: float = 0) -> None:
        """The alarm on what is counted of one resource, in the namespace of its service."""
        self.alarm(_COUNTED_BY[next(iter(of))], metric, of, threshold=above, value=value, statistic="SUM")

    def metric(self, namespace: str, name: str, dimensions: Mapping[str, str], **statistics: Line) -> None:
        """One series, from two hours ago to the last minute that is published."""
        first = self.now.replace(second=0, microsecond=0) - _SPAN
        minutes = [first + n * MINUTE for n in range((_SPAN - _LATE) // MINUTE)]
        points = {
            statistic: [
                [stamp(at), value] for at, value in _points(namespace, name, statistic, line, minutes)
            ]
            for statistic, line in statistics.items()
        }
        if not any(points.values()):
            return
        self.metrics.append(
            {
                "Namespace": namespace,
                "MetricName": name,
                "Dimensions": [{"Name": key, "Value": each} for key, each in dimensions.items()],
                "Period": 60,
                "Statistics": points,
            }
        )

    def line(self, group: str, at: datetime, text: str, stream: str = "0") -> None:
        """Of a log; it has arrived three seconds later."""
        self.lines.setdefault(group, []).append(
            {
                "timestamp": milliseconds(at),
                "ingestionTime": milliseconds(at) + 2_900,
                "logStreamName": stream,
                "message": text,
            }
        )

    def write(self, worlds: Path) -> None:
        files = self.files | {"metrics.json": self.metrics}
        if self.mappings:
            files["config/lambda/list-event-source-mappings.json"] = {"EventSourceMappings": self.mappings}
        if self.events:
            files["deployments.json"] = {"Events": self.events}
        if self.denied:
            files["denied.json"] = self.denied
        for path, value in files.items():
            _write(worlds / self.name / path, _text(path, value))
        for group, lines in self.lines.items():
            ordered = sorted(lines, key=lambda each: each["timestamp"])
            text = "".join(json.dumps(each) + "\n" for each in ordered)
            _write(worlds / self.name / "logs" / f"{in_a_path(group)}.jsonl", text)


# They send no datapoint for a minute in which there was nothing to count.
_NO_ZEROS = frozenset({"AWS/Events", "AWS/SNS"})


def _points(
    namespace: str, name: str, statistic: str, line: Line, minutes: Sequence[datetime]
) -> Iterator[tuple[datetime, float]]:
    """What is counted is whole; what a minute has too little of counts in a later one."""
    counted, left = statistic in {"Sum", "SampleCount"}, 0.0
    for at in minutes:
        value = line(at)
        if value is None:
            continue
        if counted:
            left += value
            whole = int(left + 1e-6)
            left -= whole
            if whole or namespace not in _NO_ZEROS:
                yield at, whole
        else:
            yield at, round(value) if name.startswith("ApproximateNumber") else round(value, 3)


def steady(value: float) -> Line:
    return lambda _at: value


def since(moment: datetime, after: float | None, before: float | None = 0) -> Line:
    return lambda at: after if at >= moment else before


def stamp(at: datetime, zone: str = "Z") -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}{'.000' if zone == '+0000' else ''}{zone}"


def uuid(text: str) -> str:
    return str(UUID(bytes=hashlib.sha256(text.encode()).digest()[:16], version=4))


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _text(path: str, value: Any) -> str:
    """A series a line: there are many datapoints."""
    if path == "metrics.json":
        return "[\n" + ",\n".join(json.dumps(each, separators=(",", ":")) for each in value) + "\n]\n"
    return json.dumps(value, indent=1) + "\n"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
