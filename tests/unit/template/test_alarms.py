"""The stack's own alarms: who watches the watchman, and how."""

import re
from typing import Any

import pytest

from tests.unit.template.stack import FUNCTIONS, WORK_QUEUES, failure_queues, resources, template

ALARMS = {name: each["Properties"] for name, each in resources("AWS::CloudWatch::Alarm").items()}
WATCHED = [
    *((f"{queue}Depth", "ApproximateNumberOfMessagesVisible") for queue in failure_queues()),
    *((f"{queue}Age", "ApproximateAgeOfOldestMessage") for queue in WORK_QUEUES),
    *((f"{function}Errors", "Errors") for function in FUNCTIONS),
    *((f"{function}Throttles", "Throttles") for function in FUNCTIONS),
    *((f"{function}AsyncEventAge", "AsyncEventAge") for function in ("OnAlarm", "OnClock")),
    *((f"{function}AsyncEventsDropped", "AsyncEventsDropped") for function in ("OnAlarm", "OnClock")),
    *(
        (f"{function}DestinationDeliveryFailures", "DestinationDeliveryFailures")
        for function in ("OnAlarm", "OnClock", "OnChange")
    ),
    ("OnChangeIteratorAge", "IteratorAge"),
    ("AlarmTopicUndeliverable", "NumberOfNotificationsFailedToRedriveToDlq"),
    ("HeartbeatMissing", "Heartbeat"),
    ("NotDelivered", "OldestNotDelivered"),
    ("SlackRefusesCards", "CardsRefused"),
]
# A level is only seen at its highest, an occurrence only when summed.
STATISTICS = {
    "ApproximateNumberOfMessagesVisible": "Maximum",
    "ApproximateAgeOfOldestMessage": "Maximum",
    "IteratorAge": "Maximum",
    "AsyncEventAge": "Maximum",
    "OldestNotDelivered": "Maximum",
    "CardsRefused": "Maximum",
}
DIMENSIONS = {
    "AWS/SQS": "QueueName",
    "AWS/Lambda": "FunctionName",
    "AWS/SNS": "TopicName",
    "Lastcall": "Stack",
}
each_alarm = pytest.mark.parametrize("name", ALARMS)


def description(name: str) -> str:
    described: dict[str, str] = ALARMS[name]["AlarmDescription"]
    return described["Fn::Sub"]


def watched_resource(alarm: dict[str, Any]) -> str:
    (dimension,) = alarm["Dimensions"]
    value: dict[str, Any] = dimension["Value"]
    named: str = value.get("Ref") or value["Fn::GetAtt"][0]
    return named


def test_these_alarms_and_no_others() -> None:
    assert {name: each["MetricName"] for name, each in ALARMS.items()} == dict(WATCHED)


@each_alarm
def test_an_alarm_goes_to_the_operators_and_never_through_the_bot(name: str) -> None:
    assert ALARMS[name]["AlarmActions"] == [{"Ref": "OperatorTopic"}]
    assert ALARMS[name].get("ActionsEnabled", True) is True


@each_alarm
def test_that_it_is_over_is_told_too(name: str) -> None:
    assert ALARMS[name]["OKActions"] == [{"Ref": "OperatorTopic"}]


@each_alarm
def test_missing_data_is_healthy_except_for_the_heartbeat(name: str) -> None:
    alarm = ALARMS[name]
    if name == "HeartbeatMissing":
        assert alarm["TreatMissingData"] == "missing"
        assert alarm["InsufficientDataActions"] == [{"Ref": "OperatorTopic"}]
    else:
        assert alarm["TreatMissingData"] == "notBreaching"
        assert "InsufficientDataActions" not in alarm


@each_alarm
def test_the_statistic_is_the_one_that_cannot_hide_the_fault(name: str) -> None:
    assert ALARMS[name]["Statistic"] == STATISTICS.get(ALARMS[name]["MetricName"], "Sum")


@each_alarm
def test_an_alarm_watches_the_resource_in_its_name(name: str) -> None:
    alarm = ALARMS[name]
    (dimension,) = alarm["Dimensions"]
    assert dimension["Name"] == DIMENSIONS[alarm["Namespace"]]
    if alarm["Namespace"] != "Lastcall":
        assert name.startswith(watched_resource(alarm))
        assert watched_resource(alarm) in template()["Resources"]


@each_alarm
def test_its_description_carries_the_command_that_repairs_it(name: str) -> None:
    what, _, repair = description(name).partition(" Repair: ")
    assert what.endswith(".")
    assert re.search(r"\baws [a-z]+ [a-z-]+", repair)


@each_alarm
def test_its_description_fits_with_real_names_in_it(name: str) -> None:
    longest = "https://sqs.ap-southeast-1.amazonaws.com/111122223333/a-rather-long-stack-name-" + "x" * 48
    filled = re.sub(r"\$\{[^!}][^}]*\}", longest, description(name))
    assert len(filled) <= 1024


@pytest.mark.parametrize("queue", failure_queues())
def test_the_first_message_in_a_failure_queue_alarms(queue: str) -> None:
    alarm = ALARMS[f"{queue}Depth"]
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", 0)
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (60, 1)


def test_the_iterator_age_is_measured_in_milliseconds() -> None:
    assert ALARMS["OnChangeIteratorAge"]["Threshold"] == 60_000


def test_the_heartbeat_alarms_when_none_came_for_three_of_its_periods() -> None:
    alarm = ALARMS["HeartbeatMissing"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("Lastcall", "Heartbeat")
    assert alarm["Dimensions"] == [{"Name": "Stack", "Value": {"Ref": "AWS::StackName"}}]
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (300, 3)


def test_what_is_owed_to_people_alarms_after_five_minutes() -> None:
    alarm = ALARMS["NotDelivered"]
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", 300)
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (60, 1)
