"""Alarms on the local AWS ring and recover by themselves, and tell all that AWS tells."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.contract.local_aws.functions import create_function
from tests.contract.local_aws.ringing import MESSAGE_KEYS, Alarms
from tests.contract.local_aws.waiting import NOW_AND_THEN, eventually
from tests.unit.template.stack import properties

pytestmark = pytest.mark.xdist_group("local-aws")

# Every key of a metric alarm's notification, as recorded on AWS.
ALARM_ARN = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:orders-dlq-not-empty"


def at(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%f%z")


def test_an_alarm_on_a_queues_depth_rings_by_itself(alarms: Alarms) -> None:
    alarms.put()
    alarms.send()
    assert alarms.told("ALARM")["OldStateValue"] == "OK"


def test_an_alarm_recovers_by_itself_one_period_after_the_last_breach(alarms: Alarms) -> None:
    alarms.put(Period=10)
    alarms.send()
    rang = at(alarms.told("ALARM")["StateChangeTime"])
    alarms.empty()
    recovered = eventually(lambda: next((when for when in ok_times(alarms) if when > rang), None))
    assert timedelta(seconds=9) < recovered - rang < timedelta(seconds=15)


def ok_times(alarms: Alarms) -> list[datetime]:
    messages = [json.loads(envelope["Message"]) for envelope in alarms.notifications.look()]
    return [at(each["StateChangeTime"]) for each in messages if each["NewStateValue"] == "OK"]


def test_an_alarm_goes_on_ringing_while_its_queue_stands_still(alarms: Alarms) -> None:
    alarms.put(Period=10)
    alarms.send()
    rang = at(alarms.told("ALARM")["StateChangeTime"])
    eventually(lambda: datetime.now(UTC) - rang > timedelta(seconds=12))
    assert alarms.state() == "ALARM"


def test_an_alarm_looks_at_its_own_queue_only(alarms: Alarms) -> None:
    alarms.put(Dimensions=[{"Name": "QueueName", "Value": "another"}])
    alarms.put(AlarmName="the-right-one")
    alarms.send()
    assert alarms.told("ALARM")["AlarmName"] == "the-right-one"
    alarms.aws.client("cloudwatch").put_metric_data(
        Namespace="Shop", MetricData=[{"MetricName": "Orders", "Value": 1}]
    )
    assert alarms.state() == "OK"


def test_an_alarm_on_a_metric_that_was_put_is_judged_over_its_periods(alarms: Alarms) -> None:
    own = {"Namespace": "Shop", "MetricName": "Orders", "Dimensions": []}
    alarms.put(**own, Statistic="Sum", Threshold=5)
    put = alarms.aws.client("cloudwatch").put_metric_data
    put(Namespace="Shop", MetricData=[{"MetricName": "Orders", "Value": 3}])
    assert alarms.state() == "OK"
    put(Namespace="Shop", MetricData=[{"MetricName": "Orders", "Value": 3}])
    assert alarms.state() == "ALARM"


def test_an_alarm_on_a_metric_that_nobody_has_put_keeps_its_state(alarms: Alarms) -> None:
    alarms.put(AlarmName="unheard-of", Namespace="Shop", TreatMissingData="notBreaching")
    alarms.put()
    alarms.send()
    alarms.told("ALARM")
    described = alarms.aws.client("cloudwatch").describe_alarms(AlarmNames=["unheard-of"])
    assert described["MetricAlarms"][0]["StateValue"] == "INSUFFICIENT_DATA"


def test_an_alarm_to_which_missing_data_is_a_breach_rings_on_a_new_metric(alarms: Alarms) -> None:
    alarms.put(Namespace="Shop", TreatMissingData="breaching")
    assert alarms.told("ALARM")


def test_the_stacks_alarm_on_heartbeats_rings_when_they_cease_and_not_before_the_first(
    alarms: Alarms,
) -> None:
    defined = properties("HeartbeatMissing")
    kept = {key: defined[key] for key in ("Namespace", "MetricName", "Statistic", "EvaluationPeriods",
            "ComparisonOperator", "Threshold", "TreatMissingData")}  # fmt: skip
    ringing = {action: [alarms.topic_arn] for action in defined if action.endswith("Actions")}
    stack = [{"Name": "Stack", "Value": "lastcall"}]
    alarms.put(**kept, **ringing, Dimensions=stack, Period=1)
    alarms.aws.client("cloudwatch").put_metric_data(
        Namespace="Lastcall", MetricData=[{"MetricName": "Heartbeat", "Dimensions": stack, "Value": 1}]
    )
    assert alarms.told("INSUFFICIENT_DATA")["OldStateValue"] == "OK"
    told = [json.loads(each["Message"])["NewStateValue"] for each in alarms.notifications.bodies]
    assert told == ["OK", "INSUFFICIENT_DATA"]


def test_a_notification_has_every_field_of_aws(alarms: Alarms) -> None:
    alarms.put()
    alarms.send()
    message = alarms.told("ALARM")
    assert set(message) == MESSAGE_KEYS
    assert message["AlarmArn"] == ALARM_ARN
    assert message["Region"] == "US East (N. Virginia)"
    assert message["AWSAccountId"] == "111122223333"
    assert message["OKActions"] == message["AlarmActions"] == [alarms.topic_arn]
    assert message["InsufficientDataActions"] == []
    assert message["NewStateReason"].startswith(
        "Threshold Crossed: 1 out of the last 1 datapoints [1.0] was greater"
    )
    assert message["Trigger"] == {
        "MetricName": "ApproximateNumberOfMessagesVisible",
        "Namespace": "AWS/SQS",
        "StatisticType": "Statistic",
        "Statistic": "MAXIMUM",
        "Unit": None,
        "Dimensions": [{"value": "orders-dlq", "name": "QueueName"}],
        "Period": 60,
        "EvaluationPeriods": 1,
        "DatapointsToAlarm": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 0.0,
        "TreatMissingData": "notBreaching",
        "EvaluateLowSampleCountPercentile": "",
    }


def test_times_have_milliseconds_and_an_offset_without_a_colon(alarms: Alarms) -> None:
    alarms.put()
    alarms.send()
    message = alarms.told("ALARM")
    for stamp in (message["StateChangeTime"], message["AlarmConfigurationUpdatedTimestamp"]):
        assert len(stamp) == len("2024-01-03T17:30:00.512+0000")
        assert stamp.endswith("+0000")


def test_the_event_of_a_transition_has_the_state_before_and_the_metric(alarms: Alarms) -> None:
    alarms.put()
    alarms.send()
    event = alarms.event("ALARM")
    assert event["detail-type"] == "CloudWatch Alarm State Change"
    assert event["resources"] == [ALARM_ARN]
    detail = event["detail"]
    assert detail["previousState"]["value"] == "OK"
    assert json.loads(detail["state"]["reasonData"])["recentDatapoints"] == [1.0]
    (metric,) = detail["configuration"]["metrics"]
    assert metric["metricStat"]["metric"] == {
        "namespace": "AWS/SQS",
        "name": "ApproximateNumberOfMessagesVisible",
        "dimensions": {"QueueName": "orders-dlq"},
    }


def test_event_and_notification_tell_the_same_time(alarms: Alarms) -> None:
    alarms.put()
    alarms.send()
    assert alarms.event("ALARM")["detail"]["state"]["timestamp"] == alarms.told("ALARM")["StateChangeTime"]


def test_an_alarm_whose_actions_are_disabled_tells_by_event_only(alarms: Alarms) -> None:
    alarms.put(ActionsEnabled=False)
    alarms.send()
    alarms.event("ALARM")
    assert alarms.notifications.look() == []


def test_a_state_set_by_hand_is_told_without_reason_data(alarms: Alarms) -> None:
    alarms.put()
    alarms.send()
    alarms.event("ALARM")
    alarms.aws.client("cloudwatch").set_alarm_state(
        AlarmName="orders-dlq-not-empty", StateValue="INSUFFICIENT_DATA", StateReason="by hand"
    )
    state = alarms.event("INSUFFICIENT_DATA")["detail"]["state"]
    assert (state["reason"], "reasonData" in state) == ("by hand", False)


def test_a_function_named_as_an_action_is_invoked_with_the_alarm(alarms: Alarms) -> None:
    function = echo_function(alarms)
    alarms.put(AlarmActions=[function], OKActions=[])
    alarms.send()
    logs = alarms.aws.client("logs")

    def invoked() -> str | None:
        found = logs.filter_log_events(logGroupName="/aws/lambda/echo", filterPattern="alarmData")["events"]
        return found[0]["message"] if found else None

    event = json.loads(eventually(invoked, every=NOW_AND_THEN))
    assert event["alarmArn"] == ALARM_ARN
    assert event["alarmData"]["state"]["value"] == "ALARM"


def echo_function(alarms: Alarms) -> str:
    return create_function(
        alarms.aws, "echo", "import json\ndef handler(event, _):\n    print(json.dumps(event))\n"
    )


def test_the_depth_of_a_queue_can_be_read_as_a_metric(alarms: Alarms) -> None:
    alarms.send()
    cloudwatch = alarms.aws.client("cloudwatch")
    now = datetime.now(UTC)

    def depth() -> list[float]:
        answer = cloudwatch.get_metric_data(
            StartTime=now - timedelta(minutes=5),
            EndTime=now + timedelta(minutes=5),
            MetricDataQueries=[
                {
                    "Id": "depth",
                    "MetricStat": {
                        "Metric": {
                            "Namespace": "AWS/SQS",
                            "MetricName": "ApproximateNumberOfMessagesVisible",
                            "Dimensions": [{"Name": "QueueName", "Value": "orders-dlq"}],
                        },
                        "Period": 60,
                        "Stat": "Maximum",
                    },
                }
            ],
        )
        return [value for value in answer["MetricDataResults"][0]["Values"] if value]

    assert eventually(depth) == [1.0]
