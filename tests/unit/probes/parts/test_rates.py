"""Rates: of the minutes that CloudWatch has published, not of those that it may still owe."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.lag.series import Series
from bot.probes.parts.metrics import PUBLISHED_AFTER, lately, per_second
from tests.fakes.clock import NOON

MINUTE = timedelta(minutes=1)
SPAN = lately(NOON)
LENGTH = (SPAN.until - SPAN.since) // MINUTE


def of(*values: float | None) -> Series:
    return Series(SPAN.since, MINUTE, values + (None,) * (LENGTH - len(values)))


@given(owed=st.integers(1, PUBLISHED_AFTER // MINUTE + 1), a_minute=st.integers(1, 10_000))
def test_minutes_that_are_not_published_yet_take_nothing_from_a_steady_rate(owed: int, a_minute: int) -> None:
    assert per_second(of(*(a_minute,) * (LENGTH - owed)), SPAN) == a_minute / 60


def test_what_stopped_ten_minutes_ago_is_no_steady_rate() -> None:
    rate = per_second(of(*(60,) * (LENGTH - 10)), SPAN)
    assert rate is not None
    assert 0 < rate < 1


def test_without_a_datapoint_there_is_no_rate() -> None:
    assert per_second(of(), SPAN) is None
