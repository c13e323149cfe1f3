"""What the card says can wait is called for when work begins, and what cannot is not held back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.policy.policy import Hours, Policy
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import EVERYTHING, ORDERS_ROUTE
from tests.scenario.harness.slack import Shown

DLQ = Alarm("orders-dlq")
OFFICE = Hours("Europe/Berlin", (0, 1, 2, 3, 4), 9 * 60, 17 * 60)
POLICY = Policy(routes=(ORDERS_ROUTE._replace(hours=OFFICE), EVERYTHING))
# Sunday night in summer time: on Monday work begins at 07:00 UTC.
NIGHT = datetime(2026, 3, 30, 1, 0, tzinfo=UTC)
MORNING = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
# The group and the channel are, of those who can be reached, the same two people.
BOTH = ["ana", "ben"]


@pytest.fixture
def h() -> Iterator[Harness]:
    with Harness(POLICY) as harness:
        harness.clock.now = NIGHT
        yield harness


def opened(h: Harness, **retention: float) -> Shown:
    h.dead_letters("orders-dlq", '{"order": 1}', retention=timedelta(**retention))
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=30)
    return h.slack.expect_message("orders-dlq")


def test_what_can_wait_until_work_begins_calls_nobody_before(h: Harness) -> None:
    card = opened(h, days=14)
    assert "Can wait until 2026-03-30 07:00" in card.text
    h.fast_forward(seconds=(MORNING - h.clock()).total_seconds() - 1)
    assert card.called == []
    assert h.services.pages == []


def test_then_the_steps_begin_with_the_first_and_keep_their_times(h: Harness) -> None:
    card = opened(h, days=14)
    h.fast_forward(seconds=(MORNING - h.clock()).total_seconds() + 90)
    assert card.called == [["ana"]]
    h.fast_forward(minutes=15)
    assert card.called == [["ana"], BOTH]


def test_what_is_lost_soon_after_is_called_for_at_once(h: Harness) -> None:
    card = opened(h, hours=7)
    assert "Act before" in card.text
    assert card.called == [["ana"]]
    h.fast_forward(minutes=31)
    assert card.called == [["ana"], BOTH, BOTH]


def test_whoever_took_it_at_night_is_asked_in_the_morning(h: Harness) -> None:
    card = opened(h, days=14)
    card.button("Acknowledge").click(by="ben")
    h.fast_forward(seconds=(MORNING - h.clock()).total_seconds() - 1)
    assert card.called == []
    h.fast_forward(minutes=2)
    card.expect_reply("Still on it?")
    assert card.called == [["ben"]]


def test_a_snooze_ends_when_it_was_set_to_end_at_whatever_hour(h: Harness) -> None:
    card = opened(h, days=14)
    card.button("Snooze for 30 min").click(by="ben")
    h.fast_forward(minutes=32)
    assert card.called == [["ben"]]
