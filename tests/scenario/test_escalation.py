"""Who is told next, and when it stops. Ana owns the orders, Emil is in Do Not Disturb, Ben is on call."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.incident.incident import Status
from local.slack_workspace import Fault, FaultKind
from local.slack_workspace.people import BEN as BEN_HIMSELF
from local.slack_workspace.people import EMIL as EMIL_HIMSELF
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import BEN, PAGER
from tests.scenario.harness.slack import Shown

DLQ, NIGHT = Alarm("orders-dlq"), Alarm("night-dlq")
# The group and the channel are, of those who can be reached, the same two people.
BOTH = ["ana", "ben"]
POST = "chat.postMessage"


@pytest.fixture
def card(h: Harness) -> Shown:
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=30)
    return h.slack.expect_message("orders-dlq")


def test_each_step_is_taken_once_and_in_its_time(h: Harness, card: Shown) -> None:
    assert card.called == [["ana"]]
    h.fast_forward(minutes=14)
    assert card.called == [["ana"]]
    h.fast_forward(minutes=2)
    assert card.called == [["ana"], BOTH]
    assert h.services.pages == []
    h.fast_forward(minutes=15)
    assert card.called == [["ana"], BOTH, BOTH]
    assert [page.topic for page in h.services.pages] == [PAGER]
    assert "orders-dlq" in h.services.pages[0].text


def test_the_card_names_whom_it_calls_and_who_is_next_of_a_group_too(h: Harness, card: Shown) -> None:
    """Slack has just taken the first call; the next step is not on its way for that."""
    assert "notifying ana (the owner) since" in card.text
    assert re.search(r"next: @orders-oncall at <[^>]*12:15 UTC>", card.text)


def test_a_card_waits_for_no_name_and_asks_for_each_but_once(h: Harness) -> None:
    h.functions.pause("on_job")
    h.functions.pause("on_command")
    h.deliver(NIGHT.fires(h.clock()))
    assert h.calls("slack.users.info") == []
    assert "next: a person at" in h.slack.expect_message("night-dlq").text
    for function in ("on_job", "on_command"):
        h.functions.resume(function)
    h.fast_forward(minutes=20)
    assert "notified: ben (on call for nights)" in h.slack.expect_message("night-dlq").text


def test_without_the_names_of_its_people_a_card_is_shown_all_the_same(h: Harness) -> None:
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="usergroups.list", error="missing_scope", times=None))
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=30)
    assert "next: a group at" in h.slack.expect_message("orders-dlq").text


def test_only_the_newest_mention_can_be_answered(h: Harness, card: Shown) -> None:
    h.fast_forward(minutes=16)
    assert [reply.controls for reply in card.replies] == [[], ["Acknowledge"]]


def test_reminders_back_off_and_end(h: Harness, card: Shown) -> None:
    h.fast_forward(minutes=31)
    told = []
    for _ in range(48):
        before = len(h.services.pages)
        h.fast_forward(minutes=30)
        told.append(len(h.services.pages) - before)
    half_hours = [n for n, pages in enumerate(told, start=1) if pages]
    assert half_hours == [1, 3, 7]


def test_nobody_is_called_any_more_once_somebody_has_it(h: Harness, card: Shown) -> None:
    card.button("Acknowledge").click(by="ben")
    h.fast_forward(minutes=90)
    assert card.called == [["ana"]]
    assert h.services.pages == []


def test_nobody_is_called_any_more_once_it_is_resolved(h: Harness, card: Shown) -> None:
    h.empty()
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(hours=5)
    assert card.called == [["ana"]]


def test_nobody_is_called_while_it_is_seen_to_recover(h: Harness, card: Shown) -> None:
    h.fast_forward(minutes=12)
    h.empty()
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=4)
    assert h.incident().recovering
    assert card.called == [["ana"]]


def test_an_ok_of_the_alarm_silences_nobody_while_the_messages_stand(h: Harness, card: Shown) -> None:
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=31)
    assert h.incident().recovering
    assert card.called == [["ana"], BOTH, BOTH]


def test_whoever_rests_counts_as_not_reached_and_the_next_one_is_called_at_once(h: Harness) -> None:
    h.dead_letters("night-dlq", '{"order": 1}')
    h.deliver(NIGHT.fires(h.clock()))
    h.fast_forward(minutes=1)
    card = h.slack.expect_message("night-dlq")
    assert card.called == [["ben"]]
    card.expect_reply("not reached: emil is in Do Not Disturb")


def test_the_end_of_a_rest_calls_whoever_nobody_else_could_stand_for(h: Harness) -> None:
    """Ben has left the channel; emil, who is alone in it, rests for seven more hours."""
    channel = h.slack.workspace.channel("orders")
    h.slack.workspace.change_channel(replace(channel, members=frozenset({EMIL_HIMSELF.id})))
    h.dead_letters("night-dlq", '{"order": 1}', retention=timedelta(hours=20))
    h.deliver(NIGHT.fires(h.clock()))
    h.fast_forward(minutes=2)
    assert h.slack.expect_message("night-dlq").called == []
    h.slack.workspace.change_user(replace(EMIL_HIMSELF, in_do_not_disturb=False))
    h.fast_forward(hours=7)
    assert h.slack.expect_message("night-dlq").called == [["emil"]]


def test_whoever_is_deactivated_counts_as_not_reached(h: Harness) -> None:
    h.slack.workspace.change_user(replace(EMIL_HIMSELF, in_do_not_disturb=False, deleted=True))
    h.deliver(NIGHT.fires(h.clock()))
    h.fast_forward(minutes=1)
    card = h.slack.expect_message("night-dlq")
    assert card.called == [["ben"]]
    card.expect_reply("not reached: emil is deactivated")


def test_of_a_group_only_those_in_the_channel_are_called(h: Harness, card: Shown) -> None:
    channel = h.slack.workspace.channel("orders")
    h.slack.workspace.change_channel(replace(channel, members=channel.members - {BEN}))
    h.fast_forward(minutes=16)
    assert card.called == [["ana"], ["ana"]]


def test_a_call_of_the_channel_stands_in_the_channel_and_says_there_what_it_is_about(
    h: Harness, card: Shown
) -> None:
    h.fast_forward(minutes=31)
    *others, call = card.replies
    assert call.notified == BOTH
    assert call.message.broadcast
    assert call.phone_text.startswith("@channel *orders-dlq: 1 dead letter* · Orders are not shipped")
    assert [reply for reply in others if reply.message.broadcast] == []


def test_a_broadcast_that_is_answered_keeps_its_place_and_calls_nobody_again(h: Harness, card: Shown) -> None:
    h.fast_forward(minutes=31)
    call = card.replies[-1]
    call.button("Acknowledge").click(by="ben")
    h.fast_forward(minutes=1)
    assert call.controls == []
    assert call.message.broadcast
    assert card.called == [["ana"], BOTH, BOTH]


def test_whoever_left_the_channel_counts_as_not_reached(h: Harness) -> None:
    channel = h.slack.workspace.channel("orders")
    h.slack.workspace.change_channel(replace(channel, members=channel.members - {BEN}))
    h.deliver(NIGHT.fires(h.clock()))
    h.fast_forward(minutes=1)
    h.slack.expect_message("night-dlq").expect_reply(f"{BEN_HIMSELF.name} is not in the channel")


def test_whoever_has_it_is_asked_and_their_silence_opens_it_again(h: Harness, card: Shown) -> None:
    card.button("Acknowledge").click(by="ana")
    h.fast_forward(hours=2, minutes=1)
    asked = card.expect_reply("Still on it?")
    assert asked.controls == ["Still on it", "Release"]
    h.fast_forward(minutes=31)
    card.expect_reply("No one confirmed: reopened")
    assert h.incident().status is Status.OPEN
    assert card.called[-1] == ["ana"]


def test_still_on_it_keeps_it_for_another_while(h: Harness, card: Shown) -> None:
    card.button("Acknowledge").click(by="ana")
    h.fast_forward(hours=2, minutes=1)
    card.expect_reply("Still on it?").button("Still on it").click(by="ana")
    h.fast_forward(hours=1)
    assert h.incident().status is Status.ACKNOWLEDGED
    card.expect_reply("ana is still on it")


def test_missed_ticks_are_made_up_for_once_and_not_one_by_one(h: Harness, card: Shown) -> None:
    h.fast_forward(ticking=False, minutes=70)
    assert card.called == [["ana"]]
    h.tick()
    h.fast_forward(ticking=False, seconds=10)
    assert card.called == [["ana"], BOTH, BOTH]
    assert len(h.services.pages) == 1


def test_two_sweeps_at_once_take_each_step_once(h: Harness, card: Shown) -> None:
    h.clock.forward(minutes=15)
    h.functions.pause("on_command")
    h.tick()
    h.tick()
    h.functions.resume("on_command")
    h.fast_forward(seconds=10, ticking=False)
    assert card.called == [["ana"], BOTH]


@pytest.fixture(autouse=True)
def _each_call_stands_once(h: Harness) -> Iterator[None]:
    yield
    for message in h.slack.messages():
        markers = [reply.marker for reply in message.replies]
        assert len(markers) == len(set(markers))


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault(kind=FaultKind.STATUS, status=503, times=None, method=POST), id="503"),
        pytest.param(Fault(kind=FaultKind.DROP, accepted=True, times=20, method=POST), id="unanswered"),
        pytest.param(Fault(kind=FaultKind.RATE_LIMITED, retry_after="5", times=None, method=POST), id="429"),
        pytest.param(
            Fault(kind=FaultKind.ERROR, error="restricted_action_thread_locked", times=None, method=POST),
            id="refused",
        ),
        pytest.param(
            Fault(kind=FaultKind.ERROR, error="never_heard_of_it", times=None, method=POST), id="new"
        ),
    ],
)
def test_a_page_goes_out_once_while_slack_does_not_take_the_call_beside_it(fault: Fault) -> None:
    with Harness(strict=False) as h:
        h.deliver(Alarm("orders-dlq").fires(h.clock()))
        h.fast_forward(minutes=29)
        assert h.services.pages == []
        h.slack.fail(fault)
        h.fast_forward(minutes=20)
        h.slack.faults.clear()
        h.fast_forward(minutes=5)
        assert len(h.services.pages) == 1
