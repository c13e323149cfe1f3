"""Transitions of an alarm, in the three shapes in which AWS delivers them."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tests.e2e.local_process import RunningLocal

Json = dict[str, Any]


class Watched(NamedTuple):
    """What an alarm watches, and the dimension by which it names what it is about."""

    namespace: str
    metric: str
    dimension: str


DEPTH = Watched("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName")
DROPPED = Watched("AWS/Lambda", "AsyncEventsDropped", "FunctionName")
LAG = Watched("AWS/Lambda", "IteratorAge", "FunctionName")


def now() -> datetime:
    """The real time: the functions under test have no other."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """What became of the alarm about a queue, or about what else it watches, and when."""

    local: RunningLocal
    about: str
    state: str
    at: datetime
    watched: Watched = DEPTH
    reason: str = "Threshold Crossed: 1 datapoint was greater than the threshold (0.0)."

    @property
    def name(self) -> str:
        return f"{self.about}-{self.watched.metric}"

    @property
    def arn(self) -> str:
        return f"arn:aws:cloudwatch:{self.local['region']}:{self.local['account']}:alarm:{self.name}"

    @property
    def stamp(self) -> str:
        return f"{self.at:%Y-%m-%dT%H:%M:%S}.{self.at.microsecond // 1000:03}+0000"

    @property
    def message(self) -> str:
        """What an alarm publishes on a topic."""
        trigger = {
            "MetricName": self.watched.metric,
            "Namespace": self.watched.namespace,
            "Statistic": "MAXIMUM",
            "Dimensions": [{"name": self.watched.dimension, "value": self.about}],
            "Threshold": 0.0,
        }
        told = {
            "AlarmName": self.name,
            "AWSAccountId": self.local["account"],
            "AlarmArn": self.arn,
            "NewStateValue": self.state,
            "NewStateReason": self.reason,
            "StateChangeTime": self.stamp,
            "Region": "US East (N. Virginia)",
            "Trigger": trigger,
        }
        return json.dumps(told)

    @property
    def event(self) -> Json:
        """What CloudWatch puts on the event bus."""
        return {
            "version": "0",
            "id": f"{self.name}-{self.stamp}",
            "detail-type": "CloudWatch Alarm State Change",
            "source": "aws.cloudwatch",
            "account": self.local["account"],
            "time": f"{self.at:%Y-%m-%dT%H:%M:%SZ}",
            "region": self.local["region"],
            "resources": [self.arn],
            "detail": self._detail,
        }

    @property
    def invocation(self) -> Json:
        """What CloudWatch invokes a function with."""
        return {
            "source": "aws.cloudwatch",
            "alarmArn": self.arn,
            "accountId": self.local["account"],
            "time": self.stamp,
            "region": self.local["region"],
            "alarmData": self._detail,
        }

    @property
    def _detail(self) -> Json:
        dimensions = {self.watched.dimension: self.about}
        metric = {"namespace": self.watched.namespace, "name": self.watched.metric, "dimensions": dimensions}
        stat = {"metric": metric, "period": 60, "stat": "Maximum"}
        return {
            "alarmName": self.name,
            "state": {"value": self.state, "reason": self.reason, "timestamp": self.stamp},
            "configuration": {"metrics": [{"id": "m1", "metricStat": stat, "returnData": True}]},
        }
