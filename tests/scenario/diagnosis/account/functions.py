"""Lambda: functions, mappings, the account's limits. Shapes: Lambda API reference."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tests.scenario.diagnosis.account.boundary import Json, Operation, RefusedError
from tests.scenario.diagnosis.account.metrics import Metrics, Sent, counted, steady, switched
from tests.scenario.harness.places import ACCOUNT, REGION

_ROLE = f"arn:aws:iam::{ACCOUNT}:role/worker-role"


class Function:
    """Attributes: settings is its FunctionConfiguration, events its FunctionEventInvokeConfig if any."""

    def __init__(self, name: str, metrics: Metrics, now: datetime, **settings: Any) -> None:
        self.name = name
        self.arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
        self.reserved: int | None = None
        self.events: Json | None = None
        self.mappings: list[Json] = []
        self.changes: list[tuple[datetime, str, str]] = []
        self.log: list[tuple[datetime, str]] = []
        self._metrics = metrics
        self._now = now
        self.settings = settings
        self.deployed(now - timedelta(days=3), version="40")
        self.deployed(now - timedelta(days=2), version="41")

    # What a scenario says

    def deployed(self, at: datetime, version: str = "", by: str = "ana") -> None:
        """Its code was changed, and published as a version where one is named."""
        self.changes.append((at, version, by))

    def polls(self, source: str, **settings: Any) -> Json:
        """A mapping as AWS makes it where nothing else is said; None takes a key away."""
        plain = {
            "UUID": str(uuid5(NAMESPACE_URL, f"{self.name} {source}")),
            "EventSourceArn": source,
            "FunctionArn": self.arn,
            "LastModified": self._now - timedelta(days=30),
            "State": "Enabled",
            "MaximumBatchingWindowInSeconds": 0,
            "FunctionResponseTypes": [],
        }
        usual = _OF_QUEUES if ":sqs:" in source else _OF_STREAMS
        self.mappings.append(plain | usual | settings)
        return self.mappings[-1]

    def runs(
        self,
        a_minute: int = 60,
        *,
        failing: int = 0,
        failing_since: datetime | None = None,
        throttled: int = 0,
        taking: float = 1.0,
        slowest: float | None = None,
        yesterday: float | None = None,
        at_once: int = 4,
    ) -> None:
        """So it has run for days; `taking`, `slowest` and `yesterday` are seconds, the rest by the minute."""
        well, fails = counted(0, a_minute), counted(failing, a_minute)
        self.metric("Invocations", counted(a_minute))
        self.metric("Errors", switched(well, failing_since, fails) if failing_since else fails)
        self.metric("Throttles", steady(float(throttled)))
        self.metric("ConcurrentExecutions", lambda _minute: (Sent(1), Sent(at_once)))
        slow = (taking if slowest is None else slowest) * 1000
        few = max(a_minute // 50, 1)
        now = (Sent(taking * 1000, a_minute - few), Sent(slow, few))
        before = steady((taking if yesterday is None else yesterday) * 1000, a_minute)
        self.metric("Duration", switched(before, self._now - timedelta(hours=20), lambda _minute: now))

    def idles(self) -> None:
        """It is not called: Lambda sends no datapoint at all."""
        for name in ("Invocations", "Errors", "Throttles", "ConcurrentExecutions", "Duration"):
            self.metric(name, lambda _minute: ())

    def metric(self, name: str, line: Any) -> None:
        self._metrics.put("AWS/Lambda", name, line, FunctionName=self.name)

    def says(self, text: str, *, every: timedelta, since: datetime, until: datetime | None = None) -> None:
        """It logs this again and again."""
        at = since
        while at < (until or self._now):
            self.log.append((at, text))
            at += every

    # What Lambda answers

    def configuration(self) -> Json:
        at, _, _ = max(self.changes)
        plain = {
            "FunctionName": self.name,
            "FunctionArn": self.arn,
            "Runtime": "python3.13",
            "Role": _ROLE,
            "Handler": "app.handler",
            "CodeSize": 3_210,
            "Timeout": 30,
            "MemorySize": 512,
            "LastModified": _stamp(at),
            "Version": "$LATEST",
            "State": "Active",
            "LastUpdateStatus": "Successful",
            "PackageType": "Zip",
            "LoggingConfig": {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.name}"},
        }
        return plain | self.settings

    def versions(self) -> list[Json]:
        published = [
            self.configuration()
            | {"Version": version, "FunctionArn": f"{self.arn}:{version}", "LastModified": _stamp(at)}
            for at, version, _ in self.changes
            if version
        ]
        return [self.configuration() | {"FunctionArn": f"{self.arn}:$LATEST"}, *published]


_OF_STREAMS: Json = {
    "StartingPosition": "LATEST",
    "BatchSize": 100,
    "ParallelizationFactor": 1,
    "LastProcessingResult": "OK",
    "StateTransitionReason": "User action",
    "DestinationConfig": {"OnFailure": {}},
    "MaximumRecordAgeInSeconds": -1,
    "BisectBatchOnFunctionError": False,
    "MaximumRetryAttempts": -1,
    "TumblingWindowInSeconds": 0,
}
_OF_QUEUES: Json = {"BatchSize": 10, "StateTransitionReason": "USER_INITIATED"}


class Lambda:
    """Attributes: limit is the account's concurrency."""

    def __init__(self) -> None:
        self.functions: dict[str, Function] = {}
        self.limit = 1000

    def operations(self) -> Mapping[str, Operation]:
        return {
            "lambda.GetFunctionConfiguration": lambda asked: self._of(asked).configuration(),
            "lambda.GetFunctionConcurrency": lambda asked: _reserved(self._of(asked)),
            "lambda.GetFunctionEventInvokeConfig": lambda asked: _events(self._of(asked)),
            "lambda.ListVersionsByFunction": lambda asked: {"Versions": self._of(asked).versions()},
            "lambda.ListFunctions": lambda _asked: {
                "Functions": [each.configuration() for each in self.functions.values()]
            },
            "lambda.ListEventSourceMappings": self._mappings,
            "lambda.GetAccountSettings": self._settings,
            "cloudtrail.LookupEvents": self._trail,
        }

    def _of(self, asked: Json) -> Function:
        name = asked["FunctionName"].rpartition(":function:")[2].partition(":")[0]
        if name not in self.functions:
            raise RefusedError("ResourceNotFoundException", f"Function not found: {name}", 404)
        return self.functions[name]

    def _mappings(self, asked: Json) -> Json:
        chosen = [self._of(asked)] if "FunctionName" in asked else self.functions.values()
        source = asked.get("EventSourceArn")
        found = [
            {key: value for key, value in mapping.items() if value is not None}
            for function in chosen
            for mapping in function.mappings
            if source in (None, mapping["EventSourceArn"])
        ]
        return {"EventSourceMappings": found}

    def _settings(self, _asked: Json) -> Json:
        reserved = sum(each.reserved or 0 for each in self.functions.values())
        return {
            "AccountLimit": {
                "TotalCodeSize": 80_530_636_800,
                "CodeSizeUnzipped": 262_144_000,
                "CodeSizeZipped": 52_428_800,
                "ConcurrentExecutions": self.limit,
                "UnreservedConcurrentExecutions": self.limit - reserved,
            },
            "AccountUsage": {"TotalCodeSize": 3_210, "FunctionCount": len(self.functions)},
        }

    def _trail(self, asked: Json) -> Json:
        """Only what UpdateFunctionCode did; by the one attribute that may be asked for."""
        (wanted,) = asked["LookupAttributes"]
        changes = [
            (at, function, by) for function in self.functions.values() for at, _, by in function.changes
        ]
        events = [
            _told(at, function, by)
            for at, function, by in changes
            if asked["StartTime"] <= at <= asked["EndTime"]
            and wanted == {"AttributeKey": "EventName", "AttributeValue": "UpdateFunctionCode20150331v2"}
        ]
        return {"Events": events}


def _reserved(function: Function) -> Json:
    return {} if function.reserved is None else {"ReservedConcurrentExecutions": function.reserved}


def _events(function: Function) -> Json:
    if function.events is None:
        raise RefusedError(
            "ResourceNotFoundException",
            f"The function {function.arn}:$LATEST doesn't have an EventInvokeConfig",
            404,
        )
    return {"FunctionArn": f"{function.arn}:$LATEST", **function.events}


def _told(at: datetime, function: Function, by: str) -> Json:
    record = {"eventVersion": "1.09", "requestParameters": {"functionName": function.name}}
    return {
        "EventId": "00000000-0000-4000-8000-000000000000",
        "EventName": "UpdateFunctionCode20150331v2",
        "ReadOnly": "false",
        "EventTime": at,
        "EventSource": "lambda.amazonaws.com",
        "Username": by,
        "Resources": [],
        "CloudTrailEvent": json.dumps(record),
    }


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000+0000"
