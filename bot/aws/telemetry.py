"""CloudWatch's metrics and logs."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.aws.errors import Client
from bot.aws.log_lines import told_about
from bot.aws.log_reading import MOST_LINES, LogReading, searched_for
from bot.aws.metrics import MetricWindow, busiest_functions, series_of
from bot.aws.pages import pages_of
from bot.aws.refusals import refused_as_missing
from bot.aws.session import LOG, LOOK, Clients
from bot.domain.alarm.alarm import Metric
from bot.domain.errors import Permanent
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.missing import Missing
from bot.domain.resource.arn import read_arn
from bot.domain.resource.grouping import Resource
from bot.ports.telemetry import LoggedError

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
        return refused_as_missing(lambda: self._errors(function, since, until, ids, log_group))

    def _client(self, service: str, account: str, region: str) -> Client:
        return self._clients.for_place(account, region).client(service, LOOK)

    def _series(
        self, place: Resource, metrics: Sequence[Metric], since: datetime, until: datetime, period: timedelta
    ) -> tuple[Series | Missing, ...]:
        client = self._client("cloudwatch", place.account, place.region)
        return series_of(client, metrics, MetricWindow(since, until, period))

    def _busiest(
        self, place: Resource, since: datetime, until: datetime, most: int
    ) -> tuple[tuple[str, int], ...]:
        return busiest_functions(self._client("cloudwatch", place.account, place.region), since, until, most)

    def _alarm_states(self, place: Resource, names: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Composite alarms are only in the answer if requested."""
        client = self._client("cloudwatch", place.account, place.region)
        asked = {"AlarmNames": list(names), "AlarmTypes": _ALARM_TYPES}
        for page in pages_of(client, "describe_alarms", "cloudwatch:DescribeAlarms", "*", **asked):
            for alarm in (*page.get("MetricAlarms", []), *page.get("CompositeAlarms", [])):
                yield alarm["AlarmName"], alarm["StateValue"]

    def _errors(
        self, function: str, since: datetime, until: datetime, ids: Sequence[str], log_group: str
    ) -> tuple[LoggedError, ...]:
        arn = read_arn(function)
        if arn is None:
            raise Permanent(f"{function} is not the ARN of a function")
        client = self._clients.for_place(arn.account, arn.region).client("logs", LOG)
        group = log_group or f"/aws/lambda/{arn.name}"
        searched = searched_for(ids)
        found = LogReading(client, group, searched, self._monotonic).newest(since, until)
        return told_about(found, searched)[-MOST_LINES:]
