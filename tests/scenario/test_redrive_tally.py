"""A redrive's words are how its messages add up, whatever SQS refuses and whatever others do meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.aws.jobs import JobTable
from bot.aws.session import STORE
from bot.aws.table import Table
from bot.domain.policy.by import By
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.aws import clients
from tests.scenario.harness.places import BEN, TABLE, queue_arn
from tests.scenario.harness.sqs import SqsError
from tests.scenario.harness.sqs_queue import Json
from tests.scenario.harness.wire import Call
from tests.scenario.redriving import REASON, open_redrive, standing

DLQ = Alarm("orders-dlq")


def orders(count: int) -> list[str]:
    return [f'{{"order": {n}}}' for n in range(count)]


def fired(h: Harness, *bodies: str) -> None:
    h.dead_letters("orders-dlq", *bodies)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)


def refuse(h: Harness, operation: str, code: str) -> Callable[[], None]:
    """SQS refuses it whole, until the returned function is called."""
    real = h.sqs.answer

    def answer(asked: str, parameters: Json) -> Json:
        if asked == operation:
            raise SqsError(code, message=f"not authorized to perform sqs:{operation}")
        return real(asked, parameters)

    h.sqs.answer = answer  # type: ignore[assignment, method-assign] # a stand-in for a while

    def again() -> None:
        h.sqs.answer = real  # type: ignore[method-assign] # as it was

    return again


@pytest.mark.parametrize(
    ("code", "where", "why"),
    [
        ("AccessDenied", "5 in both queues", "denied: sqs:DeleteMessage"),
        ("OverLimit", "5 perhaps in both queues", "AWS throttles sqs:DeleteMessage"),
    ],
)
def test_what_cannot_be_deleted_stops_the_copying_and_is_said_to_be_in_both_queues(
    h: Harness, code: str, where: str, why: str
) -> None:
    fired(h, *orders(23))
    window = open_redrive(h)
    refuse(h, "DeleteMessageBatch", code)
    window.submit(by="ana", **REASON)
    h.fast_forward(minutes=15)
    assert len(standing(h, "orders")) == 5
    assert len(standing(h, "orders-dlq")) == 23
    told = h.slack.expect_message("orders-dlq").expect_reply(f"0 of 23 moved back to orders; {where}")
    assert why in told.text
    assert "18 were not tried and stay" in told.text


def test_the_next_press_deletes_what_is_in_both_queues_and_sends_only_the_others(h: Harness) -> None:
    fired(h, *orders(23))
    window = open_redrive(h)
    allow = refuse(h, "DeleteMessageBatch", "AccessDenied")
    window.submit(by="ana", **REASON)
    h.fast_forward(minutes=15)
    allow()
    window = open_redrive(h)
    assert "Up to 5 of them were sent back before and not deleted here" in window.text
    window.submit(by="ana", **REASON)
    h.fast_forward(minutes=15)
    assert standing(h, "orders") == sorted(orders(23))
    assert standing(h, "orders-dlq") == []
    h.slack.expect_message("orders-dlq").expect_reply("23 of 23 moved back to orders")


def test_a_delete_that_fails_for_a_moment_is_asked_for_again_before_anything_else_is_sent(h: Harness) -> None:
    fired(h, *orders(23))
    window = open_redrive(h)
    deletes: list[str] = []

    def refuse_every_third(operation: str, _entry: Json) -> str:
        deletes.extend([operation] if operation == "DeleteMessageBatch" else [])
        return "InternalError" if deletes and len(deletes) % 3 == 0 else ""

    h.sqs.refuse_entry = refuse_every_third
    window.submit(by="ana", **REASON)
    h.fast_forward(minutes=5)
    assert standing(h, "orders") == sorted(orders(23))
    assert standing(h, "orders-dlq") == []
    h.slack.expect_message("orders-dlq").expect_reply("23 of 23 moved back to orders")


def test_messages_that_are_purged_meanwhile_are_not_said_to_be_moved(h: Harness) -> None:
    fired(h, *orders(23))
    window = open_redrive(h)
    h.functions.pause("on_job")
    window.submit(by="ana", **REASON)
    del h.sqs.queue("orders-dlq").messages[10:]
    h.originals.clear()
    h.functions.resume("on_job")
    h.fast_forward(minutes=15)
    h.slack.expect_message("orders-dlq").expect_reply(
        "10 of 23 moved back to orders; 13 are no longer there: purged"
    )


def test_stop_is_read_before_every_batch(h: Harness) -> None:
    fired(h, *orders(200))
    window = open_redrive(h)
    sends: list[Call] = []

    def press_stop(made: Call) -> None:
        if made.name == "sqs.SendMessageBatch" and made.about == "orders":
            sends.append(made)
        if made.name == "sqs.DeleteMessageBatch" and len(sends) == 2:
            with h.wire.aside():
                incident, table = h.incident(), Table(clients().client("dynamodb", STORE), TABLE)
                JobTable(table).ask_to_stop(incident.group, incident.live_job, By(BEN, "ben"))

    h.wire.meet(press_stop)
    window.submit(by="ana", **REASON)
    h.fast_forward(minutes=10)
    assert len(standing(h, "orders")) == 15
    h.slack.expect_message("orders-dlq").expect_reply(
        "15 of 200 moved back to orders; stopped by ben; 185 were not tried and stay"
    )


def test_what_the_window_promised_is_what_moves(h: Harness) -> None:
    fired(h, *orders(3))
    window, queue = open_redrive(h), h.sqs.queue("orders-dlq")
    for n in range(30):
        queue.send(f"late {n}", system={"DeadLetterQueueSourceArn": h.sqs.queue("orders").arn})
    window.submit(by="ana", **REASON)
    h.fast_forward(minutes=15)
    assert standing(h, "orders") == orders(3)
    card = h.slack.expect_message("orders-dlq")
    card.expect_reply("ana redrives 3 messages; 30 more came since and stay")
    card.expect_reply("3 of 3 moved back to orders")


@pytest.mark.parametrize("operation", ["GetQueueAttributes", "ListDeadLetterSourceQueues", "ReceiveMessage"])
def test_a_throttled_read_doubles_nothing_and_is_not_said_to(h: Harness, operation: str) -> None:
    fired(h, *orders(12))
    window = open_redrive(h)
    h.functions.pause("on_job")
    window.submit(by="ana", **REASON)
    h.fast_forward(seconds=10)
    h.functions.resume("on_job")
    allow = refuse(h, operation, "RequestThrottled")
    h.fast_forward(seconds=1)
    allow()
    h.fast_forward(minutes=15)
    assert standing(h, "orders") == sorted(orders(12))
    told = h.slack.expect_message("orders-dlq").expect_reply("12 of 12 moved back to orders")
    assert "twice" not in told.text


def fifo(h: Harness, *groups: str) -> Alarm:
    queue = h.dead_letters("orders-dlq.fifo", source="orders.fifo")
    source = h.sqs.queue("orders.fifo").arn
    for n, group in enumerate(groups):
        system = {"MessageGroupId": group, "MessageDeduplicationId": f"d-{n}"}
        queue.send(f"order {n}", system=system | {"DeadLetterQueueSourceArn": source})
    alarm = Alarm("orders-dlq.fifo")
    h.deliver(alarm.fires(h.clock()))
    h.fast_forward(minutes=2)
    return alarm


@pytest.mark.parametrize("code", ["InternalError", "InvalidMessageContents"])
def test_in_a_fifo_queue_nothing_overtakes_one_that_is_refused(h: Harness, code: str) -> None:
    fifo(h, *("g" for _ in range(6)))
    window = open_redrive(h, queue="orders-dlq.fifo")
    h.sqs.refuse_entry = lambda operation, entry: (
        code if operation == "SendMessageBatch" and entry["MessageBody"] == "order 2" else ""
    )
    window.submit(by="ana", **REASON)
    h.fast_forward(minutes=15)
    assert [each.body for each in h.sqs.queue("orders.fifo").messages] == ["order 0", "order 1"]
    assert standing(h, "orders-dlq.fifo") == [f"order {n}" for n in range(2, 6)]
    told = h.slack.expect_message("orders-dlq.fifo").expect_reply("2 of 6 moved back to orders")
    assert "3 left here: behind one of its group that stays" in told.text


def test_one_group_of_a_fifo_queue_does_not_hold_up_another(h: Harness) -> None:
    fifo(h, "a", "b", "a", "b")
    window = open_redrive(h, queue="orders-dlq.fifo")
    h.sqs.refuse_entry = lambda operation, entry: (
        "InvalidMessageContents"
        if operation == "SendMessageBatch" and entry["MessageBody"] == "order 0"
        else ""
    )
    window.submit(by="ana", **REASON)
    h.fast_forward(minutes=15)
    assert [each.body for each in h.sqs.queue("orders.fifo").messages] == ["order 1", "order 3"]


def test_a_queue_with_a_dead_letter_queue_of_its_own_pushes_nothing_on(h: Harness) -> None:
    queue = h.dead_letters("orders-dlq", *orders(3))
    queue.moves_to, queue.max_receives = h.sqs.create(queue_arn("orders-graveyard")), 1
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    card = h.slack.expect_message("orders-dlq")
    card.button("Acknowledge").click(by="ana")
    h.fast_forward(seconds=10)
    with pytest.raises(AssertionError, match="nothing to press"):
        card.button("Redrive…")
    for _ in range(3):
        card.button("Inspect").click(by="ana")
        h.fast_forward(minutes=1)
    assert "maxReceiveCount of 1" in h.slack.modal("ana").text
    assert standing(h, "orders-dlq") == orders(3)
    assert standing(h, "orders-graveyard") == []


def test_what_is_left_is_visible_again_at_once(h: Harness) -> None:
    fired(h, *orders(2))
    h.sqs.queue("orders-dlq").send("written by a function")
    open_redrive(h).submit(by="ana", **REASON)
    h.fast_forward(seconds=30)
    assert len(h.sqs.queue("orders-dlq").receive(10, timedelta(0))) == 1
