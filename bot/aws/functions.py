"""Lambda's configuration: functions, their event source mappings, their limits, their last deployment.

Facts: Lambda API reference (GetFunctionConfiguration, GetFunctionConcurrency, ListEventSourceMappings,
GetFunctionEventInvokeConfig, GetAccountSettings); CloudTrail says who deployed (LookupEvents).
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from bot.aws.cached_for import CachedFor
from bot.aws.errors import Client, asking, gone
from bot.aws.pages import Pages
from bot.aws.refusals import refused_as_missing
from bot.aws.session import LOOK, Clients
from bot.domain.errors import BotError, Permanent
from bot.domain.evidence.consumer import AccountLimits, AsyncSettings, Deployment, EventSource, FunctionFacts
from bot.domain.evidence.missing import Missing
from bot.domain.resource.arn import Arn, as_arn, name_of, read_arn, stream_of, unqualified
from bot.parsing.untrusted import get

# CloudTrail's names for changes to a function; one name a request.
_CHANGES = ("UpdateFunctionCode20150331v2", "UpdateFunctionConfiguration20150331v2")
# CloudTrail's time and LastModified are a little apart.
_ABOUT_THEN = timedelta(minutes=2)
_LATEST = "$LATEST"


class LambdaFunctions:
    """Implements ports.Functions."""

    def __init__(self, clients: Clients, sleep: Callable[[float], None] = time.sleep) -> None:
        self._clients = clients
        self._pages = Pages(sleep)
        self._limits_kept = CachedFor[AccountLimits](timedelta(minutes=1))

    def facts(self, function: str) -> FunctionFacts | Missing:
        return refused_as_missing(lambda: self._facts(function))

    def polling(self, source: str) -> tuple[EventSource, ...] | Missing:
        return refused_as_missing(lambda: self._polling(source))

    def polled_by(self, function: str) -> tuple[EventSource, ...] | Missing:
        return refused_as_missing(lambda: self._mappings(function, FunctionName=unqualified(function)))

    def async_settings(self, function: str) -> AsyncSettings | Missing:
        return refused_as_missing(lambda: self._async_settings(function))

    def limits(self, account: str, region: str) -> AccountLimits | Missing:
        """At most a minute old: they rarely change, and every look asks for them."""
        return refused_as_missing(
            lambda: self._limits_kept.get((account, region), lambda: self._limits(account, region))
        )

    def deployment(self, function: str, until: datetime) -> Deployment | Missing:
        return refused_as_missing(lambda: self._deployment(function, until))

    def changed_by(self, deployment: Deployment) -> str:
        """From CloudTrail; empty if it may not be asked or does not know."""
        try:
            named = (self._changed_by(deployment.function, each, deployment.at) for each in _CHANGES)
            return next(filter(None, named), "")
        except BotError:
            return ""

    def _client(self, arn: str, service: str = "lambda") -> Client:
        place = _read(arn)
        return self._client_at(place.account, place.region, service)

    def _client_at(self, account: str, region: str, service: str) -> Client:
        return self._clients.for_place(account, region).client(service, LOOK)

    def _facts(self, function: str) -> FunctionFacts:
        """With its reservation, or not at all: a denial must not make a function look unreserved."""
        name, client = unqualified(function), self._client(function)
        with asking("lambda:GetFunctionConfiguration", name):
            told = client.get_function_configuration(FunctionName=name)
        with asking("lambda:GetFunctionConcurrency", name):
            reserved = client.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
        return FunctionFacts(
            arn=unqualified(told["FunctionArn"]),
            timeout=timedelta(seconds=told["Timeout"]),
            memory_mb=told["MemorySize"],
            reserved=reserved,
            role=told.get("Role", ""),
            dead_letters_to=told.get("DeadLetterConfig", {}).get("TargetArn", ""),
            log_group=told.get("LoggingConfig", {}).get("LogGroup", ""),
        )

    def _mappings(self, of: str, **by: str) -> tuple[EventSource, ...]:
        client = self._client(of)
        listed = self._pages(
            "lambda:ListEventSourceMappings",
            "*",
            lambda after: client.list_event_source_mappings(**by, **after),
            "EventSourceMappings",
            "NextMarker",
            "Marker",
        )
        return tuple(map(event_source, listed))

    def _polling(self, source: str) -> tuple[EventSource, ...]:
        """Listing by a stream's ARN omits mappings that read it through an enhanced fan-out consumer."""
        consumers = self._consumers(source) if as_arn(source).service == "kinesis" else ()
        found = [self._mappings(source, EventSourceArn=each) for each in (source, *consumers)]
        return tuple(mapping for each in found for mapping in each)

    def _consumers(self, stream: str) -> tuple[str, ...]:
        """A stream has at most twenty, fifty with Kinesis's advantage mode: one page holds them all."""
        client = self._client(stream, "kinesis")
        with asking("kinesis:ListStreamConsumers", stream):
            listed = client.list_stream_consumers(StreamARN=stream)["Consumers"]
        return tuple(str(each["ConsumerARN"]) for each in listed)

    def _async_settings(self, function: str) -> AsyncSettings:
        name, client = unqualified(function), self._client(function)
        with asking("lambda:GetFunctionEventInvokeConfig", name):
            try:
                told = client.get_function_event_invoke_config(FunctionName=name)
            except ClientError as error:
                if gone(error):
                    return AsyncSettings()
                raise
        usual = AsyncSettings()
        age = told.get("MaximumEventAgeInSeconds")
        return AsyncSettings(
            max_age=usual.max_age if age is None else timedelta(seconds=age),
            retries=told.get("MaximumRetryAttempts", usual.retries),
            on_failure=_destination(told, "OnFailure"),
        )

    def _limits(self, account: str, region: str) -> AccountLimits:
        client = self._client_at(account, region, "lambda")
        with asking("lambda:GetAccountSettings", "*"):
            limit = client.get_account_settings()["AccountLimit"]
        return AccountLimits(limit["ConcurrentExecutions"], limit["UnreservedConcurrentExecutions"])

    def _deployment(self, function: str, until: datetime) -> Deployment:
        name = unqualified(function)
        changes = sorted(
            (at, _number(each["Version"]))
            for each in self._versions(name)
            if (at := _time(each.get("LastModified", ""))) and at <= until
        )
        if not changes:
            raise Permanent(f"no change of {name_of(name)} before then is known")
        last = changes[-1][0]
        published = sorted(((number, at) for at, number in changes if number), reverse=True)
        if published and published[0][1] < last:
            # The last change was not published: it has no version, only those before have.
            published.insert(0, (0, last))
        version, previous = (str(number or "") for number, _ in [*published, (0, last), (0, last)][:2])
        return Deployment(name, last, version, previous)

    def _versions(self, function: str) -> Iterator[Mapping[str, Any]]:
        client = self._client(function)
        return self._pages(
            "lambda:ListVersionsByFunction",
            function,
            lambda after: client.list_versions_by_function(FunctionName=function, **after),
            "Versions",
            "NextMarker",
            "Marker",
        )

    def _changed_by(self, function: str, change: str, at: datetime) -> str:
        client = self._client(function, "cloudtrail")
        with asking("cloudtrail:LookupEvents", "*"):
            answer = client.lookup_events(
                LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": change}],
                StartTime=at - _ABOUT_THEN,
                EndTime=at + _ABOUT_THEN,
            )
        about = (each for each in answer["Events"] if _is_about(each, name_of(function)))
        return next((str(each.get("Username", "")) for each in about), "")


def event_source(told: Mapping[str, Any]) -> EventSource:
    """From an EventSourceMappingConfiguration; keys that do not apply to a source are absent."""
    source = told.get("EventSourceArn", "")
    usual_batch = 10 if as_arn(source).service == "sqs" else 100
    return EventSource(
        uuid=told.get("UUID", ""),
        source=stream_of(source),
        function=unqualified(told.get("FunctionArn", "")),
        state=told.get("State", ""),
        state_reason=told.get("StateTransitionReason", ""),
        last_result=told.get("LastProcessingResult", ""),
        batch_size=told.get("BatchSize", usual_batch),
        window=timedelta(seconds=told.get("MaximumBatchingWindowInSeconds", 0)),
        retries=_unless_endless(told.get("MaximumRetryAttempts")),
        max_age=_age(told.get("MaximumRecordAgeInSeconds")),
        bisect=bool(told.get("BisectBatchOnFunctionError", False)),
        parallelization=told.get("ParallelizationFactor") or 1,
        partial_responses="ReportBatchItemFailures" in (told.get("FunctionResponseTypes") or ()),
        max_concurrency=(told.get("ScalingConfig") or {}).get("MaximumConcurrency"),
        on_failure=_destination(told, "OnFailure"),
        filters=tuple(each.get("Pattern", "") for each in _filters(told)),
        consumer=source if stream_of(source) != source else "",
        counts_events="EventCount" in ((told.get("MetricsConfig") or {}).get("Metrics") or ()),
    )


def _filters(told: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return (told.get("FilterCriteria") or {}).get("Filters") or []


def _destination(told: Mapping[str, Any], when: str) -> str:
    return str(((told.get("DestinationConfig") or {}).get(when) or {}).get("Destination") or "")


def _unless_endless(attempts: int | None) -> int | None:
    return None if attempts in {None, -1} else attempts


def _age(seconds: int | None) -> timedelta | None:
    return None if seconds in {None, -1} else timedelta(seconds=seconds or 0)


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def _number(version: str) -> int:
    return int(version) if version.isdigit() and version != _LATEST else 0


def _is_about(event: Mapping[str, Any], name: str) -> bool:
    """The request names the function by name or by ARN."""
    try:
        told = json.loads(event.get("CloudTrailEvent", "{}"))
    except ValueError:
        return False
    return name_of(str(get(get(told, "requestParameters"), "functionName") or "")) == name


def _read(arn: str) -> Arn:
    place = read_arn(arn)
    if place is None:
        raise Permanent(f"{arn} is not an ARN")
    return place
