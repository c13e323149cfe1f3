"""A few go first, and what becomes of them decides whether the others follow."""

from datetime import timedelta

import pytest

from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import ANA
from tests.scenario.redriving import REASON, open_redrive, standing

DLQ = Alarm("orders-dlq")


@pytest.fixture
def bodies() -> list[str]:
    return [f'{{"order": {n}}}' for n in range(23)]


def begun(h: Harness, bodies: list[str]) -> None:
    """Five of them are back in their queue, and the others wait."""
    h.dead_letters("orders-dlq", *bodies)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    open_redrive(h).submit(by="ana", **REASON)
    h.fast_forward(seconds=20)
    assert len(standing(h, "orders")) == 5


def fails_again(h: Harness) -> None:
    orders = h.sqs.queue("orders")
    while orders.messages:
        orders.receive(10, timedelta(0))


def replies(h: Harness, words: str) -> list[str]:
    return [each.text for each in h.slack.expect_message("orders-dlq").replies if words in each.text]


def test_the_window_says_how_many_go_first_and_how_long_they_are_watched(
    h: Harness, bodies: list[str]
) -> None:
    h.dead_letters("orders-dlq", *bodies)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    assert "The first 5 go alone and are watched for up to 2 min" in open_redrive(h).text


def test_while_the_first_are_watched_the_others_stay(h: Harness, bodies: list[str]) -> None:
    begun(h, bodies)
    card = h.slack.expect_message("orders-dlq")
    card.expect_reply("5 of 23 sent back to orders first: the other 18 go by themselves within 2 min")
    card.expect_update("Redrive by ana: 5 of 23 moved, watched until ")
    h.fast_forward(seconds=60)
    assert len(standing(h, "orders")) == 5


def test_the_others_follow_by_themselves_once_the_first_are_not_back_in_time(
    h: Harness, bodies: list[str]
) -> None:
    begun(h, bodies)
    h.fast_forward(minutes=4)
    assert standing(h, "orders") == sorted(bodies)
    told = h.slack.expect_message("orders-dlq").expect_reply("23 of 23 moved back to orders")
    assert "the 5 sent first were not back after 2 min" in told.text


def test_when_the_first_come_back_it_stops_itself_and_what_came_back_stays(
    h: Harness, bodies: list[str]
) -> None:
    begun(h, bodies)
    fails_again(h)
    h.fast_forward(minutes=10)
    assert standing(h, "orders") == []
    assert standing(h, "orders-dlq") == sorted(bodies)
    told = h.slack.expect_message("orders-dlq").expect_reply("5 of 23 moved back to orders")
    assert "stopped itself: the 5 sent first came back and stay" in told.text
    assert "18 were not tried and stay" in told.text
    assert not h.incident().live_job
    assert f"<@{ANA}>" in told.text
    assert len(replies(h, "came back")) == 1


def test_continue_now_sends_the_others_for_a_reason_that_is_kept(h: Harness, bodies: list[str]) -> None:
    begun(h, bodies)
    card = h.slack.expect_message("orders-dlq")
    card.button("Continue now…").click(by="ben")
    h.slack.modal("ben").submit(by="ben", ready_reason="These cannot wait any longer", reason="")
    h.fast_forward(seconds=50)
    assert standing(h, "orders") == sorted(bodies)
    card.expect_reply("ben lets the rest go without waiting (These cannot wait any longer)")
    told = card.expect_reply("23 of 23 moved back to orders")
    assert "ben did not wait for the 5 sent first: These cannot wait any longer" in told.text


def test_continue_now_is_offered_only_while_something_waits(h: Harness, bodies: list[str]) -> None:
    begun(h, bodies)
    card = h.slack.expect_message("orders-dlq")
    assert card.offers("Continue now…")
    h.fast_forward(minutes=5)
    assert not card.offers("Continue now…")


def test_stop_ends_the_watch(h: Harness, bodies: list[str]) -> None:
    begun(h, bodies)
    h.slack.expect_message("orders-dlq").button("Stop redrive").click(by="ben")
    h.fast_forward(minutes=2)
    assert len(standing(h, "orders")) == 5
    h.slack.expect_message("orders-dlq").expect_reply("5 of 23 moved back to orders; stopped by ben")


def test_a_paused_redrive_sends_nothing_until_it_is_resumed(h: Harness, bodies: list[str]) -> None:
    begun(h, bodies)
    card = h.slack.expect_message("orders-dlq")
    card.button("Pause redrive").click(by="ben")
    h.fast_forward(minutes=10)
    assert len(standing(h, "orders")) == 5
    card.expect_update("5 of 23 moved, paused by ben")
    card.button("Resume redrive").click(by="ana")
    h.fast_forward(minutes=5)
    assert standing(h, "orders") == sorted(bodies)


def test_whoever_stops_a_paused_redrive_ends_it(h: Harness, bodies: list[str]) -> None:
    begun(h, bodies)
    card = h.slack.expect_message("orders-dlq")
    card.button("Pause redrive").click(by="ben")
    h.fast_forward(minutes=2)
    card.button("Stop redrive").click(by="ana")
    h.fast_forward(minutes=3)
    assert not h.incident().live_job
    assert len(standing(h, "orders-dlq")) == 18


def test_a_worker_that_dies_while_it_watches_is_followed_by_another(h: Harness, bodies: list[str]) -> None:
    begun(h, bodies)
    h.functions.pause("on_job")
    h.fast_forward(minutes=1)
    h.functions.restart()
    h.functions.resume("on_job")
    h.fast_forward(minutes=10)
    assert standing(h, "orders") == sorted(bodies)
    assert len(replies(h, "sent back to orders first")) == 1


def test_a_queue_that_cannot_be_counted_when_the_watch_is_over_stops_it(
    h: Harness, bodies: list[str]
) -> None:
    begun(h, bodies)
    h.functions.restart()
    h.sqs.remove("orders-dlq")
    h.fast_forward(minutes=10)
    told = h.slack.expect_message("orders-dlq").expect_reply("5 of 23 moved back to orders")
    assert "stopped itself: whether the 5 sent first came back could not be read" in told.text
    assert "cannot tell whether 18 more are still there" in told.text


def test_ten_or_fewer_all_go_at_once(h: Harness, bodies: list[str]) -> None:
    h.dead_letters("orders-dlq", *bodies[:10])
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    window = open_redrive(h)
    assert "watched for" not in window.text
    window.submit(by="ana", **REASON)
    h.fast_forward(seconds=20)
    assert standing(h, "orders") == sorted(bodies[:10])
