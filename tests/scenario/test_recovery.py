"""OK is a claim, not a proof; and what is over may begin again."""

import pytest

from bot.domain.incident.incident import Status
from bot.render.card import incident_card
from tests.scenario.harness import Alarm, Fate, Harness

DLQ = Alarm("orders-dlq")


@pytest.fixture
def fired(h: Harness) -> Harness:
    """An incident with two dead letters, looked at and told."""
    h.dead_letters("orders-dlq", '{"order": 1}', '{"order": 2}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    return h


@pytest.fixture
def resolved(fired: Harness) -> Harness:
    fired.empty()
    fired.deliver(DLQ.recovers(fired.clock()))
    fired.fast_forward(minutes=10)
    assert fired.incident().status is Status.RESOLVED
    return fired


def test_a_queue_that_is_empty_and_stays_empty_resolves_the_incident_as_proven(fired: Harness) -> None:
    fired.empty()
    fired.deliver(DLQ.recovers(fired.clock()))
    fired.fast_forward(seconds=10)
    card = fired.slack.expect_message("orders-dlq")
    assert fired.incident().recovering
    fired.fast_forward(minutes=6)
    card.expect_update("Proven healthy: orders-dlq is empty")
    card.expect_reply("Resolved: orders-dlq is empty")
    assert card.controls == []


def test_an_ok_with_messages_still_there_resolves_nothing_and_says_so_once(fired: Harness) -> None:
    fired.deliver(DLQ.recovers(fired.clock()))
    fired.fast_forward(hours=1)
    card = fired.slack.expect_message("orders-dlq")
    card.expect_reply("The alarm says OK, but 2 messages are still in orders-dlq")
    assert fired.incident().live


def test_messages_that_arrive_during_the_settle_time_begin_it_anew(fired: Harness) -> None:
    queue = fired.sqs.queue("orders-dlq")
    fired.empty()
    fired.deliver(DLQ.recovers(fired.clock()))
    fired.fast_forward(minutes=4)
    queue.send("late")
    fired.fast_forward(minutes=2)
    queue.messages.clear()
    fired.fast_forward(minutes=4)
    assert fired.incident().live
    fired.fast_forward(minutes=3)
    assert not fired.incident().live


def test_an_alarm_during_the_settle_time_ends_the_recovery(fired: Harness) -> None:
    fired.empty()
    fired.deliver(DLQ.recovers(fired.clock()))
    fired.fast_forward(minutes=3)
    fired.deliver(DLQ.fires(fired.clock()))
    fired.fast_forward(minutes=10)
    assert fired.incident().status is Status.OPEN
    assert len(fired.slack.messages()) == 1


def test_missing_data_is_no_recovery(fired: Harness) -> None:
    fired.empty()
    fired.deliver(DLQ.knows_nothing(fired.clock()))
    fired.fast_forward(minutes=10)
    assert fired.incident().status is Status.OPEN


def test_one_read_that_fails_at_the_end_does_not_turn_the_proof_into_a_claim(fired: Harness) -> None:
    fired.empty()
    fired.deliver(DLQ.recovers(fired.clock()))
    fired.fast_forward(minutes=4)
    once = iter([Fate.ERROR])
    fired.wire.meet(lambda call: next(once, None) if call.name == "sqs.GetQueueAttributes" else None)
    fired.fast_forward(seconds=90)
    assert fired.incident().live
    fired.fast_forward(minutes=1)
    fired.slack.expect_message("orders-dlq").expect_update("Proven healthy")


def test_a_queue_that_may_not_be_read_resolves_as_unproven(fired: Harness) -> None:
    fired.aws.refused.add("sqs.GetQueueAttributes")
    fired.deliver(DLQ.recovers(fired.clock()))
    fired.fast_forward(minutes=10)
    card = fired.slack.expect_message("orders-dlq")
    card.expect_update("Resolved, unverified")
    card.expect_update("sqs:GetQueueAttributes")


def test_an_alarm_about_nothing_that_can_be_read_resolves_as_unproven(h: Harness) -> None:
    alarm = Alarm("", "checkout-latency")
    h.deliver(alarm.fires(h.clock()))
    h.fast_forward(minutes=2)
    h.deliver(alarm.recovers(h.clock()))
    h.fast_forward(minutes=10)
    h.slack.expect_message("checkout-latency").expect_update("Resolved, unverified")


def test_an_alarm_soon_after_the_end_goes_on_in_the_same_thread_as_a_new_episode(resolved: Harness) -> None:
    resolved.fast_forward(minutes=30)
    resolved.deliver(DLQ.fires(resolved.clock()))
    resolved.fast_forward(minutes=1)
    card = resolved.slack.expect_message("orders-dlq")
    assert card.expect_reply("Reopened: orders-dlq-depth fired again").message.broadcast
    assert "Acknowledge" in card.controls
    assert (resolved.incident().episode.number, resolved.incident().thread) == (2, 1)


def test_an_alarm_long_after_the_end_gets_a_message_of_its_own(resolved: Harness) -> None:
    resolved.fast_forward(hours=2)
    resolved.deliver(DLQ.fires(resolved.clock()))
    resolved.fast_forward(minutes=1)
    old, new = resolved.slack.messages()
    assert old.controls == []
    assert "Acknowledge" in new.controls
    assert (resolved.incident().episode.number, resolved.incident().thread) == (2, 2)


def test_a_late_copy_of_what_opened_the_last_episode_opens_no_other(h: Harness) -> None:
    fired = DLQ.fires(h.clock())
    h.deliver(fired)
    h.fast_forward(minutes=2)
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=10)
    h.deliver(fired, fired.by_bus)
    assert h.incident().episode.number == 1
    assert not h.incident().live


def test_an_alarm_that_never_says_ok_holds_nobody_up(fired: Harness) -> None:
    """Its queue is emptied after a few minutes: nobody is called about it, and it is over an hour later."""
    fired.fast_forward(minutes=4)
    fired.empty()
    fired.fast_forward(minutes=30)
    card = fired.slack.expect_message("orders-dlq")
    assert card.called == [["ana"]]
    assert fired.services.pages == []
    card.expect_update("Nothing to do now: orders-dlq is empty (since")
    card.expect_update("but no alarm has said OK. Resolves once that has held for 1 h")
    fired.fast_forward(minutes=45)
    card.expect_reply("Resolved: orders-dlq is empty; its alarm has not said OK")


def test_what_fills_again_without_a_word_of_its_alarm_is_called_for_anew(fired: Harness) -> None:
    fired.fast_forward(minutes=4)
    fired.empty()
    fired.fast_forward(minutes=30)
    fired.dead_letters("orders-dlq", '{"order": 3}')
    fired.fast_forward(minutes=16)
    card = fired.slack.expect_message("orders-dlq")
    card.expect_reply("It seemed over, but 1 message is still in orders-dlq")
    assert card.called == [["ana"], ["ana"]]


def test_a_queue_that_was_deleted_calls_nobody_and_ends_unproven(fired: Harness) -> None:
    fired.fast_forward(minutes=4)
    fired.sqs.remove("orders-dlq")
    fired.fast_forward(minutes=90)
    card = fired.slack.expect_message("orders-dlq")
    assert card.called == [["ana"]]
    card.expect_update("Resolved, unverified: orders-dlq was deleted")


def test_nobody_is_asked_about_a_queue_that_is_empty_by_now(fired: Harness) -> None:
    card = fired.slack.expect_message("orders-dlq")
    card.button("Acknowledge").click(by="ben")
    fired.fast_forward(minutes=100)
    fired.empty()
    fired.fast_forward(minutes=30)
    assert card.called == [["ana"]]


def test_a_card_that_cannot_be_rendered_is_shown_as_plain_text(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(incident_card, "footer_line", broken)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=30)
    card = h.slack.expect_message("orders-dlq: open")
    card.expect_update("/lastcall ack")
