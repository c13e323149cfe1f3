"""No hop without a failure queue, no queue without encryption, no retry before the first try can be over."""

from typing import Any

import pytest

from tests.unit.template.stack import (
    WORK_QUEUES,
    actions,
    arn_of,
    failure_queues,
    properties,
    resources,
    statements,
)

QUEUES = list(resources("AWS::SQS::Queue"))
FOURTEEN_DAYS = 14 * 24 * 3600


def mappings() -> list[tuple[str, dict[str, Any]]]:
    """Every event source mapping, with its function."""
    functions = resources("AWS::Serverless::Function")
    return [
        (name, event["Properties"])
        for name, function in functions.items()
        for event in function["Properties"].get("Events", {}).values()
    ]


@pytest.mark.parametrize("queue", QUEUES)
def test_every_queue_is_encrypted_so_that_sns_and_eventbridge_can_deliver(queue: str) -> None:
    assert properties(queue)["SqsManagedSseEnabled"] is True
    assert "KmsMasterKeyId" not in properties(queue)


@pytest.mark.parametrize("queue", QUEUES)
def test_every_queue_is_a_work_queue_or_a_failure_queue(queue: str) -> None:
    assert queue in WORK_QUEUES or queue.endswith("DeadLetters")


@pytest.mark.parametrize("queue", failure_queues())
def test_a_failure_queue_keeps_for_14_days(queue: str) -> None:
    assert properties(queue)["MessageRetentionPeriod"] == FOURTEEN_DAYS


@pytest.mark.parametrize("queue", WORK_QUEUES)
def test_a_work_queue_gives_up_into_its_own_failure_queue_that_keeps_longer(queue: str) -> None:
    redrive = properties(queue)["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"] == arn_of(f"{queue}DeadLetters")
    assert redrive["maxReceiveCount"] >= 5
    assert properties(queue)["MessageRetentionPeriod"] < FOURTEEN_DAYS


@pytest.mark.parametrize(("queue", "function"), WORK_QUEUES.items())
def test_a_message_stays_hidden_for_six_times_its_functions_timeout(queue: str, function: str) -> None:
    assert properties(queue)["VisibilityTimeout"] >= 6 * properties(function)["Timeout"]


@pytest.mark.parametrize(("queue", "function"), WORK_QUEUES.items())
def test_a_work_queue_has_one_reader_that_reports_what_failed(queue: str, function: str) -> None:
    ((reader, mapping),) = ((name, each) for name, each in mappings() if each.get("Queue") == arn_of(queue))
    assert reader == function
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert "MaximumConcurrency" in mapping["ScalingConfig"]


def test_alarms_are_taken_in_by_ten() -> None:
    (mapping,) = (each for _, each in mappings() if each.get("Queue") == arn_of("AlarmQueue"))
    assert mapping["BatchSize"] == 10


def test_the_stream_is_filtered_bisected_and_given_up_into_a_queue_in_finite_time() -> None:
    ((reader, mapping),) = ((name, each) for name, each in mappings() if "Stream" in each)
    assert reader == "OnChange"
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert 0 < mapping["MaximumRetryAttempts"] <= 100
    assert 60 <= mapping["MaximumRecordAgeInSeconds"] < 24 * 3600
    assert mapping["DestinationConfig"]["OnFailure"]["Destination"] == arn_of("OnChangeDeadLetters")


def test_the_stream_lets_incidents_jobs_and_heartbeats_through_and_nothing_the_projection_writes() -> None:
    (mapping,) = (each for _, each in mappings() if "Stream" in each)
    assert [each["Pattern"] for each in mapping["FilterCriteria"]["Filters"]] == [
        '{"dynamodb": {"Keys": {"sk": {"S": ["INCIDENT"]}}}}',
        '{"dynamodb": {"Keys": {"sk": {"S": [{"prefix": "JOB#"}]}}}}',
        '{"dynamodb": {"Keys": {"sk": {"S": ["HEARTBEAT"]}}}}',
    ]


@pytest.mark.parametrize("rule", resources("AWS::Events::Rule"))
def test_a_rules_target_has_a_failure_queue_and_a_finite_retry(rule: str) -> None:
    (target,) = properties(rule)["Targets"]
    assert target["DeadLetterConfig"] == {"Arn": arn_of(f"{rule}DeadLetters")}
    assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 24 * 3600


def test_the_topics_subscription_has_a_failure_queue() -> None:
    subscription = properties("AlarmTopicToQueue")
    assert subscription["RedrivePolicy"] == {"deadLetterTargetArn": arn_of("AlarmTopicDeadLetters")}


@pytest.mark.parametrize("function", ["OnAlarm", "OnClock"])
def test_a_function_invoked_asynchronously_has_a_failure_queue_it_may_send_to(function: str) -> None:
    invoked = properties(function)["EventInvokeConfig"]
    assert invoked["MaximumRetryAttempts"] <= 2
    destination = invoked["DestinationConfig"]["OnFailure"]["Destination"]
    assert destination == arn_of(f"{function}DeadLetters")
    assert [each for each in statements(function) if each["Resource"] == destination]


def test_every_failure_queue_is_fed_by_exactly_one_hop() -> None:
    hops = {
        *(f"{queue}DeadLetters" for queue in WORK_QUEUES),
        *(f"{rule}DeadLetters" for rule in resources("AWS::Events::Rule")),
        *(f"{function}DeadLetters" for function in ("OnAlarm", "OnClock", "OnChange")),
        "AlarmTopicDeadLetters",
    }
    assert set(failure_queues()) == hops


@pytest.mark.parametrize("policy", resources("AWS::SQS::QueuePolicy"))
def test_only_a_named_source_may_send_from_outside(policy: str) -> None:
    given = properties(policy)["PolicyDocument"]["Statement"]
    assert given
    for each in given:
        statement = each["Fn::If"][1] if "Fn::If" in each else each
        assert actions(statement) == ["sqs:SendMessage"]
        assert "aws:SourceArn" in str(statement["Condition"])
