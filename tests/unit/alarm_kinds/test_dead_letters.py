"""A dead-letter queue is told from a queue at work by words, before anything can be read."""

from typing import Any

import pytest

from tests.unit.alarm_kinds.alarms import from_topic, on_the_bus, plain, taken_as

DEPTH = "ApproximateNumberOfMessagesVisible"


def kind(queue: str, metric: str = DEPTH, *, alarm: str = "some-alarm", **trigger: Any) -> str:
    whole = {
        "MetricName": metric,
        "Namespace": "AWS/SQS",
        "Dimensions": [{"name": "QueueName", "value": queue}],
        "Threshold": 500.0,
        "ComparisonOperator": "GreaterThanThreshold",
        **trigger,
    }
    return taken_as(from_topic({"AlarmName": alarm, "Trigger": whole}))[0]


@pytest.mark.parametrize(
    "queue",
    [
        *("orders-dlq", "orders_dlq", "orders.dlq.fifo", "dlq-orders", "OrdersDLQ", "OrdersDlq", "ordersdlq"),
        *("orders-dead-letter", "orders-dead-letters", "orders_dead_letter_queue", "deadletter-orders"),
        *("shop-OrdersDeadLetterQueue-1A2B3C4D5E6F", "ordersDeadLetterQueue", "DeadOrders", "orders-dead"),
    ],
)
def test_a_name_that_says_so_makes_a_dead_letter_queue(queue: str) -> None:
    assert kind(queue) == "dead_letters"
    assert kind(queue, "ApproximateAgeOfOldestMessage") == "dead_letters"


@pytest.mark.parametrize(
    "queue",
    ["orders", "deadline-orders", "order-deadlines", "orders-aside", "ladle-q"],
)
def test_a_name_that_does_not_say_so_makes_a_queue_at_work(queue: str) -> None:
    assert kind(queue) == "queue_backlog"


@pytest.mark.parametrize("metric", [DEPTH, "ApproximateAgeOfOldestMessage"])
def test_the_alarms_name_can_say_so_for_the_queue(metric: str) -> None:
    assert kind("orders-aside", metric, alarm="orders-dlq-not-empty") == "dead_letters"


@pytest.mark.parametrize(
    ("threshold", "comparison"),
    [
        pytest.param(0.0, "GreaterThanThreshold", id="more than none"),
        pytest.param(1.0, "GreaterThanOrEqualToThreshold", id="one or more"),
        pytest.param(1.0, "GreaterThanThreshold", id="more than one"),
    ],
)
def test_an_alarm_that_allows_hardly_a_message_watches_dead_letters(
    threshold: float, comparison: str
) -> None:
    told = kind("orders-aside", Threshold=threshold, ComparisonOperator=comparison)
    assert told == "dead_letters"


def test_it_does_so_on_every_way_the_alarm_comes() -> None:
    watched = ("AWS/SQS", DEPTH, {"QueueName": "orders-aside"})
    assert taken_as(on_the_bus(watched, reason_data={"threshold": 0.0}))[0] == "dead_letters"
    assert taken_as(on_the_bus(watched, reason_data={"threshold": 500.0}))[0] == "queue_backlog"
    assert taken_as(on_the_bus(watched))[0] == "queue_backlog"


@pytest.mark.parametrize(
    ("metric", "trigger"),
    [
        pytest.param(DEPTH, {"Threshold": 2.0}, id="two messages may wait"),
        pytest.param("ApproximateAgeOfOldestMessage", {"Threshold": 1.0}, id="a second is no message"),
        pytest.param("ApproximateNumberOfMessagesNotVisible", {"Threshold": 0.0}, id="work in progress"),
        pytest.param(
            DEPTH, {"Threshold": 1.0, "ComparisonOperator": "LessThanThreshold"}, id="an alarm on too few"
        ),
    ],
)
def test_other_low_thresholds_say_nothing(metric: str, trigger: dict[str, Any]) -> None:
    assert kind("orders-aside", metric, **trigger) == "queue_backlog"


def test_a_low_threshold_of_metric_math_may_be_a_ratio() -> None:
    watched = (
        ("AWS/SQS", DEPTH, {"QueueName": "orders"}),
        ("AWS/SQS", "NumberOfMessagesSent", {"QueueName": "orders"}),
    )
    assert taken_as(on_the_bus(*watched, reason_data={"threshold": 0.5}))[0] == "queue_backlog"


def test_whatever_the_kind_the_group_is_the_queues() -> None:
    source = plain(("AWS/SQS", DEPTH, {"QueueName": "orders-aside"}))
    dead = plain(("AWS/SQS", DEPTH, {"QueueName": "orders-aside"}), AlarmName="orders-dlq-not-empty")
    assert taken_as(source)[1] == taken_as(dead)[1] == "queue/orders-aside"
