"""What a user of the stack sees of it, and what outlives it."""

import yaml

from bot.domain.policy.policy import SLASH_COMMAND
from tests.unit.template.stack import PATH, properties, template

PARAMETERS = {
    "QueueArns", "AllowTaggedQueues", "KeyArns", "StreamArns", "FailureBucketArns", "SourceTopicArns",
    "RedriveFunctionArns", "SourceTopicOptInRegions", "EscalationTopicArns", "WatchEventBridge",
    "AllowExtendStreamRetention", "AllowRaiseQueueRetention", "AllowBisect", "AllowRaiseConcurrency",
    "AllowSwitchMappings",
    "OperatorEmail", "SlackApiUrl", "SlashCommand", "ClockRate", "HeartbeatRate", "LogRetentionDays",
    "OnAlarmReservedConcurrency", "OnSlackReservedConcurrency", "OnCommandReservedConcurrency",
    "OnJobReservedConcurrency", "OnChangeReservedConcurrency", "OnClockReservedConcurrency",
}  # fmt: skip
OUTPUTS = {
    "AlarmTopicArn", "OperatorTopicArn", "AlarmQueueUrl", "IncidentTableName", "FunctionUrl",
    "SigningSecretArn", "BotTokenArn", "OnAlarmArn", "SubscribeCommand",
}  # fmt: skip


def test_the_parameters_are_these_and_each_says_what_it_is() -> None:
    assert set(template()["Parameters"]) == PARAMETERS
    assert all(each["Description"] for each in template()["Parameters"].values())


def test_only_the_queues_it_may_touch_must_be_named() -> None:
    assert [name for name, each in template()["Parameters"].items() if "Default" not in each] == ["QueueArns"]


def test_the_outputs_are_these() -> None:
    assert set(template()["Outputs"]) == OUTPUTS


def test_the_slash_command_is_called_as_the_manifest_calls_it_unless_both_say_otherwise() -> None:
    (shipped,) = yaml.safe_load((PATH.parent / "slack-app.yaml").read_text())["features"]["slash_commands"]
    assert template()["Parameters"]["SlashCommand"]["Default"] == shipped["command"] == SLASH_COMMAND


def test_slacks_address_and_the_rates_are_parameters_so_that_the_same_file_runs_locally() -> None:
    defaults = {name: each.get("Default") for name, each in template()["Parameters"].items()}
    assert defaults["SlackApiUrl"] == "https://slack.com/api/"
    assert properties("ClockRule")["ScheduleExpression"] == {"Ref": "ClockRate"}
    assert properties("HeartbeatRule")["ScheduleExpression"] == {"Ref": "HeartbeatRate"}
    assert (defaults["ClockRate"], defaults["HeartbeatRate"]) == ("rate(1 minute)", "rate(5 minutes)")


def test_the_incidents_outlive_the_stack_and_can_be_taken_back_in_time() -> None:
    table = template()["Resources"]["IncidentTable"]
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_the_table_is_keyed_indexed_and_streamed_as_the_items_need() -> None:
    table = properties("IncidentTable")
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["StreamSpecification"] == {"StreamViewType": "KEYS_ONLY"}
    (index,) = table["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "by_attention"
    assert index["Projection"] == {
        "ProjectionType": "INCLUDE",
        "NonKeyAttributes": ["undelivered_since", "card_refused"],
    }
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["attention_shard", "attention_at"]


def test_all_alarm_state_changes_are_watched_contributors_too() -> None:
    assert template()["Resources"]["AlarmRule"]["Condition"] == "WatchesEventBridge"
    assert properties("AlarmRule")["EventPattern"] == {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change", "CloudWatch Alarm Contributor State Change"],
    }


def test_the_heartbeat_is_the_rules_own_event_through_the_whole_intake() -> None:
    (target,) = properties("HeartbeatRule")["Targets"]
    assert target["Arn"] == {"Ref": "AlarmTopic"}
    assert not {"Input", "InputPath", "InputTransformer"} & set(target)


def test_eventbridge_may_publish_the_heartbeat_without_a_condition() -> None:
    found = properties("AlarmTopicPolicy")["PolicyDocument"]["Statement"]
    rules = next(each for each in found if each["Principal"] == {"Service": "events.amazonaws.com"})
    assert "Condition" not in rules


def test_the_file_holds_nothing_the_local_aws_cannot_deploy() -> None:
    text = PATH.read_text()
    for missing in ("AWS::CloudWatch::CompositeAlarm", "HttpApi:", "MetricStat:", "Fn::ForEach"):
        assert missing not in text
