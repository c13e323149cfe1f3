"""What AWS answered, as the files of a world: pure, by the rules that the package prints."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.deadbench.record.account import minute
from tests.deadbench.world import Json, in_a_path

# Of a folder's files together, in characters.
MOST = 150_000
MINUTE, PUBLISHED_AFTER = timedelta(minutes=1), timedelta(minutes=2)
AGED = timedelta(days=30)
PAYMENTS = "https://payments.example.com"
# Times of settings, as dates and as SQS's seconds since 1970.
_DATED = frozenset(
    {
        "LastModified",
        "CreationDate",
        "StreamCreationTimestamp",
        "AlarmConfigurationUpdatedTimestamp",
        "StateUpdatedTimestamp",
        "StateTransitionedTimestamp",
    }
)
_SECONDS = frozenset({"CreatedTimestamp", "LastModifiedTimestamp"})
# Of this call, and of no resource.
_NOT_PRINTED = frozenset({"ResponseMetadata", "ReceiptHandle", "NextShardIterator"})
_QUEUE_URL = re.compile(r"https?://(?:127\.0\.0\.1|localhost)(?::\d+)?/(\d{12})/")
_SERVICE_URL = re.compile(r"http://127\.0\.0\.1:\d+(?=/charges)")
# Python's own library lies there in Lambda's image.
_LIBRARY = re.compile(r'(File \\?")[^"\\]*/(?=lib/python3\.\d+/)')
_LEAKS = re.compile(
    r"127\.0\.0\.1|localhost|\b0\.0\.0\.0\b|(?<![\w.])/(?:tmp|root|home|work|workspace|Users)/|ministack|lastcall",
    re.IGNORECASE,
)


def printed(value: Any) -> Any:
    """An answer of boto3 as the CLI prints it, without what is of the call alone."""
    match value:
        case dict():
            return {key: printed(each) for key, each in value.items() if key not in _NOT_PRINTED}
        case list() | tuple():
            return [printed(each) for each in value]
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        case _:
            return value


def dated(value: Any, before: datetime) -> Any:
    """R1: times of settings that lie before the traffic, thirty days earlier."""
    match value:
        case dict():
            return {key: _earlier(key, dated(each, before), before) for key, each in value.items()}
        case list():
            return [dated(each, before) for each in value]
        case _:
            return value


def _earlier(key: str, value: Any, before: datetime) -> Any:
    if key in _SECONDS and isinstance(value, str):
        at = datetime.fromtimestamp(int(value), UTC)
        return str(int((at - AGED).timestamp())) if at < before else value
    if key not in _DATED or not isinstance(value, str):
        return value
    at = datetime.fromisoformat(value)
    if at >= before:
        return value
    earlier = (at - AGED).astimezone(UTC)
    return (
        f"{earlier:%Y-%m-%dT%H:%M:%S}.000+0000"
        if value.endswith("+0000")
        else f"{earlier:%Y-%m-%dT%H:%M:%SZ}"
    )


def as_of_aws(text: str, region: str) -> str:
    """R3: no endpoint and no folder of the local AWS."""
    text = _QUEUE_URL.sub(rf"https://sqs.{region}.amazonaws.com/\1/", text)
    return _LIBRARY.sub(r"\1/var/lang/", _SERVICE_URL.sub(PAYMENTS, text))


def leaks(files: Mapping[str, str]) -> list[str]:
    """What of the local AWS or of the machine is left in them, by file."""
    return [f"{name}: {found[0]}" for name, text in files.items() if (found := _LEAKS.search(text))]


def series(
    namespace: str,
    metric: str,
    dimensions: Mapping[str, str],
    statistics: Mapping[str, Iterable[tuple[datetime, float]]],
    now: datetime,
) -> Json | None:
    """R2: one metric's minutes that are published by now; None where there are none."""
    last = minute(now - PUBLISHED_AFTER) - MINUTE
    told = {
        statistic: [
            [f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", round(value, 3)]
            for at, value in sorted(points)
            if at <= last
        ]
        for statistic, points in statistics.items()
    }
    if not any(told.values()):
        return None
    return {
        "Namespace": namespace,
        "MetricName": metric,
        "Dimensions": [{"Name": name, "Value": each} for name, each in dimensions.items()],
        "Period": 60,
        "Statistics": told,
    }


def line(event: Json) -> Json:
    """A log event as FilterLogEvents gives it, as a line of logs/."""
    ingested = max(event.get("ingestionTime", 0), event["timestamp"])
    return {
        "timestamp": event["timestamp"],
        "ingestionTime": ingested,
        "logStreamName": event["logStreamName"],
        "message": event["message"],
    }


_ENDED = "Task timed out after "
_REPORT = re.compile(r"REPORT RequestId: (\S+)\tDuration: (\d+) ms\tBilled Duration: \d+ ms\t(.*)", re.DOTALL)


def as_lambda_writes(lines: Sequence[Json]) -> list[Json]:
    """R4: lines of one invocation stand between its START and its REPORT, in a stream of their own."""
    running: dict[str, str] = {}
    ended: dict[str, float] = {}
    written = []
    for each in lines:
        said, stream = str(each["message"]), each["logStreamName"]
        if said.startswith("START RequestId: "):
            running[stream] = said.split()[2]
        elif said.startswith(_ENDED):
            request = running.get(stream, "")
            ended[request] = float(said.removeprefix(_ENDED).split()[0])
            at = datetime.fromtimestamp(each["timestamp"] / 1000, UTC)
            said = f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z {request} {said}\n\n"
        elif found := _REPORT.fullmatch(said):
            said = _report(found[1], found[2], found[3], ended)
        written.append(each | {"message": said})
    return written


def _report(request: str, took: str, memory: str, ended: Mapping[str, float]) -> str:
    milliseconds = ended[request] * 1000 if request in ended else float(took)
    status = "\tStatus: timeout" if request in ended else ""
    return (
        f"REPORT RequestId: {request}\tDuration: {milliseconds:.2f} ms\t"
        f"Billed Duration: {milliseconds:.0f} ms\t{memory}\t{status}\n"
    )


def files(
    answers: Mapping[str, Any], metrics: Sequence[Json], lines: Mapping[str, Sequence[Json]], region: str
) -> dict[str, str]:
    """The world's files by their paths; of metrics, records and logs each stands in a line."""
    written = {
        name: _a_line_each(value) if name.startswith("records/") else json.dumps(value, indent=1) + "\n"
        for name, value in answers.items()
    }
    written["metrics.json"] = _a_line_each(metrics)
    for group, events in lines.items():
        written[f"logs/{in_a_path(group)}.jsonl"] = "".join(f"{json.dumps(each)}\n" for each in events)
    return {name: as_of_aws(text, region) for name, text in written.items()}


def _a_line_each(values: Sequence[Json]) -> str:
    every = ",\n".join(json.dumps(each, separators=(",", ":")) for each in values)
    return f"[\n{every}\n]\n"


_BETWEEN = re.compile(r'"message": "(?:START|END) RequestId: ')


def fitting(files: Mapping[str, str]) -> dict[str, str]:
    """R7: a log that makes a folder too large is told without what REPORT says again, then from later on."""
    over = sum(map(len, files.values())) - MOST
    return {
        name: _shortened(text, over) if over > 0 and name.startswith("logs/") else text
        for name, text in files.items()
    }


def _shortened(log: str, by: int) -> str:
    lines = log.splitlines(keepends=True)
    told = [each for each in lines if not _BETWEEN.search(each)]
    left = len(log) - by
    while told and sum(map(len, told)) > left:
        told = told[1:]
    return "".join(told)


def came_back(redriven: Sequence[Json], dead: Sequence[Json]) -> int:
    """How many of those that were sent back are dead letters again, by their bodies."""
    bodies = [each["Body"] for each in dead]
    return sum(each["Body"] in bodies for each in redriven)


def would_pass(redriven: int, returned: int, *, still_tried: int) -> str:
    """Whether all of them passed when they were redriven; before they were tried that is not known."""
    if returned:
        return "no"
    return "yes" if redriven and not still_tried else "unknown"


def first_letter(letters: Iterable[Json]) -> datetime | None:
    """When the oldest of them was sent."""
    sent = [int(each["Attributes"]["SentTimestamp"]) for each in letters]
    return datetime.fromtimestamp(min(sent) / 1000, UTC) if sent else None


def loss(at: datetime, kept: timedelta) -> Json:
    gone = f"{at + kept:%Y-%m-%dT%H:%M:%SZ}"
    return {"not_before": gone, "at_latest": gone}
