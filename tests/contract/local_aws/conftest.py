"""One emulator for all tests of a module that want it empty."""

import json
from collections.abc import Iterator

import pytest

from local.local_aws.emulator import LocalAws
from tests.contract.local_aws.inbox import inbox
from tests.contract.local_aws.ringing import Alarms


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
