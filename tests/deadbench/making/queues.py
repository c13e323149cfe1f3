"""Queues: their settings, what SQS measures of them, and the messages that stand in them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.deadbench.making.frame import (
    ACCOUNT,
    DAY,
    MINUTE,
    REGION,
    Frame,
    Line,
    milliseconds,
    queue_arn,
    stamp,
    steady,
    uuid,
)
from tests.deadbench.world import Json


class Queues(Frame):
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
            statistics = {"Sum": line} if counted else {"Maximum": line, "Average": line}
            self.metric("AWS/SQS", metric, {"QueueName": name}, **statistics)

    def flows(self, name: str, a_minute: float, *, oldest: float) -> None:
        """So many are sent and taken at once; the oldest is that many seconds old."""
        self.of_queue(
            name,
            NumberOfMessagesSent=steady(a_minute),
            ApproximateNumberOfMessagesVisible=steady(0),
            ApproximateAgeOfOldestMessage=steady(oldest),
        )

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
        """Messages that came in evenly since then, the newest ten minutes ago.

        Reading one from here is one more receive: they are counted across all queues.
        """
        written = list(bodies)
        step = (since - 10 * MINUTE) / max(len(written), 1)
        arrived = [self.now - since + number * step for number in range(len(written))]
        moved = {"DeadLetterQueueSourceArn": queue_arn(source)} if source else {}

        def ordered(number: int) -> Mapping[str, str]:
            if not queue.endswith(".fifo"):
                return {}
            return {
                "MessageGroupId": f"group-{number % 5}",
                "MessageDeduplicationId": hashlib.sha256(written[number].encode()).hexdigest(),
                "SequenceNumber": f"{18_890_000_000_000_000_000 + 256 * number}",
            }

        messages = [
            {
                "MessageId": uuid(f"{self.name} {queue} {number}"),
                "MD5OfBody": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
                "Body": body,
                "Attributes": {
                    "SenderId": "AROAEXAMPLE",
                    "ApproximateFirstReceiveTimestamp": str(milliseconds(at) + 40),
                    "ApproximateReceiveCount": str(receives + 1),
                    "SentTimestamp": str(milliseconds(at)),
                    **moved,
                    **ordered(number),
                },
                "MessageAttributes": {
                    key: {"StringValue": each, "DataType": "String"}
                    for key, each in (attributes or {}).items()
                },
            }
            for number, (body, at) in enumerate(zip(written, arrived, strict=True))
        ]
        self.files[f"messages/{queue}.json"] = messages
        count = str(len(messages))
        self.files[f"config/sqs/get-queue-attributes/{queue}.json"]["Attributes"][
            "ApproximateNumberOfMessages"
        ] = count
        self.of_queue(
            queue,
            ApproximateNumberOfMessagesVisible=lambda at: sum(each <= at + MINUTE for each in arrived),
            ApproximateNumberOfMessagesNotVisible=lambda _at: 0,
            ApproximateNumberOfMessagesDelayed=lambda _at: 0,
        )

    def bodies(self, number: int) -> list[str]:
        """Small objects of the named thing."""
        return [json.dumps({"id": 4_000 + each, "amount": 5 + each}) for each in range(number)]

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
