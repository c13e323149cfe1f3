"""An alarm that a test puts, breaks and hears."""

import json
from dataclasses import dataclass
from typing import Any

from local.local_aws.emulator import LocalAws
from tests.contract.local_aws.inbox import Inbox

# Of the message that an alarm sends to a topic.
MESSAGE_KEYS = {
    "AlarmName", "AlarmDescription", "AWSAccountId", "AlarmConfigurationUpdatedTimestamp", "NewStateValue",
    "NewStateReason", "StateChangeTime", "Region", "AlarmArn", "OldStateValue", "OKActions", "AlarmActions",
    "InsufficientDataActions", "Trigger",
}  # fmt: skip


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
