"""How an alarm tells of itself, and how metrics say that there is nothing to say."""

import json
import re
from datetime import UTC, datetime, timedelta

from tests.contract.local_aws.ringing import MESSAGE_KEYS
from tests.live.aws.place import Json, Place

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000")


def alarm(aws: Place, **more: object) -> str:
    name = aws.name("alarm")
    definition = {
        "AlarmName": name,
        "AlarmDescription": "Lastcall tries how alarms tell",
        "Namespace": "LastcallLive",
        "MetricName": "Orders",
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 0,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
    }
    aws.client("cloudwatch").put_metric_alarm(**(definition | more))
    aws.undo("cloudwatch", "delete_alarms", AlarmNames=[name])
    return name


def ring(aws: Place, name: str) -> None:
    aws.client("cloudwatch").set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="by hand")


def test_an_alarms_notification_has_every_field_we_were_shown(aws: Place) -> None:
    topic = aws.topic("alarms")
    queue = aws.inbox(topic)
    ring(aws, alarm(aws, AlarmActions=[topic], Dimensions=[{"Name": "QueueName", "Value": "orders-dlq"}]))
    (message,) = queue.arrived()
    told: Json = json.loads(json.loads(message["Body"])["Message"])
    assert set(MESSAGE_KEYS) - set(told) == set()
    assert told["Trigger"]["Dimensions"] == [{"value": "orders-dlq", "name": "QueueName"}]
    assert told["Trigger"]["Statistic"] == "MAXIMUM"
    for key in ("StateChangeTime", "AlarmConfigurationUpdatedTimestamp"):
        assert STAMP.fullmatch(told[key])


def test_an_alarms_event_has_the_state_before_and_the_metric(aws: Place) -> None:
    events, rule = aws.client("events"), aws.name("rule")
    queue = aws.open_queue("events.amazonaws.com", aws.arn("events", f"rule/{rule}"))
    name = alarm(aws, Dimensions=[{"Name": "QueueName", "Value": "orders-dlq"}])
    resource = aws.arn("cloudwatch", f"alarm:{name}")
    pattern = json.dumps({"source": ["aws.cloudwatch"], "resources": [resource]})
    events.put_rule(Name=rule, EventPattern=pattern)
    aws.undo("events", "delete_rule", Name=rule)
    events.put_targets(Rule=rule, Targets=[{"Id": "inbox", "Arn": queue.arn}])
    aws.undo("events", "remove_targets", Rule=rule, Ids=["inbox"])

    def arrived() -> list[Json]:
        """A new rule takes a while to be heeded, so it rings until it is."""
        aws.client("cloudwatch").set_alarm_state(AlarmName=name, StateValue="OK", StateReason="by hand")
        ring(aws, name)
        told = [json.loads(each["Body"]) for each in queue.received()]
        return [each for each in told if each["detail"]["state"]["value"] == "ALARM"]

    event = aws.eventually(arrived)[0]
    assert event["detail-type"] == "CloudWatch Alarm State Change"
    assert event["resources"] == [resource]
    assert event["detail"]["previousState"]["value"] == "OK"
    assert event["detail"]["configuration"]["metrics"][0]["metricStat"]["metric"] == {
        "namespace": "LastcallLive",
        "name": "Orders",
        "dimensions": {"QueueName": "orders-dlq"},
    }


def test_a_metric_without_data_is_empty_and_not_zero(aws: Place) -> None:
    now = datetime.now(UTC)
    metric = {"Namespace": "LastcallLive", "MetricName": aws.name("never"), "Dimensions": []}
    answer = aws.client("cloudwatch").get_metric_data(
        MetricDataQueries=[{"Id": "asked", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}],
        StartTime=now - timedelta(hours=1),
        EndTime=now,
    )
    (result,) = answer["MetricDataResults"]
    assert (result["Values"], result["StatusCode"]) == ([], "Complete")
