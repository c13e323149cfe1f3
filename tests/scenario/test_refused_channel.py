"""What the channel will not take: told elsewhere, told with less, or told in the thread; once each."""

import json
from collections import Counter
from typing import Any

import pytest

from bot.domain.lifecycle.card.projection import Frozen
from local.slack_workspace import Fault, FaultKind
from local.slack_workspace.web_api.call import ApiCall
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import INCIDENTS, ORDERS

POST, UPDATE = "chat.postMessage", "chat.update"
DLQ = Alarm("orders-dlq")


def refuse(h: Harness, error: str, method: str, channel: str | None = ORDERS) -> None:
    h.slack.fail(Fault(kind=FaultKind.ERROR, method=method, times=None, channel=channel, error=error))


def opened(h: Harness) -> None:
    h.dead_letters("orders-dlq", *(f'{{"order": {n}}}' for n in range(37)))
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)


@pytest.mark.parametrize(
    "error",
    [
        *("restricted_action_read_only_channel", "is_inactive", "ekm_access_denied"),
        *("message_limit_exceeded", "never_heard_of_it"),
    ],
)
def test_a_channel_that_takes_nothing_is_left_for_the_fallback_and_people_are_called_there(
    h: Harness, error: str
) -> None:
    refuse(h, error, POST)
    refuse(h, error, UPDATE)
    opened(h)
    card = h.slack.expect_message("orders-dlq")
    assert card.channel == INCIDENTS
    card.expect_call("ana")
    assert error in h.table.cards()[h.incident().group].trouble


def test_where_no_channel_takes_it_the_card_says_why_and_comes_once_one_does(h: Harness) -> None:
    refuse(h, "restricted_action", POST, channel=None)
    opened(h)
    h.slack.expect_nothing()
    assert "cannot be used: restricted_action" in h.table.cards()[h.incident().group].trouble
    h.fast_forward(minutes=58)
    assert len(h.calls(f"slack.{POST}")) <= 200
    h.slack.faults.clear()
    h.fast_forward(minutes=5)
    h.slack.expect_message("orders-dlq").expect_call("ana")


def test_a_call_of_the_channel_that_is_forbidden_is_told_without_it_and_counts_as_not_reached(
    h: Harness,
) -> None:
    answer = h.slack.gateway._answer

    def forbidding(call: ApiCall) -> dict[str, Any]:
        if call.method == POST and "<!channel>" in json.dumps(call.args):
            return {"ok": False, "error": "restricted_action"}
        return answer(call)

    h.slack.gateway._answer = forbidding  # type: ignore[method-assign]
    h.slack.allowed_refusals.add("restricted_action")
    h.deliver(Alarm("payments-dlq").fires(h.clock()))
    h.fast_forward(minutes=3)
    assert len(h.slack.messages()) == 1
    card = h.slack.expect_message("payments-dlq")
    assert card.replies
    assert card.called == []
    assert not any(reply.message.not_reached for reply in card.replies)
    (refusal, *_) = h.table.cards()[h.incident("payments-dlq").group].refused
    assert (refusal.why, refusal.unfit) == ("restricted_action", False)


@pytest.mark.parametrize("error", ["edit_window_closed", "cant_update_message"])
def test_a_card_that_may_not_be_edited_any_more_says_so_once_and_is_not_posted_anew(
    h: Harness, error: str
) -> None:
    opened(h)
    refuse(h, error, UPDATE)
    for n in range(4):
        h.deliver(Alarm("orders-dlq", f"alarm {n}").fires(h.clock()))
        h.fast_forward(seconds=20)
    card = h.slack.expect_message("orders-dlq")
    card.expect_reply("no longer allows edits to this card")
    assert h.table.cards()[h.incident().group].frozen is Frozen.TOLD


def refuse_replies(h: Harness, error: str) -> None:
    answer = h.slack.gateway._answer

    def refusing(call: ApiCall) -> dict[str, Any]:
        if call.method == POST and call.args.get("thread_ts"):
            return {"ok": False, "error": error}
        return answer(call)

    h.slack.gateway._answer = refusing  # type: ignore[method-assign]
    h.slack.allowed_refusals.add(error)


@pytest.mark.parametrize(
    ("error", "where"),
    [
        ("thread_not_found", ORDERS),
        ("cannot_reply_to_message", ORDERS),
        ("restricted_action_thread_locked", ORDERS),
        ("restricted_action", INCIDENTS),
        ("never_heard_of_it", INCIDENTS),
    ],
)
def test_where_no_thread_takes_a_reply_the_pager_is_called_at_once_and_the_channel_by_a_message_of_its_own(
    h: Harness, error: str, where: str
) -> None:
    """A channel that takes no reply whatever it says is left once, for the fallback, and never again."""
    refuse_replies(h, error)
    opened(h)
    h.fast_forward(minutes=2)
    assert h.services.pages
    h.fast_forward(minutes=26)
    card, call, *left = h.slack.messages()
    assert (card.channel, call.channel) == (where, where)
    assert "Inspect" in card.controls
    assert set(call.notified) >= {"ana", "ben"}
    assert [each.text for each in left] == [f"This incident has moved to <#{where}>."] * (where != ORDERS)
    assert len(h.calls(f"slack.{POST}")) <= 20


def test_the_story_goes_on_under_the_call_that_stands_by_itself(h: Harness) -> None:
    answer = h.slack.gateway._answer
    opened(h)
    locked = h.slack.expect_message("orders-dlq").ts

    def refusing(call: ApiCall) -> dict[str, Any]:
        if call.method == POST and call.args.get("thread_ts") == locked:
            return {"ok": False, "error": "restricted_action_thread_locked"}
        return answer(call)

    h.slack.gateway._answer = refusing  # type: ignore[method-assign]
    h.slack.allowed_refusals.add("restricted_action_thread_locked")
    h.fast_forward(minutes=40)
    card, call = h.slack.messages()
    card.button("Acknowledge").click(by="ana")
    h.fast_forward(minutes=1)
    call.expect_reply("Acknowledged by ana")
    assert len(h.slack.messages()) == 2


def test_a_reply_that_fits_in_no_form_gets_no_second_card_and_the_pager_is_called_at_once(h: Harness) -> None:
    refuse_replies(h, "msg_too_long")
    opened(h)
    h.fast_forward(minutes=2)
    assert h.services.pages
    h.fast_forward(minutes=26)
    assert len(h.slack.messages()) == 1
    assert len(h.calls(f"slack.{POST}")) <= 20


def test_a_card_that_may_neither_be_edited_nor_answered_is_left_as_it_is(h: Harness) -> None:
    opened(h)
    refuse(h, "edit_window_closed", UPDATE)
    refuse_replies(h, "restricted_action_thread_locked")
    h.deliver(Alarm("orders-dlq", "another").fires(h.clock()))
    h.fast_forward(minutes=20)
    assert len(h.slack.messages()) == 1
    assert h.table.cards()[h.incident().group].frozen is Frozen.TOLD


def test_taking_the_button_off_a_call_leaves_what_it_said(h: Harness) -> None:
    opened(h)
    call = h.slack.expect_message("orders-dlq").expect_call("ana")
    before = call.text
    assert "37 dead letters" in before
    h.empty()
    h.fast_forward(minutes=30)
    h.slack.expect_message("orders-dlq").button("Acknowledge").click(by="ana")
    h.fast_forward(seconds=30)
    assert "37 dead letters" in call.text
    assert call.controls == []


def test_a_thread_that_owes_several_replies_is_told_each_once(h: Harness) -> None:
    opened(h)
    card = h.slack.expect_message("orders-dlq")
    h.functions.pause("on_change")
    for label, who in (("Acknowledge", "ana"), ("Acknowledge", "ben")):
        card.button(label).click(by=who)
    h.fast_forward(minutes=40)
    h.functions.resume("on_change")
    h.fast_forward(minutes=5)
    told = Counter(reply.marker for reply in card.replies)
    assert max(told.values()) == 1
    assert h.table.cards()[h.incident().group].cursor >= h.incident().thread_version


def test_a_reply_that_slack_will_not_have_is_told_plainly_and_never_mended_on_the_root(h: Harness) -> None:
    opened(h)
    edits = len(h.calls(f"slack.{UPDATE}"))
    h.slack.fail(Fault(kind=FaultKind.ERROR, method=POST, error="invalid_blocks"))
    h.slack.expect_message("orders-dlq").button("Acknowledge").click(by="ana")
    h.fast_forward(seconds=10)
    card = h.slack.expect_message("orders-dlq")
    card.expect_reply("Acknowledged by ana")
    assert not h.table.cards()[h.incident().group].plain
    assert len(h.calls(f"slack.{UPDATE}")) - edits <= 2
