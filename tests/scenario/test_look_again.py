"""After a fix nobody waits for the machine's turn: Look again, and a command, look now."""

from tests.scenario.harness import Alarm, Harness

DLQ = Alarm("orders-dlq")


def fired(h: Harness) -> None:
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(hours=3)
    queue = h.sqs.queue("orders-dlq")
    for n in range(4):
        queue.send(f"late {n}", system={"DeadLetterQueueSourceArn": h.sqs.queue("orders").arn})


def test_look_again_in_inspect_shows_what_stands_there_now(h: Harness) -> None:
    fired(h)
    h.slack.expect_message("orders-dlq").button("Inspect").click(by="ana")
    assert "late 3" not in h.slack.modal("ana").text
    h.slack.modal("ana").button("Look again").click(by="ana")
    assert "5 of 5" in h.slack.modal("ana").text
    h.fast_forward(seconds=30)
    h.slack.expect_message("orders-dlq").expect_update("5 dead letters")


def test_the_command_looks_too_and_says_so(h: Harness) -> None:
    fired(h)
    h.slack.command("ana", "/lastcall look orders-dlq")
    h.fast_forward(seconds=30)
    h.slack.expect_message("orders-dlq").expect_update("5 dead letters")


def test_pressing_again_at_once_reads_nothing_more(h: Harness) -> None:
    fired(h)
    h.slack.command("ana", "/lastcall look orders-dlq")
    h.fast_forward(seconds=5)
    before = len(h.calls("sqs.ReceiveMessage"))
    h.slack.command("ben", "/lastcall look orders-dlq")
    h.fast_forward(seconds=5)
    about_the_queue = [each for each in h.calls("sqs.ReceiveMessage")[before:] if each.about == "orders-dlq"]
    assert about_the_queue == []


def test_what_is_resolved_is_not_looked_at(h: Harness) -> None:
    fired(h)
    h.slack.expect_message("orders-dlq").button("Resolve…").click(by="ana")
    h.slack.modal("ana").submit(by="ana", ready_reason="other", reason="done")
    h.slack.command("ana", "/lastcall look orders-dlq")
    h.fast_forward(seconds=5)
    assert not h.incident().live
