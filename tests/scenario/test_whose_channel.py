"""A card stands in the channel of its incident's route, whichever of the queue's alarms spoke first."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from local.slack_workspace import Fault, FaultKind
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import INCIDENTS, ORDERS, QUIET

DEPTH = Alarm("quiet-dlq")
WHOSE = Alarm("quiet-dlq", "quiet-dlq-too-many", tags=(("team", "orders"),))
AGAIN = Alarm("quiet-dlq", "quiet-dlq-again")


def told_in_both_places(h: Harness) -> None:
    """First by an alarm that names no team; somebody answered, in its thread."""
    h.deliver(DEPTH.fires(h.clock()))
    h.fast_forward(minutes=1)
    h.slack.expect_message("quiet-dlq").button("Acknowledge").click(by="ana")
    h.fast_forward(seconds=30)
    h.deliver(WHOSE.fires(h.clock()))
    h.fast_forward(minutes=1)


@pytest.mark.parametrize("apart", [0, 20])
def test_whatever_the_order_people_read_the_same_in_the_same_channel(apart: int) -> None:
    read = set()
    for order in permutations((DEPTH, WHOSE, AGAIN)):
        with Harness() as h:
            told = {
                each: each.fires(h.clock() - timedelta(seconds=n))
                for n, each in enumerate((DEPTH, WHOSE, AGAIN))
            }
            for each in order:
                h.deliver(told[each])
                h.fast_forward(seconds=apart)
            h.fast_forward(minutes=2)
            (card,) = h.slack.messages()
            read.add(
                (card.channel, card.text.partition("\n")[2].partition("\n")[0], h.incident("quiet-dlq").route)
            )
    assert [(channel, route) for channel, _, route in read] == [(ORDERS, "tagged")]


def test_a_card_that_moves_is_shown_before_it_is_taken_away(h: Harness) -> None:
    h.deliver(DEPTH.fires(h.clock()))
    h.fast_forward(minutes=1)
    h.slack.fail(
        Fault(kind=FaultKind.RATE_LIMITED, method="chat.postMessage", channel=ORDERS, retry_after="60")
    )
    h.deliver(WHOSE.fires(h.clock()))
    h.fast_forward(seconds=50)
    assert [card.channel for card in h.slack.messages()] == [INCIDENTS]
    h.fast_forward(seconds=30)
    assert [card.channel for card in h.slack.messages()] == [ORDERS]
    assert [str(call) for call in h.calls("slack.chat.delete")] == [f"slack.chat.delete {INCIDENTS}"]


def test_what_was_answered_in_its_thread_keeps_the_thread_and_nothing_of_the_incident(h: Harness) -> None:
    told_in_both_places(h)
    left, card = h.slack.messages()
    assert (left.channel, card.channel) == (INCIDENTS, ORDERS)
    assert f"This incident has moved to <#{ORDERS}>" in left.text
    assert "quiet-dlq" not in left.text
    assert left.controls == []
    assert left.replies
    assert "Acknowledge" not in card.controls
    card.expect_update("Acknowledged by")


@pytest.mark.parametrize(
    "error", ["cant_delete_message", "compliance_exports_prevent_deletion", "no_permission"]
)
def test_where_nobody_may_delete_the_card_is_emptied(h: Harness, error: str) -> None:
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="chat.delete", error=error, times=None))
    h.deliver(DEPTH.fires(h.clock()))
    h.fast_forward(minutes=1)
    h.deliver(WHOSE.fires(h.clock()))
    h.fast_forward(minutes=1)
    left, card = h.slack.messages()
    assert "quiet-dlq" not in left.text
    assert card.channel == ORDERS


def test_a_card_in_the_fallback_stays_there_while_its_own_channel_takes_nothing(h: Harness) -> None:
    channel = h.slack.workspace.channels[ORDERS]
    h.slack.workspace.change_channel(replace(channel, is_archived=True))
    h.slack.allowed_refusals |= {"is_archived", "channel_not_found"}
    h.deliver(DEPTH.fires(h.clock()))
    h.fast_forward(minutes=1)
    h.deliver(WHOSE.fires(h.clock()))
    h.fast_forward(minutes=5)
    h.deliver(AGAIN.fires(h.clock()))
    h.fast_forward(minutes=5)
    cards = [card for card in h.slack.messages() if "quiet-dlq" in card.text]
    assert [card.channel for card in cards] == [QUIET.channel]
    assert len(h.calls("slack.chat.postMessage")) <= 4


def test_what_is_over_stays_where_it_was_told(h: Harness) -> None:
    h.dead_letters("quiet-dlq")
    h.deliver(DEPTH.fires(h.clock()))
    h.fast_forward(minutes=1)
    h.deliver(DEPTH.recovers(h.clock()))
    h.fast_forward(minutes=15)
    assert not h.incident("quiet-dlq").live
    h.deliver(WHOSE.recovers(h.clock()))
    h.fast_forward(minutes=5)
    assert [card.channel for card in h.slack.messages()] == [INCIDENTS]
