"""Loops on the local AWS are counted and stopped as Lambda does it.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""

import json
from datetime import timedelta
from typing import Any

import pytest

from local.local_aws.emulator import LocalAws
from tests.contract.local_aws.functions import create_function
from tests.contract.local_aws.inbox import inbox, open_to_topics
from tests.contract.local_aws.metrics import read
from tests.contract.local_aws.waiting import eventually

pytestmark = pytest.mark.xdist_group("local-aws")

MOST = 16
# Puts its message back, one turn less, the way that the message names.
LOOP = """
import json, os
import botocore.session

session = botocore.session.get_session()
sqs = session.create_client("sqs", region_name="us-east-1")
sns = session.create_client("sns", region_name="us-east-1")

def handler(event, context):
    for record in event["Records"]:
        left = json.loads(record["body"])
        message = json.dumps(left | {"turns": left["turns"] - 1})
        if left["turns"] and left["topic"]:
            sns.publish(TopicArn=left["topic"], Message=message)
        elif left["turns"]:
            sqs.send_message(QueueUrl=left["queue"], MessageBody=message)
        else:
            sqs.send_message(QueueUrl=left["done"], MessageBody=message)
"""


class Loop:
    """A function that sends to the queue it reads from."""

    def __init__(self, aws: LocalAws) -> None:
        self.aws = aws
        sqs = aws.client("sqs")
        self.done, self.lost = inbox(aws, "done"), inbox(aws, "lost")
        policy = {"deadLetterTargetArn": self.lost.arn, "maxReceiveCount": 1}
        arn = f"arn:aws:sqs:{aws.region}:{aws.account}:round"
        attributes = {
            "RedrivePolicy": json.dumps(policy),
            "VisibilityTimeout": "4",  # a turn of a busy machine may outlast a second
            "Policy": open_to_topics(arn),
        }
        self.url = sqs.create_queue(QueueName="round", Attributes=attributes)["QueueUrl"]
        self.topic = aws.client("sns").create_topic(Name="round")["TopicArn"]
        raw = {"RawMessageDelivery": "true"}
        aws.client("sns").subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=arn, Attributes=raw)
        create_function(aws, "picky", LOOP)
        # A cold start may outlast the visibility timeout, and would then be taken for a stop.
        aws.client("lambda").invoke(FunctionName="picky", Payload=b'{"Records": []}')
        aws.client("lambda").create_event_source_mapping(
            EventSourceArn=arn, FunctionName="picky", BatchSize=1
        )

    def allow(self) -> None:
        self.aws.client("lambda").put_function_recursion_config(FunctionName="picky", RecursiveLoop="Allow")

    def begin(self, turns: int, *, topic: bool = False) -> None:
        told: dict[str, Any] = {"turns": turns, "queue": self.url, "done": self.done.url}
        body = json.dumps(told | {"topic": self.topic if topic else ""})
        self.aws.client("sqs").send_message(QueueUrl=self.url, MessageBody=body)

    def turned(self) -> float:
        """Without the one that warmed it."""
        return sum(read(self.aws, "Invocations", "Sum", {"FunctionName": "picky"})) - 1

    def dropped(self) -> float:
        return sum(read(self.aws, "RecursiveInvocationsDropped", "Sum", {"FunctionName": "picky"}))


@pytest.fixture
def loop(aws: LocalAws) -> Loop:
    return Loop(aws)


@pytest.mark.parametrize("topic", [False, True], ids=["by a queue", "by a topic"])
def test_a_loop_that_nobody_allowed_is_stopped_after_sixteen_turns(loop: Loop, *, topic: bool) -> None:
    loop.begin(MOST + 10, topic=topic)
    stopped = eventually(lambda: next(iter(loop.lost.look()), None), within=timedelta(seconds=40))
    assert stopped["turns"] == 10
    eventually(lambda: loop.turned() == MOST)
    assert loop.dropped() >= 1
    assert loop.done.look() == []


def test_a_loop_that_is_allowed_goes_on(loop: Loop) -> None:
    loop.allow()
    loop.begin(3 * MOST)
    eventually(loop.done.look, within=timedelta(seconds=40))
    eventually(lambda: loop.turned() == 3 * MOST + 1)
    assert (loop.dropped(), loop.lost.look()) == (0, [])


def test_what_ends_in_time_is_no_loop(loop: Loop) -> None:
    loop.begin(MOST - 2)
    loop.begin(MOST - 2)
    eventually(lambda: len(loop.done.look()) == 2, within=timedelta(seconds=40))
    assert loop.dropped() == 0
