"""What Slack does to us, and that nothing of it loses an incident or shows it twice."""

from dataclasses import replace

import pytest

from local.slack_workspace import Fault, FaultKind
from tests.scenario.harness import Alarm, Fate, Harness
from tests.scenario.harness.places import INCIDENTS, ORDERS

DLQ = Alarm("orders-dlq")
POST = "chat.postMessage"


def fire(h: Harness) -> None:
    h.deliver(DLQ.fires(h.clock()))


@pytest.mark.parametrize("retry_after", ["1", "30", "600", None, "soon", "-3"])
def test_a_429_closes_the_channel_for_as_long_as_it_says_and_loses_nothing(
    h: Harness, retry_after: str | None
) -> None:
    h.slack.fail(Fault(kind=FaultKind.RATE_LIMITED, method=POST, retry_after=retry_after))
    fire(h)
    h.slack.expect_nothing()
    h.fast_forward(minutes=11)
    assert "Acknowledge" in h.slack.expect_message("orders-dlq").controls


def test_a_closed_channel_is_left_alone_by_every_card_of_it_and_the_others_go_on(h: Harness) -> None:
    h.slack.fail(Fault(kind=FaultKind.RATE_LIMITED, method=POST, channel=ORDERS, retry_after="60"))
    fire(h)
    h.deliver(Alarm("orders-2-dlq").fires(h.clock()), Alarm("payments-dlq").fires(h.clock()))
    h.fast_forward(seconds=50)
    assert [message.channel for message in h.slack.messages()] == [INCIDENTS]
    assert len([call for call in h.calls(f"slack.{POST}") if call.about == ORDERS]) == 1
    h.fast_forward(minutes=2)
    assert len(h.slack.messages()) == 3


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("accepted", [False, True])
def test_a_server_error_is_tried_again_and_what_was_accepted_is_found(
    h: Harness, status: int, *, accepted: bool
) -> None:
    h.slack.fail(Fault(kind=FaultKind.STATUS, method=POST, status=status, body="<html>", accepted=accepted))
    fire(h)
    h.fast_forward(minutes=2)
    h.slack.expect_message("orders-dlq")


@pytest.mark.parametrize("accepted", [False, True])
def test_a_dropped_answer_shows_one_message(h: Harness, *, accepted: bool) -> None:
    h.slack.fail(Fault(kind=FaultKind.DROP, method=POST, accepted=accepted))
    fire(h)
    h.fast_forward(minutes=2)
    h.slack.expect_message("orders-dlq")


def test_a_slow_answer_shows_one_message(h: Harness) -> None:
    h.slack.fail(Fault(kind=FaultKind.SLOW, method=POST, seconds=30))
    fire(h)
    h.fast_forward(minutes=2)
    h.slack.expect_message("orders-dlq")


def test_twenty_accepted_and_unanswered_posts_show_no_duplicate(h: Harness) -> None:
    h.slack.fail(*(Fault(kind=FaultKind.DROP, method=POST, accepted=True, skip=0) for _ in range(20)))
    for n in range(20):
        h.deliver(Alarm(f"quiet-{n}-dlq").fires(h.clock()))
    h.fast_forward(minutes=10)
    markers = [message.marker for message in h.slack.messages()]
    assert len(markers) == len(set(markers)) == 20


def test_a_lost_answer_to_a_mention_calls_nobody_twice(h: Harness) -> None:
    fire(h)
    h.slack.fail(Fault(kind=FaultKind.DROP, method=POST, accepted=True))
    h.fast_forward(minutes=2)
    h.slack.expect_message("orders-dlq").expect_call("ana")


def test_without_the_scope_to_read_a_channel_a_rare_duplicate_is_accepted(h: Harness) -> None:
    h.slack.workspace.scopes -= {"channels:history"}
    h.slack.allowed_refusals.add("missing_scope")
    h.slack.fail(Fault(kind=FaultKind.DROP, method=POST, accepted=True))
    fire(h)
    h.fast_forward(minutes=2)
    assert len(h.slack.messages()) == 2


def test_a_message_that_somebody_deleted_is_posted_anew_once(h: Harness) -> None:
    fire(h)
    h.fast_forward(minutes=2)
    h.slack.expect_message("orders-dlq").delete()
    h.slack.allowed_refusals.add("message_not_found")
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=1)
    h.slack.expect_message("orders-dlq")


@pytest.mark.parametrize("error", ["is_archived", "channel_not_found", "not_in_channel", "restricted_action"])
def test_a_channel_that_cannot_be_used_is_replaced_by_the_default_one(h: Harness, error: str) -> None:
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="*", error=error, channel=ORDERS, times=None))
    fire(h)
    h.fast_forward(minutes=2)
    card = h.slack.expect_message("orders-dlq")
    assert card.channel == INCIDENTS
    card.expect_call("ana")


def test_a_channel_archived_meanwhile_moves_the_card_to_the_default_one(h: Harness) -> None:
    fire(h)
    h.fast_forward(minutes=2)
    channel = h.slack.workspace.channels[ORDERS]
    h.slack.workspace.change_channel(replace(channel, is_archived=True))
    h.slack.allowed_refusals.add("is_archived")
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=1)
    assert [message.channel for message in h.slack.messages()].count(INCIDENTS) == 1


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long", "invalid_attachments"])
def test_a_card_that_slack_refuses_is_shown_as_plain_text_and_can_be_acted_on(h: Harness, error: str) -> None:
    h.slack.fail(Fault(kind=FaultKind.ERROR, method=POST, error=error))
    fire(h)
    h.fast_forward(minutes=2)
    card = h.slack.expect_message("orders-dlq: open")
    card.expect_update("/lastcall ack")


def test_a_refused_token_is_read_again_and_the_backlog_kept(h: Harness) -> None:
    h.services.secrets["bot-token"] = "xoxb-revoked"
    h.slack.allowed_refusals.add("invalid_auth")
    fire(h)
    h.fast_forward(minutes=5)
    first = len(h.calls(f"slack.{POST}"))
    h.fast_forward(minutes=5)
    h.slack.expect_nothing()
    assert len(h.calls(f"slack.{POST}")) - first <= first
    h.services.secrets["bot-token"] = "xoxb-local"
    h.fast_forward(minutes=3)
    h.slack.expect_message("orders-dlq")


def test_when_slack_is_back_after_half_an_hour_the_newest_state_is_shown_once(h: Harness) -> None:
    h.wire.meet(lambda call: Fate.ERROR if call.name.startswith("slack.") else None)
    fire(h)
    h.fast_forward(minutes=10)
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=5)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=15)
    h.wire.unharmed()
    h.fast_forward(minutes=10)
    card = h.slack.expect_message("orders-dlq")
    card.expect_update("2")
    edits = len(h.calls("slack.chat.update"))
    h.fast_forward(minutes=1)
    assert len(h.calls("slack.chat.update")) - edits <= 1


def test_thirty_refused_dropped_and_failed_posts_lose_no_incident(h: Harness) -> None:
    h.slack.fail(
        *(Fault(kind=FaultKind.RATE_LIMITED, method=POST, retry_after="1") for _ in range(10)),
        *(Fault(kind=FaultKind.STATUS, method=POST, status=500) for _ in range(10)),
        *(Fault(kind=FaultKind.DROP, method=POST) for _ in range(10)),
    )
    for n in range(30):
        h.deliver(Alarm(f"quiet-{n}-dlq").fires(h.clock()))
    h.fast_forward(minutes=15)
    assert len({message.marker for message in h.slack.messages()}) == len(h.slack.messages()) == 30
