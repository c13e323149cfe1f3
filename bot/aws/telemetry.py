"""CloudWatch's metrics and logs."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from bot.aws.errors import Client, asking, gone
from bot.aws.log_lines import LogEvent, log_event, told_about
from bot.aws.metrics import Span, busiest_functions, series_of
from bot.aws.refusals import refused_as_missing
from bot.aws.session import LOOK, Clients
from bot.domain.alarm import Metric
from bot.domain.errors import Permanent
from bot.domain.evidence import Missing
from bot.domain.grouping import Resource
from bot.domain.series import Series
from bot.parsing.arns import read_arn
from bot.ports.telemetry import LoggedError

# Any of these: what Lambda writes about a failed invocation, in its text and JSON log formats.
_PATTERN = '?ERROR ?errorType ?"Task timed out" ?"Runtime exited"'
# A pattern holds 1,024 characters: so many ids beside the words above.
MOST_IDS = 20

# Enough to tell shapes and rates from; a log may hold millions of lines.
MOST_LINES = 500
MOST_PAGES = 10
MOST_SECONDS = 5.0
_FIRST_WINDOW = timedelta(minutes=5)
_ALARM_TYPES = ["MetricAlarm", "CompositeAlarm"]


class CloudWatchTelemetry:
    """Implements ports.Telemetry."""

    def __init__(self, clients: Clients, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._clients = clients
        self._monotonic = monotonic

    def series(
        self, place: Resource, metrics: Sequence[Metric], since: datetime, until: datetime, period: timedelta
    ) -> tuple[Series | Missing, ...] | Missing:
        return refused_as_missing(lambda: self._series(place, metrics, since, until, period))

    def busiest(
        self, place: Resource, since: datetime, until: datetime, most: int
    ) -> tuple[tuple[str, int], ...] | Missing:
        return refused_as_missing(lambda: self._busiest(place, since, until, most))

    def alarm_states(self, place: Resource, names: Sequence[str]) -> Mapping[str, str] | Missing:
        return refused_as_missing(lambda: dict(self._alarm_states(place, names)))

    def errors(
        self,
        function: str,
        since: datetime,
        until: datetime,
        ids: Sequence[str] = (),
        log_group: str = "",
    ) -> tuple[LoggedError, ...] | Missing:
        return refused_as_missing(lambda: self._errors(function, since, until, ids[:MOST_IDS], log_group))

    def _client(self, service: str, account: str, region: str) -> Client:
        return self._clients.for_place(account, region).client(service, LOOK)

    def _series(
        self, place: Resource, metrics: Sequence[Metric], since: datetime, until: datetime, period: timedelta
    ) -> tuple[Series | Missing, ...]:
        client = self._client("cloudwatch", place.account, place.region)
        return series_of(client, metrics, Span(since, until, period))

    def _busiest(
        self, place: Resource, since: datetime, until: datetime, most: int
    ) -> tuple[tuple[str, int], ...]:
        return busiest_functions(self._client("cloudwatch", place.account, place.region), since, until, most)

    def _alarm_states(self, place: Resource, names: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Composite alarms are left out of the answer unless they are asked for."""
        client = self._client("cloudwatch", place.account, place.region)
        token: dict[str, str] = {}
        while True:
            with asking("cloudwatch:DescribeAlarms", "*"):
                answer = client.describe_alarms(AlarmNames=list(names), AlarmTypes=_ALARM_TYPES, **token)
            for alarm in (*answer.get("MetricAlarms", []), *answer.get("CompositeAlarms", [])):
                yield alarm["AlarmName"], alarm["StateValue"]
            if not answer.get("NextToken"):
                return
            token = {"NextToken": answer["NextToken"]}

    def _errors(
        self, function: str, since: datetime, until: datetime, ids: Sequence[str], log_group: str
    ) -> tuple[LoggedError, ...]:
        arn = read_arn(function)
        if arn is None:
            raise Permanent(f"{function} is not the ARN of a function")
        reading = _Reading(
            self._client("logs", arn.account, arn.region),
            log_group or f"/aws/lambda/{_name(arn.resource)}",
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
                if gone(error):
                    raise Permanent(f"there is no log group {self._log_group}") from error
                raise
        return answer


def _name(resource: str) -> str:
    return resource.split(":")[1] if ":" in resource else resource
