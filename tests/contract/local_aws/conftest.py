"""One emulator for all tests of a module that want it empty, and what they do with it."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from local.local_aws.emulator import LocalAws

Found = TypeVar("Found")


# Of logs, which AWS lets an account search a few times a second, the product's own searches included.
NOW_AND_THEN = timedelta(seconds=1)


def eventually(
    look: Callable[[], Found | None],
    *,
    within: timedelta = timedelta(seconds=20),
    every: timedelta = timedelta(milliseconds=50),
) -> Found:
    """What `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + within.total_seconds()
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(every.total_seconds())
    raise AssertionError(f"nothing found within {within}")


@dataclass
class Inbox:
    """A queue that a topic or a rule delivers to; what arrives is kept in order."""

    aws: LocalAws
    url: str
    arn: str
    bodies: list[Any] = field(default_factory=list)

    def look(self) -> list[Any]:
        sqs = self.aws.client("sqs")
        for message in sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages", []):
            self.bodies.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return self.bodies

    def first(self, wanted: Callable[[Any], bool]) -> Any:
        return eventually(lambda: next((body for body in self.look() if wanted(body)), None))


@dataclass
class Alarms:
    """A dead-letter queue with an alarm on its depth, its notifications and its events."""

    aws: LocalAws
    queue_url: str
    topic_arn: str
    notifications: Inbox
    events: Inbox

    def put(self, **changes: Any) -> None:
        definition = {
            "AlarmName": "orders-dlq-not-empty",
            "AlarmDescription": "runbook: https://example.com/orders-dlq",
            "Namespace": "AWS/SQS",
            "MetricName": "ApproximateNumberOfMessagesVisible",
            "Dimensions": [{"Name": "QueueName", "Value": "orders-dlq"}],
            "Statistic": "Maximum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 0,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": [self.topic_arn],
            "OKActions": [self.topic_arn],
        }
        self.aws.client("cloudwatch").put_metric_alarm(**(definition | changes))

    def send(self, body: str = "{}") -> None:
        self.aws.client("sqs").send_message(QueueUrl=self.queue_url, MessageBody=body)

    def empty(self) -> None:
        self.aws.client("sqs").purge_queue(QueueUrl=self.queue_url)

    def state(self) -> str:
        described = self.aws.client("cloudwatch").describe_alarms(AlarmNames=["orders-dlq-not-empty"])
        return str(described["MetricAlarms"][0]["StateValue"])

    def told(self, state: str) -> Any:
        """The message of the first notification of that state."""

        def is_it(envelope: Any) -> bool:
            return bool(json.loads(envelope["Message"])["NewStateValue"] == state)

        return json.loads(self.notifications.first(is_it)["Message"])

    def event(self, state: str) -> Any:
        return self.events.first(lambda event: bool(event["detail"]["state"]["value"] == state))


@pytest.fixture(scope="module")
def running() -> Iterator[LocalAws]:
    with LocalAws() as running:
        yield running


@pytest.fixture
def aws(running: LocalAws) -> LocalAws:
    running.reset()
    return running


@pytest.fixture
def alarms(aws: LocalAws) -> Alarms:
    topic = aws.client("sns").create_topic(Name="alarms")["TopicArn"]
    notifications, events = inbox(aws, "notifications"), inbox(aws, "events")
    aws.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=notifications.arn)
    aws.client("events").put_rule(Name="alarms", EventPattern=json.dumps({"source": ["aws.cloudwatch"]}))
    aws.client("events").put_targets(Rule="alarms", Targets=[{"Id": "inbox", "Arn": events.arn}])
    return Alarms(aws, inbox(aws, "orders-dlq").url, topic, notifications, events)


def inbox(aws: LocalAws, name: str, *, of_topics: bool = True) -> Inbox:
    arn = f"arn:aws:sqs:{aws.region}:{aws.account}:{name}"
    attributes = {"Policy": open_to_topics(arn)} if of_topics else {}
    url = aws.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return Inbox(aws, url, arn)


def open_to_topics(queue_arn: str, **statement: Any) -> str:
    """A queue's policy, changed by the fields of its one statement."""
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed | statement]})
