"""Who is told next, and when it stops. Ana owns the orders, Emil is in Do Not Disturb, Ben is on call."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.demo.slack_workspace.people import BEN as BEN_HIMSELF
from bot.domain.incident import Status
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import ANA, BEN, PAGER
from tests.scenario.harness.slack import Shown

DLQ, NIGHT = Alarm("orders-dlq"), Alarm("night-dlq")
GROUP = "<!subteam^S0ORDERS01>"


@pytest.fixture
def card(h: Harness) -> Shown:
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=30)
    return h.slack.expect_message("orders-dlq")


def calls(card: Shown) -> list[str]:
    """Whom the thread called, in order."""
    known = {f"<@{ANA}>": "ana", f"<@{BEN}>": "ben", GROUP: "the group", "<!channel>": "the channel"}
    return [who for reply in card.story for mention, who in known.items() if mention in reply]


def test_each_step_is_taken_once_and_in_its_time(h: Harness, card: Shown) -> None:
    assert calls(card) == ["ana"]
    h.fast_forward(minutes=14)
    assert calls(card) == ["ana"]
    h.fast_forward(minutes=2)
    assert calls(card) == ["ana", "the group"]
    assert h.services.pages == []
    h.fast_forward(minutes=15)
    assert calls(card) == ["ana", "the group", "the channel"]
    assert [page.topic for page in h.services.pages] == [PAGER]
    assert "orders-dlq" in h.services.pages[0].text


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
    assert calls(card) == ["ana"]
    assert h.services.pages == []


def test_nobody_is_called_any_more_once_it_is_resolved(h: Harness, card: Shown) -> None:
    h.empty()
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(hours=5)
    assert calls(card) == ["ana"]


def test_nobody_is_called_while_it_recovers(h: Harness, card: Shown) -> None:
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(hours=1)
    assert h.incident().recovering
    assert calls(card) == ["ana"]


def test_whoever_rests_counts_as_not_reached_and_the_next_one_is_called_at_once(h: Harness) -> None:
    h.dead_letters("night-dlq", '{"order": 1}')
    h.deliver(NIGHT.fires(h.clock()))
    h.fast_forward(minutes=1)
    card = h.slack.expect_message("night-dlq")
    assert calls(card) == ["ben"]
    card.expect_reply("not reached: emil is in Do Not Disturb")


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
    card.expect_reply("Nobody confirmed to be on it: open again")
    assert h.incident().status is Status.OPEN
    assert calls(card)[-1] == "ana"


def test_still_on_it_keeps_it_for_another_while(h: Harness, card: Shown) -> None:
    card.button("Acknowledge").click(by="ana")
    h.fast_forward(hours=2, minutes=1)
    card.expect_reply("Still on it?").button("Still on it").click(by="ana")
    h.fast_forward(hours=1)
    assert h.incident().status is Status.ACKNOWLEDGED
    card.expect_reply("ana is still on it")


def test_missed_ticks_are_made_up_for_once_and_not_one_by_one(h: Harness, card: Shown) -> None:
    h.fast_forward(ticking=False, minutes=70)
    assert calls(card) == ["ana"]
    h.tick()
    h.fast_forward(ticking=False, seconds=10)
    assert calls(card) == ["ana", "the group", "the channel"]
    assert len(h.services.pages) == 1


def test_two_sweeps_at_once_take_each_step_once(h: Harness, card: Shown) -> None:
    h.clock.forward(minutes=15)
    h.functions.pause("on_command")
    h.tick()
    h.tick()
    h.functions.resume("on_command")
    h.fast_forward(seconds=10, ticking=False)
    assert calls(card) == ["ana", "the group"]


@pytest.fixture(autouse=True)
def _each_call_stands_once(h: Harness) -> Iterator[None]:
    yield
    for message in h.slack.messages():
        markers = [reply.marker for reply in message.replies]
        assert len(markers) == len(set(markers))
