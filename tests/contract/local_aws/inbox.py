"""Queues that keep for a test what a topic or a rule delivers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.local_aws.emulator import LocalAws
from tests.contract.local_aws.waiting import eventually


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
