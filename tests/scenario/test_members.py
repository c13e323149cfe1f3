"""An alarm over several queues: each is looked at, and those in trouble are named."""

import json
from typing import Any

import pytest

from bot.domain.incident.incident import Incident
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
    card.expect_update("not known when the first is lost in payments-dlq")
    assert "*orders-dlq*" not in card.text


def test_nothing_is_offered_that_would_be_done_to_one_queue(failing: Harness) -> None:
    controls = failing.slack.expect_message(NAME).controls
    assert not [each for each in controls if "Redrive" in each or "Mitigate" in each]


def test_a_few_messages_of_each_that_is_in_trouble_are_looked_at(failing: Harness) -> None:
    evidence = incident(failing).evidence
    assert evidence is not None
    assert (evidence.sampled, [each.depth for each in evidence.members]) == (3, [2, 0, 1])
    assert [(each.sampled, each.samples) for each in evidence.members] == [(2, 1), (0, 0), (1, 1)]
    assert {each.about for each in failing.calls("sqs.ReceiveMessage")} >= {"payments-dlq", "mails-dlq"}
    assert "orders-dlq" not in {each.about for each in failing.calls("sqs.ReceiveMessage")}


def test_inspect_shows_what_each_of_them_holds(failing: Harness) -> None:
    failing.slack.expect_message(NAME).button("Inspect").click(by="ana")
    shown = failing.slack.modal("ana").text
    assert "payments-dlq*, 2: 2 of them below" in shown
    assert "mails-dlq*, 1: 1 of them below" in shown
    for queue, body in (("payments-dlq", '"order": 2'), ("mails-dlq", '"mail": 1')):
        assert f"in {queue}" in shown
        assert body in shown
    assert "Redrive" not in shown


def test_looks_by_themselves_receive_no_more_of_one_than_of_a_queue_of_its_own(failing: Harness) -> None:
    received = failing.calls("sqs.ReceiveMessage")
    before = len([each for each in received if each.about == "payments-dlq"])
    failing.fast_forward(hours=3)
    received = failing.calls("sqs.ReceiveMessage")
    assert len([each for each in received if each.about == "payments-dlq"]) == before
    # Twice as many: once more, and never again by itself.
    queue = failing.sqs.queue("payments-dlq")
    for rounds in range(3):
        for number in range(8 * 3**rounds):
            queue.send(f"late {rounds} {number}")
        failing.fast_forward(hours=2)
    received = failing.calls("sqs.ReceiveMessage")
    assert len([each for each in received if each.about == "payments-dlq"]) == before + 1


def test_what_our_own_look_hides_is_no_proof_that_it_is_gone(failing: Harness) -> None:
    failing.deliver(told(failing, "OK"))
    failing.fast_forward(seconds=5)
    evidence = incident(failing).evidence
    assert evidence is not None
    assert evidence.hidden_until is not None
    assert incident(failing).live


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


def test_of_an_alarm_over_several_kinds_each_is_looked_at_as_its_own(h: Harness) -> None:
    h.dead_letters("payments-dlq", '{"order": 1}', source="payments")
    h.dead_letters("orders-dlq", source="orders")
    both = ("payments-dlq", "orders")
    h.deliver(told(h, queues=both))
    h.fast_forward(minutes=1)
    assert incident(h).member_kinds == ("dead_letters", "queue_backlog")
    h.slack.expect_message(NAME).expect_update("1 of 2 in trouble: *payments-dlq*, 1")
    h.empty("payments-dlq")
    h.sqs.queue("orders").send("late")
    h.deliver(told(h, "OK", queues=both))
    h.fast_forward(minutes=10)
    assert incident(h).live
