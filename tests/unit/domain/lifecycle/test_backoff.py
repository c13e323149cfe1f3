"""Whatever is tried in vain goes on being tried, however long it has been in vain."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Owed
from bot.domain.incident.notifications import Notification, NotificationState
from bot.domain.lifecycle.advance import advance
from bot.domain.lifecycle.backoff import backed_off
from bot.domain.lifecycle.card.delivery import Shown
from bot.domain.lifecycle.escalation.paging import LONGEST_AGAIN, PageAnswer, PageResult, paged
from bot.domain.lifecycle.timer_action import Readings
from bot.domain.lifecycle.timers.card_check import LONGEST_CARD_CHECK
from bot.domain.policy.policy import Target
from tests.amended import amended
from tests.unit.domain.incidents import NOW, OPEN, POLICY, ROUTE, TOPIC, kept, with_evidence

SECOND = timedelta(seconds=1)


@given(times=st.integers(0, 10**6))
def test_a_wait_is_never_longer_than_the_longest_and_never_shorter_than_the_one_before(times: int) -> None:
    waits = [backed_off(SECOND, each, timedelta(minutes=5)) for each in (times, times + 1)]
    assert SECOND <= waits[0] <= waits[1] <= timedelta(minutes=5)


def test_each_wait_is_twice_as_long() -> None:
    waits = [backed_off(SECOND, times, 10 * SECOND) for times in range(5)]
    assert waits == [SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND, 10 * SECOND]


@pytest.mark.parametrize("times", [0, 5, 40, 1_000, 10**6])
def test_a_card_that_is_looked_for_in_vain_is_looked_for_again(times: int) -> None:
    owed = Owed(NOW, OPEN.card_version, OPEN.thread_version, checks=times)
    behind = amended(with_evidence(OPEN), escalation=None, card_owed=owed, card_check_at=NOW)
    looked = kept(advance(behind, Readings(shown=Shown()), ROUTE, POLICY, NOW))
    assert looked.card_check_at is not None
    assert NOW < looked.card_check_at <= NOW + LONGEST_CARD_CHECK


@pytest.mark.parametrize("times", [1, 5, 45, 1_000, 10**6])
def test_a_page_that_is_not_taken_is_published_again(times: int) -> None:
    page = Notification(
        Target("topic", TOPIC), NotificationState.OWED, 0, NOW, tries=times, unanswered=1, next_at=NOW
    )
    called = amended(OPEN, escalation=EscalationPosition(NOW, 1, 0, NOW, (page,)))
    answered = kept(paged(called, page, PageAnswer(PageResult.NOT_NOW, "throttled"), NOW))
    assert answered.escalation is not None
    (again,) = answered.escalation.notifications
    assert again.next_at is not None
    assert NOW < again.next_at <= NOW + LONGEST_AGAIN
