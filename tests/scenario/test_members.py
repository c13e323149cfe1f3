"""An alarm over several queues: each is looked at, and those in trouble are named."""

import json
from typing import Any

import pytest

from bot.domain.incident import Incident
from tests.scenario.harness import Harness
from tests.scenario.harness.alarms import envelope
from tests.scenario.harness.places import ACCOUNT, REGION, TOPIC

QUEUES = ("payments-dlq", "orders-dlq", "mails-dlq")
NAME = "any-dlq-not-empty"


def told(h: Harness, state: str = "ALARM", queues: tuple[str, ...] = QUEUES) -> dict[str, Any]:
    """The sum of the depths of several queues, as its SNS action tells it."""
    summed = {"Id": "e1", "Expression": "SUM(METRICS())", "Label": "all", "ReturnData": True}
    read = [
        {"Id": f"m{n}", "MetricStat": _stat(queue), "ReturnData": False} for n, queue in enumerate(queues)
    ]
    message = {
        "AlarmName": NAME,
        "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{NAME}",
        "AWSAccountId": ACCOUNT,
        "NewStateValue": state,
        "NewStateReason": "Threshold Crossed",
        "StateChangeTime": f"{h.clock():%Y-%m-%dT%H:%M:%S}.000+0000",
        "Region": "EU (Ireland)",
        "AlarmActions": [TOPIC],
        "Trigger": {
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 0.0,
            "Metrics": [summed, *read],
        },
    }
    return envelope(json.dumps(message), h.clock(), NAME)


def _stat(queue: str) -> dict[str, Any]:
    metric = {
        "Namespace": "AWS/SQS",
        "MetricName": "ApproximateNumberOfMessagesVisible",
        "Dimensions": [{"name": "QueueName", "value": queue}],
    }
    return {"Metric": metric, "Period": 60, "Stat": "Maximum"}


def incident(h: Harness) -> Incident:
    return h.incident(NAME)


@pytest.fixture
def failing(h: Harness) -> Harness:
    """Two of three hold something."""
    h.dead_letters("payments-dlq", '{"order": 1}', '{"order": 2}', source="payments")
    h.dead_letters("mails-dlq", '{"mail": 1}', source="mails")
    h.dead_letters("orders-dlq", source="orders")
    h.deliver(told(h))
    h.fast_forward(minutes=1)
    return h


def test_all_are_looked_at_and_those_in_trouble_are_named_with_what_stands_there(failing: Harness) -> None:
    card = failing.slack.expect_message(NAME)
    card.expect_update("3 dead letters")
    card.expect_update("2 of 3 in trouble: *payments-dlq*, 2")
    card.expect_update("*mails-dlq*, 1")
    card.expect_update("when the first is lost in payments-dlq is not known")
    assert "Inspect" not in "".join(reply.text for reply in card.replies)
    assert "*orders-dlq*" not in card.text


def test_nothing_is_offered_that_would_be_done_to_one_queue(failing: Harness) -> None:
    controls = failing.slack.expect_message(NAME).controls
    assert not [each for each in controls if "Redrive" in each or "Inspect" in each or "Mitigate" in each]


def test_no_message_is_received_of_any_of_them(failing: Harness) -> None:
    evidence = incident(failing).evidence
    assert evidence is not None
    assert (evidence.sampled, [each.standing for each in evidence.members]) == (0, [2, 0, 1])


def test_it_is_resolved_only_when_each_of_them_is_proven_healthy(failing: Harness) -> None:
    failing.empty("payments-dlq")
    failing.deliver(told(failing, "OK"))
    failing.fast_forward(minutes=10)
    assert incident(failing).live
    failing.slack.expect_message(NAME).expect_update("1 message is still in mails-dlq")
    failing.empty("mails-dlq")
    failing.fast_forward(minutes=10)
    assert not incident(failing).live


def test_one_that_cannot_be_read_is_not_taken_for_healthy(h: Harness) -> None:
    h.dead_letters("payments-dlq", '{"order": 1}', source="payments")
    h.dead_letters("orders-dlq", source="orders")
    h.deliver(told(h))
    h.fast_forward(minutes=1)
    card = h.slack.expect_message(NAME)
    card.expect_update("1 of 3 in trouble: *payments-dlq*, 1")
    card.expect_update("not known: mails-dlq")
    h.empty("payments-dlq")
    h.deliver(told(h, "OK"))
    h.fast_forward(minutes=30)
    resolution = incident(h).resolution
    assert resolution is None or resolution.how == "unproven"


def test_of_one_queue_named_twice_it_is_that_queues_incident(h: Harness) -> None:
    h.dead_letters("orders-dlq", '{"order": 1}', source="orders")
    h.deliver(told(h, queues=("orders-dlq", "orders-dlq")))
    assert h.incident("orders-dlq").members == ()
