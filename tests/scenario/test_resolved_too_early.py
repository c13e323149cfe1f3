"""Who resolves by hand sees the number; what fills again, or was never empty, opens it by what is read."""

from datetime import timedelta

from bot.domain.incident.incident import Status
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import ANA
from tests.scenario.redriving import REASON, open_redrive

DLQ = Alarm("orders-dlq")


def fired(h: Harness, count: int) -> None:
    h.dead_letters("orders-dlq", *(f'{{"order": {n}}}' for n in range(count)))
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)


def resolve(h: Harness) -> str:
    """Returns what the window said before it was submitted."""
    h.slack.expect_message("orders-dlq").button("Resolve…").click(by="ana")
    window = h.slack.modal("ana")
    said = window.text
    window.submit(by="ana", **REASON)
    h.fast_forward(seconds=20)
    assert h.incident().status is Status.RESOLVED
    return said


def test_the_window_shows_what_stands_here_and_in_the_source(h: Harness) -> None:
    fired(h, 3)
    for n in range(5):
        h.sqs.queue("orders").send(f"waiting {n}")
    said = resolve(h)
    assert "`orders-dlq` holds 3 messages" in said
    assert "`orders`, which feeds it, holds 5 messages" in said


def test_an_incident_that_fills_again_under_a_standing_alarm_is_opened_again(h: Harness) -> None:
    """Redriven while the bug is there, resolved on the empty queue: no alarm tells that all came back."""
    fired(h, 10)
    open_redrive(h).submit(by="ana", **REASON)
    h.fast_forward(seconds=20)
    resolve(h)
    orders = h.sqs.queue("orders")
    while orders.messages:
        orders.receive(10, timedelta(0))
    h.fast_forward(minutes=2)
    incident = h.incident()
    assert (incident.status, incident.episode.number) == (Status.OPEN, 2)
    told = h.slack.expect_message("orders-dlq").expect_reply("Reopened: 10 messages are still in orders-dlq")
    assert f"<@{ANA}>" in told.text
    assert "checked after ana resolved it" in told.text


def test_what_was_confirmed_to_stand_there_does_not_open_it_again(h: Harness) -> None:
    fired(h, 2)
    resolve(h)
    h.fast_forward(hours=2)
    assert h.incident().status is Status.RESOLVED


def test_more_than_was_confirmed_opens_it_within_the_hour(h: Harness) -> None:
    fired(h, 2)
    resolve(h)
    h.fast_forward(minutes=30)
    h.sqs.queue("orders-dlq").send("one more")
    h.fast_forward(minutes=31)
    h.slack.expect_message("orders-dlq").expect_reply("Reopened: 3 messages are still in orders-dlq")


def test_it_is_read_three_times_and_then_left_alone(h: Harness) -> None:
    fired(h, 1)
    h.empty()
    resolve(h)
    h.fast_forward(hours=1, minutes=1)
    before = len(h.calls("sqs.GetQueueAttributes"))
    h.sqs.queue("orders-dlq").send("much later")
    h.fast_forward(hours=12)
    assert len(h.calls("sqs.GetQueueAttributes")) == before
    assert h.incident().attention_at is None
