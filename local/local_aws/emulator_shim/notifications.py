"""What AWS tells about an alarm's transition, in its four shapes.

Sources of the shapes: the CloudWatch user guide, "Notifying users on alarm changes", "Alarm events and
EventBridge" and "Invoke a Lambda function from an alarm".
"""

import json
import time
import uuid
from datetime import UTC, datetime

from .borrowed import EVENTBRIDGE, SNS, Json, account, borrow, region

REGION_NAMES = {
    "us-east-1": "US East (N. Virginia)",
    "us-east-2": "US East (Ohio)",
    "us-west-2": "US West (Oregon)",
    "eu-central-1": "EU (Frankfurt)",
    "eu-west-1": "EU (Ireland)",
    "ap-southeast-2": "Asia Pacific (Sydney)",
}
ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}


def notify(alarm: Json, old: str, new: str, reason: str) -> None:
    """Tell about a transition: by an event always, by the actions of the new state when they are enabled."""
    now = round(time.time(), 3)
    before = state_before(alarm, old, now)
    current = {"value": new, "reason": reason, **fresh_reason_data(alarm, before), "timestamp": stamp(now)}
    alarm.update(lastcall_state=current, StateUpdatedTimestamp=now, StateTransitionedTimestamp=now)
    put_event(alarm, current, before)
    if alarm.get("ActionsEnabled", True):
        for action in alarm.get(ACTIONS[new]) or []:
            act(action, alarm, current, before)


def state_before(alarm: Json, value: str, now: float) -> Json:
    """What was told last; a new or newly defined alarm has nothing to remember."""
    told: Json = alarm.get("lastcall_state") or {}
    if told.get("value") == value:
        return told
    created = stamp(alarm.get("AlarmConfigurationUpdatedTimestamp", now))
    return {"value": value, "reason": "Unchecked: Initial alarm creation", "timestamp": created}


def fresh_reason_data(alarm: Json, before: Json) -> Json:
    """The emulator keeps the old reason data when SetAlarmState gives none; AWS then tells none."""
    data = alarm.get("StateReasonData")
    if not data or data == before.get("reasonData"):
        alarm.pop("StateReasonData", None)
        return {}
    return {"reasonData": data}


def act(action: str, alarm: Json, current: Json, before: Json) -> None:
    if action.startswith("arn:aws:sns:"):
        message = json.dumps(sns_message(alarm, current, before))
        subject = f'{current["value"]}: "{alarm["AlarmName"]}" in {region_name()}'[:99]
        borrow(SNS, "publish_internal")(action, message, subject)
    elif action.startswith("arn:aws:lambda:"):
        payload = json.dumps(direct_event(alarm, current, before))
        borrow(EVENTBRIDGE, "_dispatch_to_lambda")(action, payload)


def put_event(alarm: Json, current: Json, before: Json) -> None:
    entry = {
        "Source": "aws.cloudwatch",
        "DetailType": "CloudWatch Alarm State Change",
        "Resources": [alarm["AlarmArn"]],
        "Detail": json.dumps(alarm_data(alarm, current, before)),
    }
    borrow(EVENTBRIDGE, "_put_events")({"Entries": [entry]}, allow_aws_source=True)


def sns_message(alarm: Json, current: Json, before: Json) -> Json:
    """A composite alarm tells its rule where a metric alarm tells its trigger."""
    common = {
        "AlarmName": alarm["AlarmName"],
        "AlarmDescription": alarm.get("AlarmDescription") or None,
        "AWSAccountId": account(),
        "NewStateValue": current["value"],
        "NewStateReason": current["reason"],
        "StateChangeTime": current["timestamp"],
        "Region": region_name(),
        "AlarmArn": alarm["AlarmArn"],
        "OldStateValue": before["value"],
        **{actions: alarm.get(actions) or [] for actions in ACTIONS.values()},
    }
    if "AlarmRule" in alarm:
        return common | {"AlarmRule": alarm["AlarmRule"], "TriggeringChildren": []}
    configured = stamp(alarm["AlarmConfigurationUpdatedTimestamp"])
    return common | {"AlarmConfigurationUpdatedTimestamp": configured, "Trigger": trigger(alarm)}


def trigger(alarm: Json) -> Json:
    percentile = alarm.get("ExtendedStatistic")
    statistic = (
        {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": percentile}
        if percentile
        else {"StatisticType": "Statistic", "Statistic": str(alarm["Statistic"]).upper()}
    )
    return {
        "MetricName": alarm["MetricName"],
        "Namespace": alarm["Namespace"],
        **statistic,
        "Unit": alarm.get("Unit"),
        "Dimensions": [
            {"value": each["Value"], "name": each["Name"]} for each in alarm.get("Dimensions") or []
        ],
        "Period": alarm["Period"],
        "EvaluationPeriods": alarm["EvaluationPeriods"],
        "DatapointsToAlarm": alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"],
        "ComparisonOperator": alarm["ComparisonOperator"],
        "Threshold": alarm["Threshold"],
        "TreatMissingData": alarm.get("TreatMissingData") or "missing",
        "EvaluateLowSampleCountPercentile": alarm.get("EvaluateLowSampleCountPercentile") or "",
    }


def direct_event(alarm: Json, current: Json, before: Json) -> Json:
    return {
        "source": "aws.cloudwatch",
        "alarmArn": alarm["AlarmArn"],
        "accountId": account(),
        "time": current["timestamp"],
        "region": region(),
        "alarmData": alarm_data(alarm, current, before),
    }


def alarm_data(alarm: Json, current: Json, before: Json) -> Json:
    configuration: Json = {"description": alarm.get("AlarmDescription") or ""}
    if "AlarmRule" in alarm:
        configuration["alarmRule"] = alarm["AlarmRule"]
    else:
        configuration["metrics"] = [metric_of(alarm)]
    states = {"state": current, "previousState": before}
    return {"alarmName": alarm["AlarmName"], **states, "configuration": configuration}


def metric_of(alarm: Json) -> Json:
    metric = {
        "namespace": alarm["Namespace"],
        "name": alarm["MetricName"],
        "dimensions": {each["Name"]: each["Value"] for each in alarm.get("Dimensions") or []},
    }
    statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
    stated = {"metric": metric, "period": alarm["Period"], "stat": statistic}
    return {"id": str(uuid.uuid4()), "metricStat": stated, "returnData": True}


def region_name() -> str:
    return REGION_NAMES.get(region(), region())


def stamp(at: float) -> str:
    """The time format of CloudWatch: milliseconds, and an offset without a colon."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"
