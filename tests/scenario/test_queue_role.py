"""An alarm lets it be guessed whether a queue holds dead letters or work; what is read corrects the guess."""

from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import queue_arn

ORDERS = Alarm("orders")
DLQ = Alarm("orders-dlq")


def test_a_queue_that_a_function_works_off_is_not_treated_as_dead_letters(h: Harness) -> None:
    h.sqs.create(queue_arn("orders")).send('{"order": 1}')
    h.services.consumers["orders"] = "orders-consumer"
    h.deliver(ORDERS.fires(h.clock()))
    h.fast_forward(minutes=3)
    assert h.incident("orders").kind == "queue_backlog"
    h.slack.expect_message("orders").expect_reply("This queue is no one's dead-letter queue")


def test_a_dead_letter_queue_stays_one(h: Harness) -> None:
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=3)
    assert h.incident().kind == "dead_letters"
