"""Alarms as AWS describes them, read by the parser that reads them in production."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.alarm_kinds import kind_of
from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.resource.grouping import group_key
from bot.parsing.alarm_event import parse_alarm_message

ACCOUNT, REGION = "111122223333", "eu-west-1"
RECEIVED = datetime(2026, 11, 20, 3, tzinfo=UTC)
AT = "2026-11-20T02:58:00.512+0000"

Watched = tuple[str, str, Mapping[str, str]]


def taken_as(transition: AlarmTransition) -> tuple[str, str]:
    """The kind's name, and kind and name of the resource: `("function_errors", "function/orders-worker")`."""
    kind, resource = kind_of(transition)
    assert (resource.account, resource.region) == (ACCOUNT, REGION)
    return kind.name, f"{resource.kind}/{resource.name}"


def group_of(transition: AlarmTransition) -> str:
    return group_key(kind_of(transition)[1])


def plain(*watched: Watched, **more: Any) -> AlarmTransition:
    """An alarm on one metric, as its SNS action tells it."""
    ((namespace, name, dimensions),) = watched
    trigger = {"MetricName": name, "Namespace": namespace, "Dimensions": _listed(dimensions), **_RULE}
    return from_topic({"Trigger": trigger, **more})


def math(*watched: Watched, **more: Any) -> AlarmTransition:
    """An alarm on an expression over metrics, as its SNS action tells it."""
    expression = {"Id": "all", "Expression": "m0 / 2", "Label": "x", "ReturnData": True}
    return from_topic({"Trigger": {**_RULE, "Metrics": [expression, *_queries(watched)]}, **more})


def anomaly(*watched: Watched) -> AlarmTransition:
    """An alarm that compares its first metric with a band of expected values: it has no threshold."""
    band = {"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(m0, 2)", "ReturnData": True}
    compared = {"ComparisonOperator": "GreaterThanUpperThreshold", "ThresholdMetricId": "band", "Period": 60}
    return from_topic({"Trigger": {**compared, "Metrics": [*_queries(watched), band]}})


def contributor(*watched: Watched) -> AlarmTransition:
    """One series of an alarm that watches several."""
    attributes = {"any": "thing"}
    return math(*watched, AlarmContributorId="a1b2c3d4", AlarmContributorAttributes=attributes)


def series(*watched: Watched) -> AlarmTransition:
    """One series of an alarm on a Metrics Insights query; only its contributor says which."""
    ((namespace, name, dimensions),) = watched
    labels = ", ".join(f'"{dimension}"' for dimension in dimensions)
    grouped = f" GROUP BY {labels}" if labels else ""
    schema = f'SCHEMA("{namespace}"{", " + labels if labels else ""})'
    query = {"Id": "q", "Expression": f'SELECT SUM("{name}") FROM {schema}{grouped}', "Period": 60}  # noqa: S608 - CloudWatch's own language
    attributes = {"AlarmContributorId": "a1b2c3d4", "AlarmContributorAttributes": dict(dimensions)}
    return from_topic({"Trigger": {**_RULE, "Metrics": [query]}, **attributes})


def on_the_bus(*watched: Watched, reason_data: Mapping[str, Any] | None = None) -> AlarmTransition:
    """The same as EventBridge tells it: other keys, no comparison, the threshold in the reason's data."""
    metrics = [
        {
            "id": f"m{number}",
            "metricStat": {
                "metric": {"namespace": namespace, "name": name, "dimensions": dict(dimensions)},
                "period": 60,
                "stat": "Sum",
            },
            "returnData": True,
        }
        for number, (namespace, name, dimensions) in enumerate(watched)
    ]
    state = {"value": "ALARM", "reason": "Threshold Crossed", "timestamp": AT}
    if reason_data is not None:
        state["reasonData"] = json.dumps(reason_data)
    return read(
        {
            "detail-type": "CloudWatch Alarm State Change",
            "source": "aws.cloudwatch",
            "account": ACCOUNT,
            "region": REGION,
            "resources": [f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:some-alarm"],
            "detail": {"alarmName": "some-alarm", "state": state, "configuration": {"metrics": metrics}},
        }
    )


def from_topic(message: Mapping[str, Any]) -> AlarmTransition:
    name = message.get("AlarmName", "some-alarm")
    whole = {
        "AlarmName": name,
        "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}",
        "AWSAccountId": ACCOUNT,
        "NewStateValue": "ALARM",
        "NewStateReason": "Threshold Crossed",
        "StateChangeTime": AT,
        **message,
    }
    envelope = {
        "Type": "Notification",
        "TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms",
        "Message": json.dumps(whole),
    }
    return read(envelope)


_RULE = {"Period": 60, "ComparisonOperator": "GreaterThanThreshold", "Threshold": 100.0}


def _queries(watched: tuple[Watched, ...]) -> list[dict[str, Any]]:
    metrics = (
        {"Dimensions": _listed(dimensions), "MetricName": name, "Namespace": namespace}
        for namespace, name, dimensions in watched
    )
    return [
        {"Id": f"m{number}", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}
        for number, metric in enumerate(metrics)
    ]


def _listed(dimensions: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in dimensions.items()]


def read(document: Mapping[str, Any]) -> AlarmTransition:
    (parsed,) = parse_alarm_message(
        json.dumps(document),
        message_id="m-1",
        received_at=RECEIVED,
        source_arn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:alarms",
        stack="lastcall",
    )
    assert isinstance(parsed, AlarmTransition)
    return parsed
