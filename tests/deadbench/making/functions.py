"""Functions: their settings, what Lambda measures of them, what they log, what polls for them."""

import json
from datetime import datetime, timedelta
from typing import Any

from tests.deadbench.making.frame import ACCOUNT, DAY, MINUTE, REGION, Frame, Line, stamp, steady, uuid
from tests.deadbench.world import Json

_ACCOUNT = "config/lambda/get-account-settings.json"


class Functions(Frame):
    def function(self, name: str, *, reserved: int | None = None, **settings: Any) -> str:
        """Its ARN."""
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
        self.files[f"config/lambda/get-function-configuration/{name}.json"] = {
            "FunctionName": name,
            "FunctionArn": arn,
            "Runtime": "python3.13",
            "Role": f"arn:aws:iam::{ACCOUNT}:role/{name}-role",
            "Handler": "app.handler",
            "CodeSize": 84_213,
            "Timeout": 30,
            "MemorySize": 512,
            "LastModified": stamp(self.now - 12 * DAY, ".000+0000"),
            "Version": "$LATEST",
            "State": "Active",
            "LastUpdateStatus": "Successful",
            "PackageType": "Zip",
            "LoggingConfig": {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}"},
        } | settings
        self.lines.setdefault(f"/aws/lambda/{name}", [])
        if reserved is not None:
            self.reserved += reserved
            self.files[f"config/lambda/get-function-concurrency/{name}.json"] = {
                "ReservedConcurrentExecutions": reserved
            }
            if settings_of := self.files.get(_ACCOUNT):
                settings_of["AccountLimit"]["UnreservedConcurrentExecutions"] -= reserved
        return arn

    def modified(self, name: str, at: datetime, by: str) -> None:
        """Its code was changed then; CloudTrail tells it a quarter of an hour later."""
        configuration = self.files[f"config/lambda/get-function-configuration/{name}.json"]
        configuration["LastModified"] = stamp(at, ".000+0000")
        if self.now - at < 15 * MINUTE:
            return
        told = {"eventVersion": "1.11", "requestParameters": {"functionName": name}}
        self.events.append(
            {
                "EventId": uuid(f"{self.name} {name} {at}"),
                "EventName": "UpdateFunctionCode20150331v2",
                "ReadOnly": "false",
                "EventTime": stamp(at),
                "EventSource": "lambda.amazonaws.com",
                "Username": by,
                "Resources": [],
                "CloudTrailEvent": json.dumps(told),
            }
        )

    def runs(
        self,
        name: str,
        a_minute: Line,
        *,
        failing: Line = lambda _at: 0,
        throttled: Line = lambda _at: 0,
        seconds: float = 0.2,
        slowest: float = 0,
        at_once: float | Line = 2,
        beside: bool = False,
    ) -> None:
        """What Lambda measures of a function that is called so often; of one beside the matter, in short."""
        of = {"FunctionName": name}

        def sampled(line: Line) -> Line:
            return lambda at: None if not a_minute(at) else line(at)

        def plain(value: float) -> Line:
            return sampled(lambda _at: value)

        invoked = sampled(a_minute)
        self.metric("AWS/Lambda", "Invocations", of, Sum=invoked)
        self.metric("AWS/Lambda", "Errors", of, Sum=sampled(failing))
        self.metric(
            "AWS/Lambda", "Throttles", of, Sum=lambda at: throttled(at) or (0 if a_minute(at) else None)
        )
        self.metric("AWS/Lambda", "ConcurrentExecutions", of, Maximum=sampled(_line(at_once)))
        if beside:
            return
        slow = slowest * 1000 or seconds * 1_400
        self.metric(
            "AWS/Lambda",
            "Duration",
            of,
            Average=plain(seconds * 1000),
            Maximum=plain(slow),
            SampleCount=invoked,
            p99=plain(slow * 0.99),
        )

    def account(self, *, limit: int = 1000, claimed: float | Line = 40) -> None:
        unreserved = limit - self.reserved
        self.files[_ACCOUNT] = {
            "AccountLimit": {
                "TotalCodeSize": 80_530_636_800,
                "CodeSizeUnzipped": 262_144_000,
                "CodeSizeZipped": 52_428_800,
                "ConcurrentExecutions": limit,
                "UnreservedConcurrentExecutions": unreserved,
            },
            "AccountUsage": {"TotalCodeSize": 1_684_213, "FunctionCount": 14},
        }
        self.metric("AWS/Lambda", "ClaimedAccountConcurrency", {}, Maximum=_line(claimed))

    def maps(self, source: str, function: str, **settings: Any) -> None:
        usual: Json = {"BatchSize": 10, "MaximumBatchingWindowInSeconds": 0, "FunctionResponseTypes": []}
        if ":sqs:" not in source:
            usual |= {
                "StartingPosition": "LATEST",
                "BatchSize": 100,
                "ParallelizationFactor": 1,
                "DestinationConfig": {"OnFailure": {}},
                "MaximumRecordAgeInSeconds": -1,
                "BisectBatchOnFunctionError": False,
                "MaximumRetryAttempts": -1,
                "TumblingWindowInSeconds": 0,
                "LastProcessingResult": "OK",
            }
        plain = {
            "UUID": uuid(f"{source} {function}"),
            "EventSourceArn": source,
            "FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}",
            "LastModified": stamp(self.now - 60 * DAY),
            "State": "Enabled",
            "StateTransitionReason": "USER_INITIATED",
        }
        self.mappings.append(plain | usual | settings)

    def on_failure(self, function: str, destination: str) -> None:
        """Where Lambda leaves asynchronous events that failed for good."""
        self.files[f"config/lambda/get-function-event-invoke-config/{function}.json"] = {
            "LastModified": stamp(self.now - 40 * DAY),
            "FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}:$LATEST",
            "DestinationConfig": {"OnSuccess": {}, "OnFailure": {"Destination": destination}},
        }

    def refused_mapping(self, at: datetime, source: str, function: str, said: str) -> None:
        """Somebody tried to let the function poll the source, and Lambda refused it."""
        told = {
            "eventVersion": "1.11",
            "errorCode": "InvalidParameterValueException",
            "errorMessage": said,
            "requestParameters": {"eventSourceArn": source, "functionName": function},
        }
        self.events.append(
            {
                "EventId": uuid(f"{self.name} {source} {at}"),
                "EventName": "CreateEventSourceMapping20150331",
                "ReadOnly": "false",
                "EventTime": stamp(at),
                "EventSource": "lambda.amazonaws.com",
                "Username": "deployer",
                "Resources": [],
                "CloudTrailEvent": json.dumps(told),
            }
        )

    def call(self, function: str, at: datetime, *said: str, ms: float = 180, used: int = 84) -> None:
        """The lines of one invocation, as Lambda's text format has them."""
        settings = self.files[f"config/lambda/get-function-configuration/{function}.json"]
        request = uuid(f"{self.name} {function} {at}")
        self._says(function, at, f"START RequestId: {request} Version: $LATEST\n")
        end = at + timedelta(milliseconds=ms)
        for text in said:
            written = text.replace("{request}", request).replace("{end}", stamp(end, ".004Z"))
            self._says(function, at + timedelta(milliseconds=ms * 0.9), written)
        self._says(function, end, f"END RequestId: {request}\n")
        report = (
            f"REPORT RequestId: {request}\tDuration: {ms:.2f} ms\tBilled Duration: {ms:.0f} ms\t"
            f"Memory Size: {settings['MemorySize']} MB\tMax Memory Used: {used} MB\t\n"
        )
        self._says(function, end, report)

    def calls(self, function: str, every: timedelta, *said: str, ms: float = 180, used: int = 84) -> None:
        """Of the last forty minutes, so often."""
        at = self.now - 40 * MINUTE
        while at < self.now - MINUTE:
            self.call(function, at, *said, ms=ms, used=used)
            at += every

    def _says(self, function: str, at: datetime, text: str) -> None:
        self.line(f"/aws/lambda/{function}", at, text, f"{at:%Y/%m/%d}/[$LATEST]{uuid(function)[:8]}")


def _line(value: float | Line) -> Line:
    return value if callable(value) else steady(value)
