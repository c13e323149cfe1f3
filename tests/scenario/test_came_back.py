"""What a redrive moved is looked for: said to the channel, to whoever pressed, and in the next window."""

from datetime import timedelta

from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import ANA
from tests.scenario.redriving import REASON, open_redrive, standing

DLQ = Alarm("orders-dlq")


def redriven(h: Harness, count: int = 10) -> None:
    h.dead_letters("orders-dlq", *(f'{{"order": {n}}}' for n in range(count)))
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    open_redrive(h).submit(by="ana", **REASON)
    h.fast_forward(seconds=20)
    assert standing(h, "orders-dlq") == []


def consume_and_fail(h: Harness) -> None:
    """The consumer has its bug still: SQS moves what it received too often."""
    orders = h.sqs.queue("orders")
    while orders.messages:
        orders.receive(10, timedelta(0))


def replies(h: Harness, words: str) -> list[str]:
    return [each.text for each in h.slack.expect_message("orders-dlq").replies if words in each.text]


def test_what_came_back_is_said_once_to_the_channel_and_to_whoever_pressed(h: Harness) -> None:
    redriven(h)
    consume_and_fail(h)
    h.fast_forward(minutes=30)
    (told,) = replies(h, "came back")
    assert "10 of 10 came back" in told
    assert f"<@{ANA}>" in told


def test_it_is_seen_within_a_minute_whatever_the_incidents_age(h: Harness) -> None:
    h.dead_letters("orders-dlq", "{}")
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(hours=7)
    open_redrive(h).submit(by="ana", **REASON)
    h.fast_forward(seconds=20)
    consume_and_fail(h)
    h.fast_forward(minutes=2)
    assert len(replies(h, "1 of 1 came back")) == 1
    h.slack.expect_message("orders-dlq").expect_update("1 in the queue again after the redrive: ")


def test_the_next_window_knows_it_and_warns_first(h: Harness) -> None:
    redriven(h)
    consume_and_fail(h)
    h.fast_forward(minutes=5)
    window = open_redrive(h)
    assert "⚠️ 10 of 10 came back after ana's redrive" in window.text


def test_other_messages_that_arrive_are_not_said_to_have_come_back(h: Harness) -> None:
    redriven(h, 8)
    h.sqs.queue("orders").messages.clear()
    h.originals.clear()
    queue = h.sqs.queue("orders-dlq")
    for n in range(8):
        queue.send(f"other {n}", system={"DeadLetterQueueSourceArn": h.sqs.queue("orders").arn})
    h.fast_forward(minutes=30)
    assert replies(h, "came back") == []
    assert replies(h, "again after") == []


def test_when_nothing_came_back_the_last_look_says_so(h: Harness) -> None:
    redriven(h)
    h.fast_forward(minutes=30)
    (told,) = replies(h, "None of the 10 redriven is in orders-dlq")
    assert "<@" not in told


def test_what_is_left_where_it_was_did_not_come_back(h: Harness) -> None:
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.sqs.queue("orders-dlq").send("written by a function")
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    open_redrive(h).submit(by="ana", **REASON)
    h.fast_forward(minutes=30)
    assert replies(h, "came back") == []
    assert "came back" not in open_redrive(h).text
