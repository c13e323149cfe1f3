"""A world in the making: resources, what was measured of them, what they logged; written as plain files."""

import hashlib
import json
import random
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.deadbench.world import Json, in_a_path

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ACCOUNT, REGION = "111122223333", "eu-west-1"
# Of a minute: its value, or none where nothing was measured.
Line = Callable[[datetime], float | None]
_NOUNS = ("orders", "invoices", "parcels", "tickets", "claims", "bookings", "readings", "refunds", "reports")
_SPAN = 2 * HOUR
_LATE = 2 * MINUTE


class Draft:
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
        self._age = timedelta(0)
        self.files["world.json"] = {
            "now": stamp(self.now),
            "account": ACCOUNT,
            "region": REGION,
            "path": path,
            "seed": seed,
            "class": name[0],
            "twin_of": twin_of or None,
        }

    def number(self, low: int, high: int) -> int:
        return self.chance.randint(low, high)

    # The alarm

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
    ) -> None:
        """As SNS brings CloudWatch's notification; it fired three minutes ago."""
        at = self.now - 3 * MINUTE
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

    # Metrics

    def metric(self, namespace: str, name: str, dimensions: Mapping[str, str], **statistics: Line) -> None:
        """One series, from two hours ago to the last minute that is published."""
        first = self.now.replace(second=0, microsecond=0) - _SPAN
        minutes = [first + n * MINUTE for n in range((_SPAN - _LATE) // MINUTE)]
        self.metrics.append(
            {
                "Namespace": namespace,
                "MetricName": name,
                "Dimensions": [{"Name": key, "Value": each} for key, each in dimensions.items()],
                "Period": 60,
                "Statistics": {
                    statistic: [
                        [stamp(at), round(value, 3)] for at in minutes if (value := line(at)) is not None
                    ]
                    for statistic, line in statistics.items()
                },
            }
        )

    # Functions

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
        at_once: float = 2,
    ) -> None:
        """What Lambda measures of a function that is called so often."""
        of = {"FunctionName": name}

        def sampled(line: Line) -> Line:
            return lambda at: None if not a_minute(at) else line(at)

        def plain(value: float) -> Line:
            return sampled(lambda _at: value)

        invoked = sampled(a_minute)
        self.metric("AWS/Lambda", "Invocations", of, Sum=invoked, SampleCount=invoked)
        self.metric("AWS/Lambda", "Errors", of, Sum=sampled(failing), SampleCount=invoked)
        self.metric(
            "AWS/Lambda",
            "Throttles",
            of,
            Sum=lambda at: throttled(at) or (0 if a_minute(at) else None),
            SampleCount=invoked,
        )
        slow = seconds * 1_400
        self.metric(
            "AWS/Lambda",
            "Duration",
            of,
            Average=plain(seconds * 1000),
            Maximum=plain(slow),
            Minimum=plain(seconds * 700),
            SampleCount=invoked,
            p50=plain(seconds * 980),
            p99=plain(slow * 0.99),
        )
        self.metric(
            "AWS/Lambda", "ConcurrentExecutions", of, Maximum=plain(at_once), Average=plain(at_once * 0.8)
        )

    def account(self, *, limit: int = 1000, claimed: float = 40) -> None:
        unreserved = limit - self.reserved
        self.files["config/lambda/get-account-settings.json"] = {
            "AccountLimit": {
                "TotalCodeSize": 80_530_636_800,
                "CodeSizeUnzipped": 262_144_000,
                "CodeSizeZipped": 52_428_800,
                "ConcurrentExecutions": limit,
                "UnreservedConcurrentExecutions": unreserved,
            },
            "AccountUsage": {"TotalCodeSize": 1_684_213, "FunctionCount": 14},
        }
        self.metric("AWS/Lambda", "ClaimedAccountConcurrency", {}, Maximum=lambda _at: claimed)

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

    # Queues

    def queue(self, name: str, *, dlq: str = "", receives: int = 3, **attributes: Any) -> str:
        """Its ARN; with `dlq` SQS moves there what was received so often."""
        arn = queue_arn(name)
        usual = {
            "QueueArn": arn,
            "ApproximateNumberOfMessages": "0",
            "ApproximateNumberOfMessagesNotVisible": "0",
            "ApproximateNumberOfMessagesDelayed": "0",
            "CreatedTimestamp": str(int((self.now - 200 * DAY).timestamp())),
            "LastModifiedTimestamp": str(int((self.now - 90 * DAY).timestamp())),
            "VisibilityTimeout": "30",
            "MaximumMessageSize": "1048576",
            "MessageRetentionPeriod": "345600",
            "DelaySeconds": "0",
            "ReceiveMessageWaitTimeSeconds": "0",
            "SqsManagedSseEnabled": "true",
        } | {key: str(each) for key, each in attributes.items()}
        if dlq:
            usual["RedrivePolicy"] = json.dumps(
                {"deadLetterTargetArn": queue_arn(dlq), "maxReceiveCount": receives}
            )
            sources = self.files.setdefault(
                f"config/sqs/list-dead-letter-source-queues/{dlq}.json", {"queueUrls": []}
            )
            sources["queueUrls"].append(f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}")
        self.files[f"config/sqs/get-queue-attributes/{name}.json"] = {"Attributes": usual}
        return arn

    def of_queue(self, name: str, **lines: Line) -> None:
        """Metrics of a queue, by their names."""
        for metric, line in lines.items():
            counted = metric.startswith("NumberOf")
            statistics = {"Sum": line} if counted else {"Maximum": line, "Average": line, "Minimum": line}
            self.metric("AWS/SQS", metric, {"QueueName": name}, **statistics)

    def dead(
        self,
        queue: str,
        bodies: Iterable[str],
        *,
        source: str = "",
        since: timedelta,
        receives: int = 3,
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        """Messages that came in evenly since then, the newest ten minutes ago."""
        written = list(bodies)
        step = (since - 10 * MINUTE) / max(len(written), 1)
        moved = {"DeadLetterQueueSourceArn": queue_arn(source)} if source else {}
        messages = [
            {
                "MessageId": uuid(f"{self.name} {queue} {number}"),
                "MD5OfBody": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
                "Body": body,
                "Attributes": {
                    "SenderId": "AROAEXAMPLE",
                    "ApproximateFirstReceiveTimestamp": str(_ms(self.now - since + number * step) + 40),
                    "ApproximateReceiveCount": str(receives),
                    "SentTimestamp": str(_ms(self.now - since + number * step)),
                    **moved,
                },
                "MessageAttributes": {
                    key: {"StringValue": each, "DataType": "String"}
                    for key, each in (attributes or {}).items()
                },
            }
            for number, body in enumerate(written)
        ]
        self.files[f"messages/{queue}.json"] = messages
        count = str(len(messages))
        self.files[f"config/sqs/get-queue-attributes/{queue}.json"]["Attributes"][
            "ApproximateNumberOfMessages"
        ] = count
        arrived = [self.now - since + number * step for number in range(len(written))]
        self.of_queue(
            queue,
            ApproximateNumberOfMessagesVisible=lambda at: sum(each <= at + MINUTE for each in arrived),
            ApproximateNumberOfMessagesNotVisible=lambda _at: 0,
            ApproximateNumberOfMessagesDelayed=lambda _at: 0,
        )

    def attributes(self, queue: str, **changed: object) -> None:
        held = self.files[f"config/sqs/get-queue-attributes/{queue}.json"]["Attributes"]
        held.update({key: str(each) for key, each in changed.items()})

    def depth_alarm(self, queue: str, depth: int) -> None:
        self.alarm(
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            {"QueueName": queue},
            threshold=0,
            value=depth,
        )

    def expires(self, queue: str) -> Json:
        """The first loss: the oldest message's time of sending and the retention of the queue it is in."""
        oldest = min(
            int(each["Attributes"]["SentTimestamp"]) for each in self.files[f"messages/{queue}.json"]
        )
        return self.retained(queue, datetime.fromtimestamp(oldest / 1000, UTC))

    def retained(self, queue: str, oldest: datetime) -> Json:
        held = self.files[f"config/sqs/get-queue-attributes/{queue}.json"]["Attributes"]
        lost_at = stamp(oldest + timedelta(seconds=int(held["MessageRetentionPeriod"])))
        return {"not_before": lost_at, "at_latest": lost_at}

    # Streams

    def stream(self, name: str, *, shards: int, records: float, read: float, hours: int = 24) -> str:
        """Its ARN; records are written and read by the minute."""
        arn = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}"
        ids = [f"shardId-{number:012}" for number in range(shards)]
        self.files[f"config/kinesis/describe-stream-summary/{name}.json"] = {
            "StreamDescriptionSummary": {
                "StreamName": name,
                "StreamARN": arn,
                "StreamStatus": "ACTIVE",
                "StreamModeDetails": {"StreamMode": "PROVISIONED"},
                "RetentionPeriodHours": hours,
                "StreamCreationTimestamp": stamp(self.now - 300 * DAY),
                "EnhancedMonitoring": [{"ShardLevelMetrics": []}],
                "EncryptionType": "NONE",
                "OpenShardCount": shards,
                "ConsumerCount": 0,
            }
        }
        self.files[f"config/kinesis/list-shards/{name}.json"] = {
            "Shards": [
                {
                    "ShardId": each,
                    "HashKeyRange": {"StartingHashKey": "0", "EndingHashKey": "1"},
                    "SequenceNumberRange": {"StartingSequenceNumber": "1"},
                }
                for each in ids
            ]
        }
        lines = {
            "IncomingRecords": records,
            "IncomingBytes": records * 400,
            "GetRecords.Records": read,
            "ReadProvisionedThroughputExceeded": 0,
            "WriteProvisionedThroughputExceeded": 0,
        }
        for metric, value in lines.items():
            self.metric("AWS/Kinesis", metric, {"StreamName": name}, Sum=steady(value))
        return arn

    def behind(self, function: str, stream: str, milliseconds: Line) -> None:
        """How old the last record was that the consumer was given, and that the stream's readers read."""
        statistics = {"Maximum": milliseconds, "Average": milliseconds, "Minimum": milliseconds}
        self.metric("AWS/Lambda", "IteratorAge", {"FunctionName": function}, **statistics)
        self.metric("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", {"StreamName": stream}, **statistics)
        self._age = timedelta(milliseconds=milliseconds(self.now) or 0)

    def trimmed(self, stream: str) -> Json:
        """The first loss: when the record that is read now would be trimmed, if reading stood still."""
        summary = self.files[f"config/kinesis/describe-stream-summary/{stream}.json"][
            "StreamDescriptionSummary"
        ]
        lost_at = self.now - self._age + timedelta(hours=summary["RetentionPeriodHours"])
        return {"not_before": stamp(lost_at), "at_latest": stamp(lost_at)}

    # What has nothing to do with it

    def unrelated_deployment(self) -> None:
        """Of another function, twenty minutes before the alarm."""
        other = f"{self.noun}-mailer"
        self.function(other)
        self.runs(other, steady(12))
        self.modified(other, self.now - 23 * MINUTE, "deployer")

    # Logs

    def logs(self, function: str, at: datetime, text: str) -> None:
        self.lines[f"/aws/lambda/{function}"].append(
            {
                "timestamp": _ms(at),
                "ingestionTime": _ms(at) + 2_900,
                "logStreamName": f"{at:%Y/%m/%d}/[$LATEST]{uuid(function)[:8]}",
                "message": text,
            }
        )

    # The files

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


def queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"


def steady(value: float) -> Line:
    return lambda _at: value


def since(moment: datetime, after: float, before: float | None = 0) -> Line:
    return lambda at: after if at >= moment else before


def stamp(at: datetime, zone: str = "Z") -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}{'.000' if zone == '+0000' else ''}{zone}"


def uuid(text: str) -> str:
    return str(UUID(bytes=hashlib.sha256(text.encode()).digest()[:16], version=4))


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _text(path: str, value: Any) -> str:
    """A series a line: there are many datapoints."""
    if path == "metrics.json":
        return "[\n" + ",\n".join(json.dumps(each, separators=(",", ":")) for each in value) + "\n]\n"
    return json.dumps(value, indent=1) + "\n"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
