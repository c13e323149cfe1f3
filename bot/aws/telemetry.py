"""CloudWatch's metrics and logs, and who consumes a queue."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from bot.aws.errors import Client, asking, code
from bot.aws.log_lines import LogEvent, log_event, told_about
from bot.aws.refusals import refused_as_missing
from bot.aws.session import LOOK, Clients
from bot.domain.errors import Permanent
from bot.domain.evidence import Missing
from bot.domain.grouping import Resource
from bot.parsing.arns import read_arn
from bot.parsing.queue_arn import queue_of
from bot.ports import LoggedError

# Any of these: what Lambda writes about a failed invocation, in its text and JSON log formats.
_PATTERN = '?ERROR ?errorType ?"Task timed out" ?"Runtime exited"'
# A pattern holds 1,024 characters: so many ids beside the words above.
MOST_IDS = 20

# Enough to tell shapes and rates from; a log may hold millions of lines.
MOST_LINES = 500
MOST_PAGES = 10
MOST_SECONDS = 5.0
_FIRST_WINDOW = timedelta(minutes=5)


class CloudWatchTelemetry:
    """Implements ports.Telemetry."""

    def __init__(self, clients: Clients, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._clients = clients
        self._monotonic = monotonic

    def depths(
        self, queue: Resource, since: datetime, until: datetime, period: timedelta
    ) -> tuple[int | None, ...] | Missing:
        return refused_as_missing(lambda: self._depths(queue, since, until, period))

    def consumers(self, queue_arn: str) -> tuple[str, ...] | Missing:
        return refused_as_missing(lambda: tuple(dict.fromkeys(self._consumers(queue_arn))))

    def errors(
        self, function: str, since: datetime, until: datetime, ids: Sequence[str] = ()
    ) -> tuple[LoggedError, ...] | Missing:
        return refused_as_missing(lambda: self._errors(function, since, until, ids[:MOST_IDS]))

    def _client(self, service: str, account: str, region: str) -> Client:
        clients = self._clients.for_place(account, region)
        if isinstance(clients, Missing):
            raise Permanent(clients.reason)
        return clients.client(service, LOOK)

    def _depths(
        self, queue: Resource, since: datetime, until: datetime, period: timedelta
    ) -> tuple[int | None, ...]:
        """CloudWatch gives the points it has, in pages: the gaps are ours to see."""
        found: list[int | None] = [None] * ((until - since) // period)
        for at, value in self._points(queue, since, until, period):
            place = (at - since) // period
            if 0 <= place < len(found):
                found[place] = max(found[place] or 0, int(value))
        return tuple(found)

    def _points(
        self, queue: Resource, since: datetime, until: datetime, period: timedelta
    ) -> Iterator[tuple[datetime, float]]:
        client = self._client("cloudwatch", queue.account, queue.region)
        metric = {
            "Namespace": "AWS/SQS",
            "MetricName": "ApproximateNumberOfMessagesVisible",
            "Dimensions": [{"Name": "QueueName", "Value": queue.name}],
        }
        stat = {"Metric": metric, "Period": int(period.total_seconds()), "Stat": "Maximum"}
        token: dict[str, str] = {}
        while True:
            with asking("cloudwatch:GetMetricData", "*"):
                answer = client.get_metric_data(
                    MetricDataQueries=[{"Id": "depth", "MetricStat": stat}],
                    StartTime=since,
                    EndTime=until,
                    **token,
                )
            for result in answer["MetricDataResults"]:
                if result.get("StatusCode") in {"Forbidden", "InternalError"}:
                    raise Permanent(f"CloudWatch could not read the depth of {queue.name}")
                yield from zip(result["Timestamps"], result["Values"], strict=True)
            if not answer.get("NextToken"):
                return
            token = {"NextToken": answer["NextToken"]}

    def _consumers(self, queue_arn: str) -> Iterator[str]:
        queue = queue_of(queue_arn)
        client = self._client("lambda", queue.account, queue.region)
        marker: dict[str, str] = {}
        while True:
            with asking("lambda:ListEventSourceMappings", "*"):
                answer = client.list_event_source_mappings(EventSourceArn=queue_arn, **marker)
            yield from (_unqualified(each["FunctionArn"]) for each in answer["EventSourceMappings"])
            if not answer.get("NextMarker"):
                return
            marker = {"Marker": answer["NextMarker"]}

    def _errors(
        self, function: str, since: datetime, until: datetime, ids: Sequence[str]
    ) -> tuple[LoggedError, ...]:
        arn = read_arn(function)
        if arn is None:
            raise Permanent(f"{function} is not the ARN of a function")
        reading = _Reading(
            self._client("logs", arn.account, arn.region),
            f"/aws/lambda/{_name(arn.resource)}",
            _pattern(ids),
            self._monotonic,
        )
        return told_about(reading.newest(since, until), ids)[-MOST_LINES:]


def _pattern(ids: Sequence[str]) -> str:
    return " ".join((_PATTERN, *(f'?"{each}"' for each in ids)))


class _Reading:
    """Reads a log backwards, in windows that double, until it has seen enough or its time is over.

    FilterLogEvents goes forwards only: the newest window comes first, so that what is left out is the oldest.
    """

    def __init__(self, client: Client, log_group: str, pattern: str, monotonic: Callable[[], float]) -> None:
        self._client = client
        self._log_group = log_group
        self._pattern = pattern
        self._monotonic = monotonic
        self._ends = monotonic() + MOST_SECONDS
        self._pages = 0

    def newest(self, since: datetime, until: datetime) -> list[LogEvent]:
        found: list[LogEvent] = []
        window = _FIRST_WINDOW
        while until > since and not self._had_enough(found):
            begins = max(since, until - window)
            found = [*self._window(begins, until), *found]
            until, window = begins, window * 2
        return found

    def _had_enough(self, found: list[LogEvent]) -> bool:
        return len(found) >= MOST_LINES or self._pages >= MOST_PAGES or self._monotonic() >= self._ends

    def _window(self, since: datetime, until: datetime) -> list[LogEvent]:
        found: list[LogEvent] = []
        token: dict[str, str] = {}
        while not self._had_enough(found):
            answer = self._page(since, until, token)
            found.extend(log_event(each) for each in answer.get("events", []))
            # A page may be empty and not the last one: CloudWatch searches a part at a time.
            if not answer.get("nextToken"):
                break
            token = {"nextToken": answer["nextToken"]}
        return found

    def _page(self, since: datetime, until: datetime, token: dict[str, str]) -> dict[str, Any]:
        self._pages += 1
        with asking("logs:FilterLogEvents", self._log_group):
            try:
                answer: dict[str, Any] = self._client.filter_log_events(
                    logGroupName=self._log_group,
                    filterPattern=self._pattern,
                    startTime=int(since.timestamp() * 1000),
                    endTime=int(until.timestamp() * 1000) - 1,  # the end belongs to the window after this
                    **token,
                )
            except ClientError as error:
                if code(error) == "ResourceNotFoundException":
                    raise Permanent(f"there is no log group {self._log_group}") from error
                raise
        return answer


def _unqualified(function_arn: str) -> str:
    """Seven parts; a version or an alias would be the eighth."""
    return ":".join(function_arn.split(":")[:7])


def _name(resource: str) -> str:
    return resource.split(":")[1] if ":" in resource else resource
