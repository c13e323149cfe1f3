"""Numbers that others write, of any length and in any script."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dead_letters.whole_number import moment, whole_number


@pytest.mark.parametrize("text", ["", "-1", "1.0", " 1", "\u00b2", "\u0663", "1_0", "9" * 10, "9" * 5000])
def test_what_is_no_number_of_so_many_digits_is_none(text: str) -> None:
    assert whole_number(text, 9) is None


def test_a_number_is_read() -> None:
    assert whole_number("0042", 9) == 42


def test_a_time_is_read() -> None:
    assert moment("1772442000000") == datetime(2026, 3, 2, 9, tzinfo=UTC)


@given(st.text() | st.integers(0).map(str))
def test_any_text_is_a_time_or_none(text: str) -> None:
    assert moment(text) is None or moment(text) is not None
