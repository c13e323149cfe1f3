"""Getting dead letters back, and nothing else."""

from datetime import timedelta

import pytest

from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.wire import Call
from tests.scenario.redriving import REASON, open_redrive, standing

DLQ = Alarm("orders-dlq")


@pytest.fixture
def bodies() -> list[str]:
    return [f'{{"order": {n}}}' for n in range(23)]


def test_every_dead_letter_goes_back_once_as_it_was_sent(h: Harness, bodies: list[str]) -> None:
    attributes = {
        "kind": {"DataType": "String.label", "StringValue": "priority"},
        "weight": {"DataType": "Number", "StringValue": "1.50"},
        "blob": {"DataType": "Binary", "BinaryValue": "AAECAw=="},
    }
    system = {"AWSTraceHeader": "Root=1-5759e988-bd862e3fe1be46a994272793", "MessageGroupId": "tenant-7"}
    h.dead_letters("orders-dlq", *bodies, attributes=attributes, system=system)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    open_redrive(h).submit(by="ana", **REASON)
    h.fast_forward(minutes=5)
    assert standing(h, "orders") == sorted(bodies)
    assert standing(h, "orders-dlq") == []
    for message in h.sqs.queue("orders").messages:
        assert message.attributes == attributes
        assert message.system == system
    card = h.slack.expect_message("orders-dlq")
    card.expect_reply("ana redrives 23 messages (the consumer is fixed)")
    card.expect_reply("23 of 23 moved back to orders")


def test_the_preview_counts_what_stands_there_now(h: Harness, bodies: list[str]) -> None:
    queue = h.dead_letters("orders-dlq", *bodies[:3])
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    queue.send("one more", system={"DeadLetterQueueSourceArn": h.sqs.queue("orders").arn})
    assert "4 messages go back" in open_redrive(h).text


def test_only_what_was_confirmed_as_sent_is_deleted(h: Harness, bodies: list[str]) -> None:
    h.dead_letters("orders-dlq", *bodies)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    modal = open_redrive(h)
    h.sqs.refuse_entry = lambda operation, entry: (
        "InternalError" if operation == "SendMessageBatch" and '"order": 4}' in entry["MessageBody"] else ""
    )
    modal.submit(by="ana", **REASON)
    h.fast_forward(minutes=10)
    assert standing(h, "orders-dlq") == ['{"order": 4}']
    assert '{"order": 4}' not in standing(h, "orders")
    h.slack.expect_message("orders-dlq").expect_reply("22 of 23 moved back to orders")


def test_what_was_sent_and_could_not_be_deleted_is_not_sent_twice_by_the_same_slice(
    h: Harness, bodies: list[str]
) -> None:
    h.dead_letters("orders-dlq", *bodies[:10])
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    modal = open_redrive(h)
    refused: list[str] = []

    def refuse(operation: str, entry: dict[str, str]) -> str:
        if operation == "DeleteMessageBatch" and len(refused) < 4:
            refused.append(entry["Id"])
            return "InternalError"
        return ""

    h.sqs.refuse_entry = refuse
    modal.submit(by="ana", **REASON)
    h.fast_forward(minutes=10)
    assert standing(h, "orders") == sorted(bodies[:10])
    assert standing(h, "orders-dlq") == []


def test_messages_that_somebody_holds_are_waited_for(h: Harness, bodies: list[str]) -> None:
    queue = h.dead_letters("orders-dlq", *bodies[:5])
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    modal = open_redrive(h)
    queue.receive(2, timedelta(seconds=90))
    modal.submit(by="ana", **REASON)
    h.fast_forward(minutes=1)
    assert h.incident().live_job
    h.fast_forward(minutes=3)
    assert standing(h, "orders") == sorted(bodies[:5])
    h.slack.expect_message("orders-dlq").expect_reply("5 of 5 moved back to orders")


def test_messages_that_somebody_keeps_are_left_and_said(h: Harness, bodies: list[str]) -> None:
    queue = h.dead_letters("orders-dlq", *bodies[:5])
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    modal = open_redrive(h)
    queue.receive(2, timedelta(hours=12))
    modal.submit(by="ana", **REASON)
    h.fast_forward(minutes=10)
    assert not h.incident().live_job
    h.slack.expect_message("orders-dlq").expect_reply(
        "3 of 5 moved back to orders; 2 are held by another consumer and stay"
    )


def test_what_sqs_itself_did_not_put_there_stays(h: Harness, bodies: list[str]) -> None:
    queue = h.dead_letters("orders-dlq", *bodies[:2])
    queue.send("written by a function")
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    open_redrive(h).submit(by="ana", **REASON)
    h.fast_forward(minutes=10)
    assert standing(h, "orders-dlq") == ["written by a function"]
    told = h.slack.expect_message("orders-dlq").expect_reply("2 of 3 moved back to orders")
    assert "1 left here: nothing in the message says who put it here" in told.text


def test_what_comes_back_while_it_runs_is_never_moved_again(h: Harness, bodies: list[str]) -> None:
    queue = h.dead_letters("orders-dlq", *bodies[:3])
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    modal = open_redrive(h)
    h.functions.pause("on_job")
    modal.submit(by="ana", **REASON)
    h.clock.forward(seconds=30)
    queue.send("failed again", system={"DeadLetterQueueSourceArn": h.sqs.queue("orders").arn})
    h.functions.resume("on_job")
    h.fast_forward(minutes=10)
    assert standing(h, "orders") == sorted(bodies[:3])
    assert standing(h, "orders-dlq") == ["failed again"]


def test_two_people_who_press_at_once_start_one_redrive(h: Harness, bodies: list[str]) -> None:
    h.dead_letters("orders-dlq", *bodies)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    hers, his = open_redrive(h, "ana"), open_redrive(h, "ben")
    h.functions.pause("on_command")
    hers.submit(by="ana", **REASON)
    his.submit(by="ben", **REASON)
    h.functions.resume("on_command")
    h.fast_forward(minutes=10)
    assert len(h.table.jobs()) == 1
    assert standing(h, "orders") == sorted(bodies)
    assert "started" in h.slack.modal("ana").text
    assert "already running" in h.slack.modal("ben").text


def test_stop_ends_it_before_its_next_batch(h: Harness, bodies: list[str]) -> None:
    h.dead_letters("orders-dlq", *bodies)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    modal = open_redrive(h)
    h.functions.pause("on_job")
    modal.submit(by="ana", **REASON)
    h.fast_forward(seconds=10)
    h.slack.expect_message("orders-dlq").button("Stop redrive").click(by="ben")
    h.functions.resume("on_job")
    h.fast_forward(minutes=10)
    assert standing(h, "orders-dlq") == sorted(bodies)
    card = h.slack.expect_message("orders-dlq")
    card.expect_reply("ben stops the redrive")
    card.expect_reply("0 of 23 moved back to orders; stopped by ben")


def test_an_incident_does_not_resolve_while_a_redrive_runs(h: Harness, bodies: list[str]) -> None:
    h.dead_letters("orders-dlq", *bodies)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    modal = open_redrive(h)
    h.functions.pause("on_job")
    modal.submit(by="ana", **REASON)
    h.empty()
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=30)
    assert h.incident().live
    h.functions.resume("on_job")
    h.fast_forward(minutes=30)
    assert not h.incident().live


def test_after_a_redrive_the_emptied_queue_resolves_the_incident(h: Harness, bodies: list[str]) -> None:
    h.dead_letters("orders-dlq", *bodies)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    open_redrive(h).submit(by="ana", **REASON)
    h.fast_forward(minutes=2)
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=10)
    card = h.slack.expect_message("orders-dlq")
    card.expect_update("Proven healthy")
    assert card.controls == []


def test_the_verdict_of_a_redrive_stays_on_the_card_until_the_next_episode(
    h: Harness, bodies: list[str]
) -> None:
    h.dead_letters("orders-dlq", *bodies)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    open_redrive(h).submit(by="ana", **REASON)
    h.fast_forward(minutes=5)
    card = h.slack.expect_message("orders-dlq")
    card.expect_update("23 of 23 moved back to orders")
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=10)
    card.expect_update("Proven healthy")
    card.expect_update("23 of 23 moved back to orders")
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    assert "moved back" not in h.slack.expect_message("orders-dlq").text


def test_a_queue_that_is_gone_is_said_and_nothing_starts(h: Harness, bodies: list[str]) -> None:
    h.dead_letters("orders-dlq", *bodies[:1])
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    h.functions.restart()
    h.sqs.remove("orders-dlq")
    assert "there is no queue" in open_redrive(h).text
    assert h.table.jobs() == []


def test_a_fifo_queue_is_redriven_in_its_groups_and_with_ids_of_its_own(h: Harness) -> None:
    queue = h.dead_letters("orders-dlq.fifo", source="orders.fifo")
    for n in range(4):
        system = {
            "MessageGroupId": f"group-{n % 2}",
            "MessageDeduplicationId": f"d-{n}",
            "DeadLetterQueueSourceArn": h.sqs.queue("orders.fifo").arn,
        }
        queue.send(f"order {n}", system=system)
    alarm = Alarm("orders-dlq.fifo")
    h.deliver(alarm.fires(h.clock()))
    h.fast_forward(minutes=2)
    open_redrive(h).submit(by="ana", **REASON)
    h.fast_forward(minutes=10)
    back = h.sqs.queue("orders.fifo").messages
    assert [(each.body, each.system["MessageGroupId"]) for each in back] == [
        (f"order {n}", f"group-{n % 2}") for n in range(4)
    ]


def test_a_redrive_of_an_hour_goes_on_to_its_end(h: Harness) -> None:
    """Lambda would drop the seventeenth slice of a function that may not come back to itself."""
    bodies = [f'{{"order": {n}}}' for n in range(300)]
    h.dead_letters("orders-dlq", *bodies)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    modal = open_redrive(h)

    def takes_a_minute(made: Call) -> None:
        if (made.by, made.name) == ("on_job", "sqs.SendMessageBatch"):
            h.clock.forward(minutes=1)

    h.wire.meet(takes_a_minute)
    modal.submit(by="ana", **REASON)
    h.fast_forward(hours=1)
    slices = {each.run for each in h.calls("sqs.SendMessageBatch") if each.about == "orders"}
    assert len(slices) == 31  # and the first five by themselves
    assert len(standing(h, "orders")) == len(bodies)
    h.slack.expect_message("orders-dlq").expect_reply("300 of 300 moved back to orders")
