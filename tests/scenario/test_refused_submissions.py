"""A window that was submitted and refused: whoever did it learns why, whatever became of the window."""

from dataclasses import replace

import pytest

from local.slack_workspace import Fault, FaultKind
from local.slack_workspace.people import ANA
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import ORDERS
from tests.scenario.harness.slack import Modal

DLQ = Alarm("orders-dlq")


@pytest.fixture
def window(h: Harness) -> Modal:
    """Ana's Redrive, of a queue that is emptied before she submits it."""
    h.slack.allowed_refusals.add("not_found")
    queue = h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    card = h.slack.expect_message("orders-dlq")
    card.button("Acknowledge").click(by="ana")
    h.fast_forward(seconds=10)
    card.button("Redrive…").click(by="ana")
    queue.messages.clear()
    return h.slack.modal("ana")


def submit(window: Modal) -> None:
    window.submit(by="ana", ready_reason="other", reason="fixed")


def test_the_refusal_stands_in_the_window(h: Harness, window: Modal) -> None:
    submit(window)
    assert "⚠️" in h.slack.modal("ana").text
    assert h.slack.told("ana") == []


def test_it_does_where_the_answer_gave_the_window_no_external_id(h: Harness, window: Modal) -> None:
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="views.update", error="not_found", times=4))
    submit(window)
    assert "⚠️" in h.slack.modal("ana").text
    assert h.slack.told("ana") == []


@pytest.mark.parametrize("error", ["not_found", "invalid_arguments", "hash_conflict", "no_permission"])
def test_where_the_window_takes_nothing_it_is_said_where_it_was_opened(
    h: Harness, window: Modal, error: str
) -> None:
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="views.update", error=error, times=None))
    submit(window)
    (said,) = h.slack.told("ana")
    assert said
    assert h.slack.workspace.messages.ephemerals_of(ANA.id)[0].channel == ORDERS


def test_who_has_left_that_channel_is_told_directly(h: Harness, window: Modal) -> None:
    channel = h.slack.workspace.channels[ORDERS]
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="views.update", error="not_found", times=None))
    h.slack.allowed_refusals.add("user_not_in_channel")
    h.slack.workspace.change_channel(replace(channel, members=channel.members - {ANA.id}))
    submit(window)
    direct = h.slack.workspace.messages.in_channel(h.slack.workspace.direct_channel(ANA.id).id)
    assert [message.notified for message in direct] == [(ANA.id,)]


def test_what_was_done_is_told_by_the_card_alone(h: Harness) -> None:
    h.slack.allowed_refusals.add("not_found")
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    card = h.slack.expect_message("orders-dlq")
    card.button("Acknowledge").click(by="ana")
    h.fast_forward(seconds=10)
    card.button("Redrive…").click(by="ana")
    window = h.slack.modal("ana")
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="views.update", error="not_found", times=None))
    submit(window)
    h.fast_forward(minutes=1)
    assert h.slack.told("ana") == []
    card.expect_reply("1 of 1 moved back to orders")
