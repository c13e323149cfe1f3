"""Alarms as CloudWatch sends them: by a topic, past on the event bus, or as a Lambda action."""

import itertools
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.alarm.alarm import Metric
from tests.scenario.harness.places import ACCOUNT, REGION, TOPIC

Json = dict[str, Any]
_DEPTH = "ApproximateNumberOfMessagesVisible"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One transition, with its time."""

    alarm: "Alarm"
    state: str
    at: datetime
    reason: str

    @property
    def by_topic(self) -> Json:
        """The body of the message in AlarmQueue."""
        alarm = self.alarm
        message = {
            "AlarmName": alarm.name,
            "AlarmDescription": alarm.description,
            "AWSAccountId": ACCOUNT,
            "AlarmArn": alarm.arn,
            "NewStateValue": self.state,
            "OldStateValue": "OK" if self.state == "ALARM" else "ALARM",
            "NewStateReason": self.reason,
            "StateChangeTime": f"{self.at:%Y-%m-%dT%H:%M:%S}.{self.at.microsecond // 1000:03}+0000",
            "Region": "EU (Ireland)",
            "AlarmActions": [TOPIC],
            **({"Trigger": _trigger(alarm)} if alarm.metric else {}),
            **({"AlarmTags": dict(alarm.tags)} if alarm.tags else {}),
        }
        return envelope(json.dumps(message), self.at, subject=f"{self.state}: {alarm.name}"[:90])

    @property
    def by_bus(self) -> Json:
        """The event of EventBridge's rule."""
        return {
            "version": "0",
            "id": f"00000000-0000-4000-8000-{next(_numbers):012}",
            "detail-type": "CloudWatch Alarm State Change",
            "source": "aws.cloudwatch",
            "account": ACCOUNT,
            "time": f"{self.at:%Y-%m-%dT%H:%M:%SZ}",
            "region": REGION,
            "resources": [self.alarm.arn],
            "detail": self._detail(),
        }

    @property
    def direct(self) -> Json:
        """What CloudWatch invokes a function with."""
        return {
            "source": "aws.cloudwatch",
            "alarmArn": self.alarm.arn,
            "accountId": ACCOUNT,
            "time": f"{self.at:%Y-%m-%dT%H:%M:%S}.000+0000",
            "region": REGION,
            "alarmData": self._detail(),
        }

    def _detail(self) -> Json:
        alarm = self.alarm
        stat = _stat(alarm.metric) if alarm.metric else None
        metrics = [{"id": "m1", "metricStat": stat, "returnData": True}] if stat else []
        return {
            "alarmName": alarm.name,
            "state": {
                "value": self.state,
                "reason": self.reason,
                "timestamp": f"{self.at:%Y-%m-%dT%H:%M:%S}.{self.at.microsecond // 1000:03}+0000",
            },
            "configuration": {"description": alarm.description, "metrics": metrics},
        }


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm on the depth of a queue, or on what is `watched`; without either on nothing Lastcall knows."""

    queue: str
    name: str = ""
    description: str = ""
    watched: Metric | None = None
    threshold: float = 0
    tags: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or f"{self.queue}-depth")

    @property
    def metric(self) -> Metric | None:
        depth = Metric("AWS/SQS", _DEPTH, {"QueueName": self.queue}, "Maximum")
        return self.watched or (depth if self.queue else None)

    @property
    def arn(self) -> str:
        return f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{self.name}"

    def fires(self, at: datetime, reason: str = "Threshold Crossed") -> Told:
        return Told(alarm=self, state="ALARM", at=at, reason=reason)

    def recovers(self, at: datetime) -> Told:
        return Told(alarm=self, state="OK", at=at, reason="Threshold not crossed")

    def knows_nothing(self, at: datetime) -> Told:
        return Told(alarm=self, state="INSUFFICIENT_DATA", at=at, reason="no data")


def envelope(message: str, at: datetime, subject: str = "") -> Json:
    """Anything published on AlarmTopic."""
    return {
        "Type": "Notification",
        "MessageId": f"00000000-0000-4000-8000-{next(_numbers):012}",
        "TopicArn": TOPIC,
        "Subject": subject,
        "Message": message,
        "Timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
    }


def _trigger(alarm: Alarm) -> Json:
    metric = alarm.metric
    assert metric is not None
    return {
        "MetricName": metric.name,
        "Namespace": metric.namespace,
        "StatisticType": "Statistic",
        "Statistic": metric.statistic.upper(),
        "Dimensions": [{"name": name, "value": value} for name, value in metric.dimensions.items()],
        "Period": 60,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": float(alarm.threshold),
    }


def _stat(metric: Metric) -> Json:
    told = {"namespace": metric.namespace, "name": metric.name, "dimensions": dict(metric.dimensions)}
    return {"metric": told, "period": 60, "stat": metric.statistic}
