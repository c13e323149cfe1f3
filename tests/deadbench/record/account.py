"""The account in which a fault is recorded: functions, queues, streams, mappings and an alarm of one noun."""

import io
import json
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.local_aws.clients import Aws

CONSUMERS = Path(__file__).with_name("consumers")
DLQ_KEPT = 1_209_600  # seconds: the longest there is


class Account:
    """Attributes:
    noun: Names everything of this world.
    number: Draws a whole number of this seed between two, both among them.
    sent: How many messages were sent to each queue, by the minute.
    """

    def __init__(self, aws: Aws, noun: str, clock: Callable[[], datetime], seed: int = 1) -> None:
        self.aws, self.noun, self.clock = aws, noun, clock
        self.number = random.Random(f"{seed} {noun}").randint  # noqa: S311 - numbers of a world, no secrets
        self.worker, self.queue, self.dlq, self.stream = (
            f"{noun}-worker",
            noun,
            f"{noun}-dlq",
            f"{noun}-events",
        )
        self.inbox = f"{noun}-inbox"
        self.sent: Counter[tuple[str, datetime]] = Counter()
        self.mapping = ""
        self.made: dict[str, list[str]] = {"functions": [], "queues": [], "streams": []}

    def client(self, service: str) -> Any:
        return self.aws.client(service)

    def url(self, queue: str) -> str:
        return str(self.client("sqs").get_queue_url(QueueName=queue)["QueueUrl"])

    # What is set up

    def function(
        self, consumer: str, *, seconds: int = 30, environment: Mapping[str, str] | None = None
    ) -> None:
        self.client("lambda").create_function(
            FunctionName=self.worker,
            Runtime="python3.13",
            Role=f"arn:aws:iam::111122223333:role/{self.worker}-role",
            Handler="app.handler",
            Code={"ZipFile": zipped(consumer)},
            Timeout=seconds,
            MemorySize=128 * self.number(2, 8),
            Environment={"Variables": dict(environment or {})},
        )
        self.made["functions"].append(self.worker)

    def queues(self, *, visible_after: int = 30, receives: int = 3) -> None:
        """The queue and the one for its dead letters."""
        dead = self._queue(self.dlq, MessageRetentionPeriod=DLQ_KEPT)
        policy = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": receives})
        self._queue(self.queue, VisibilityTimeout=visible_after, RedrivePolicy=policy)

    def _queue(self, name: str, **attributes: Any) -> str:
        given = {key: str(each) for key, each in attributes.items()}
        url = self.client("sqs").create_queue(QueueName=name, Attributes=given)["QueueUrl"]
        self.made["queues"].append(name)
        told = self.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return str(told["Attributes"]["QueueArn"])

    def shard(self) -> None:
        self.client("kinesis").create_stream(StreamName=self.stream, ShardCount=1)
        self.client("kinesis").get_waiter("stream_exists").wait(
            StreamName=self.stream, WaiterConfig={"Delay": 1}
        )
        self.made["streams"].append(self.stream)

    def maps(self, source: str, **settings: Any) -> None:
        """Args: source is `sqs` or `kinesis`."""
        name = self.queue if source == "sqs" else f"stream/{self.stream}"
        region = self.client("sqs").meta.region_name
        arn = f"arn:aws:{source}:{region}:111122223333:{name}"
        made = self.client("lambda").create_event_source_mapping(
            EventSourceArn=arn, FunctionName=self.worker, **settings
        )
        self.mapping = made["UUID"]

    def alarm(
        self, namespace: str, metric: str, dimensions: Mapping[str, str], threshold: float, statistic: str
    ) -> None:
        """It tells a topic, which an inbox of our own listens to."""
        sns, sqs = self.client("sns"), self.client("sqs")
        topic = sns.create_topic(Name=f"{self.noun}-alarms")["TopicArn"]
        inbox = sqs.create_queue(QueueName=self.inbox)["QueueUrl"]
        told = sqs.get_queue_attributes(QueueUrl=inbox, AttributeNames=["QueueArn"])
        arn = told["Attributes"]["QueueArn"]
        allowed = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        sqs.set_queue_attributes(QueueUrl=inbox, Attributes={"Policy": policy})
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        self.client("cloudwatch").put_metric_alarm(
            AlarmName=f"{next(iter(dimensions.values()))}-{metric}",
            Namespace=namespace,
            MetricName=metric,
            Dimensions=[{"Name": name, "Value": each} for name, each in dimensions.items()],
            Statistic=statistic,
            Period=60,
            EvaluationPeriods=1,
            Threshold=threshold,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="notBreaching",
            AlarmActions=[topic],
        )

    def depth_alarm(self) -> None:
        visible = "ApproximateNumberOfMessagesVisible"
        self.alarm("AWS/SQS", visible, {"QueueName": self.dlq}, 0, "Maximum")

    def rang(self) -> dict[str, Any] | None:
        """CloudWatch's notification, when the alarm went off."""
        answer = self.client("sqs").receive_message(
            QueueUrl=self.url(self.inbox), MaxNumberOfMessages=10, VisibilityTimeout=0
        )
        told = (json.loads(json.loads(each["Body"])["Message"]) for each in answer.get("Messages", ()))
        return next((each for each in told if each.get("NewStateValue") == "ALARM"), None)

    # What comes in

    def send(self, **body: Any) -> None:
        self.client("sqs").send_message(QueueUrl=self.url(self.queue), MessageBody=json.dumps(body))
        self.sent[self.queue, minute(self.clock())] += 1

    def put(self, **body: Any) -> None:
        self.client("kinesis").put_record(
            StreamName=self.stream, PartitionKey=str(body["visit"]), Data=json.dumps(body).encode()
        )

    def call(self, **event: Any) -> None:
        self.client("lambda").invoke(
            FunctionName=self.worker, InvocationType="Event", Payload=json.dumps(event).encode()
        )

    def depth(self) -> int:
        """Of the queue, with those that are worked on."""
        wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.client("sqs").get_queue_attributes(QueueUrl=self.url(self.queue), AttributeNames=wanted)
        return sum(int(answer["Attributes"][each]) for each in wanted)

    # What is changed

    def deploy(self, consumer: str) -> None:
        self.client("lambda").update_function_code(FunctionName=self.worker, ZipFile=zipped(consumer))

    def configure(self, **environment: str) -> None:
        """The function's variables, which are these from now on and no others."""
        self.client("lambda").update_function_configuration(
            FunctionName=self.worker, Environment={"Variables": environment}
        )

    def reserve(self, at_once: int) -> None:
        self.client("lambda").put_function_concurrency(
            FunctionName=self.worker, ReservedConcurrentExecutions=at_once
        )

    def set_queue(self, **attributes: Any) -> None:
        given = {key: str(each) for key, each in attributes.items()}
        self.client("sqs").set_queue_attributes(QueueUrl=self.url(self.queue), Attributes=given)

    def disable(self) -> None:
        self.client("lambda").update_event_source_mapping(UUID=self.mapping, Enabled=False)


def zipped(consumer: str) -> bytes:
    """A file of consumers/ as a function's package."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        package.writestr("app.py", (CONSUMERS / f"{consumer}.py").read_text())
    return written.getvalue()


def minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)
