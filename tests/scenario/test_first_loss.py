"""Nobody sleeps through the first loss: who has it is called, then the steps; a snooze ends with a call."""

from datetime import timedelta

from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.slack import Shown

DLQ = Alarm("orders-dlq")
FIVE = tuple(f'{{"order": {n}}}' for n in range(5))


def opened(h: Harness, **retention: float) -> Shown:
    h.dead_letters("orders-dlq", *FIVE, retention=timedelta(**retention))
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=30)
    return h.slack.expect_message("orders-dlq")


def test_who_has_it_is_called_before_the_loss_and_without_an_answer_the_steps_begin(h: Harness) -> None:
    card = opened(h, minutes=100)
    card.button("Acknowledge").click(by="ben")
    h.fast_forward(minutes=39)
    assert card.called == [["ana"]]
    h.fast_forward(minutes=2)
    assert card.called == [["ana"], ["ben"]]
    assert card.replies[-1].phone_text == "@ben First loss in 60 min"
    h.fast_forward(minutes=11)
    assert card.called == [["ana"], ["ben"], ["ben"]]
    card.expect_reply("First loss in 49 min. Still on it?")
    h.fast_forward(minutes=40)
    assert card.called[3:5] == [["ana"], ["ana", "ben"]]
    assert h.services.pages


def test_who_has_it_and_has_time_is_asked_as_ever(h: Harness) -> None:
    card = opened(h, days=4)
    card.button("Acknowledge").click(by="ben")
    h.fast_forward(minutes=119)
    assert card.called == [["ana"]]
    h.fast_forward(minutes=3)
    assert card.called == [["ana"], ["ben"]]


def test_the_end_of_a_snooze_calls_whoever_set_it_at_once(h: Harness) -> None:
    card = opened(h, days=4)
    card.button("Snooze for 30 min").click(by="ben")
    h.fast_forward(minutes=32)
    assert card.called == [["ana"], ["ben"]]
    asked = card.expect_reply("The snooze ended and it is not fixed. Still on it?")
    asked.button("Still on it").click(by="ben")
    h.fast_forward(hours=1)
    assert card.called == [["ana"], ["ben"]]


def test_near_the_loss_no_snooze_is_offered_that_would_be_refused(h: Harness) -> None:
    card = opened(h, minutes=50)
    assert not card.offers("Snooze for 30 min")
    assert card.offers("Pick a time…")


def test_a_snooze_breaks_off_when_the_loss_turns_out_to_be_near(h: Harness) -> None:
    """Nobody could read the queue when it was snoozed; a look an hour later can."""
    h.sqs.create("arn:aws:sqs:eu-west-1:111122223333:unrelated")
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=30)
    card = h.slack.expect_message("orders-dlq")
    card.button("Snooze for 30 min").click(by="ben")
    h.dead_letters("orders-dlq", *FIVE, retention=timedelta(minutes=40))
    h.fast_forward(minutes=25)
    card.expect_reply("The snooze ended early: the first loss is near. Still on it?")
    assert card.called[-1] == ["ben"]


def test_tenfold_growth_breaks_a_snooze_and_asks_whoever_set_it(h: Harness) -> None:
    card = opened(h, days=4)
    card.button("Snooze for 1 h").click(by="ben")
    h.dead_letters("orders-dlq", *(f'{{"order": {n}}}' for n in range(55)), retention=timedelta(days=4))
    h.fast_forward(minutes=10)
    card.expect_reply("The snooze ended early: it has grown from 5 to 55. Still on it?")
    assert card.called == [["ana"], ["ben"]]


def test_a_new_episode_under_an_old_snooze_is_called_for_at_its_end_one_step_after_the_other(
    h: Harness,
) -> None:
    card = opened(h, days=4)
    card.button("Snooze for 30 min").click(by="ben")
    h.empty()
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=9)
    assert not h.incident().live
    h.dead_letters("orders-dlq", *FIVE, retention=timedelta(days=4))
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=19)
    assert card.called == [["ana"]]
    h.fast_forward(minutes=4)
    assert card.called == [["ana"], ["ana"]]
    h.fast_forward(minutes=15)
    assert card.called == [["ana"], ["ana"], ["ana", "ben"]]
