"""The words a log is searched by let every failure through (CloudWatch Logs, "Filter pattern syntax")."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.aws.log_reading import LONGEST_PATTERN, pattern, searched_for
from bot.domain.log_lines.reading import read_log_line
from tests.events.log_lines import Row, rows

THREE = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ID = "8f5c5c5e-1111-2222-3333-444455556666"


def words(since: datetime = THREE - HOUR, until: datetime = THREE + HOUR) -> list[str]:
    told = pattern((), (since, until))
    return [quoted or plain for quoted, plain in re.findall(r'\?(?:"([^"]*)"|(\S+))', told)]


WORDS = words()


@pytest.mark.parametrize(
    "row",
    [pytest.param(row, id=row.about) for row in rows() if read_log_line(row.line).failure],
)
def test_every_failure_is_found_by_its_words(row: Row) -> None:
    assert any(word in row.line for word in WORDS)


@given(st.integers(0, 1500), st.integers(0, 23), st.integers(0, 14), st.integers(-12, 14))
def test_klogs_errors_are_found_on_whatever_day_the_functions_clock_says(
    day: int, hour: int, days: int, zone: int
) -> None:
    at = THREE + day * DAY + hour * HOUR
    local = at + zone * HOUR
    line = f"E{local:%m%d %H:%M:%S.%f}       8 main.go:31] could not save order 17"
    assert any(word in line for word in words(at - days * DAY, at + HOUR))


@pytest.mark.parametrize("severity", ["I", "W"])
def test_of_klog_only_errors_are_asked_for(severity: str) -> None:
    assert not any(word in f"{severity}0301 03:00:00.123456 8 main.go:31] handled" for word in WORDS)


def test_nothing_in_the_pattern_needs_an_escape() -> None:
    assert "\\" not in pattern((), (THREE, THREE))


def test_no_word_with_a_mark_in_it_stands_without_quotes() -> None:
    assert re.findall(r"\?[^\s\"]*[^\w\s\"?]", pattern((), (THREE, THREE))) == []


@pytest.mark.parametrize("back", [0 * DAY, DAY, 7 * DAY, 14 * DAY, 400 * DAY])
def test_the_ids_of_a_whole_sample_have_room_beside_the_words(back: timedelta) -> None:
    assert searched_for([ID] * 10) == (ID,) * 10
    assert len(pattern([ID] * 10, (THREE - back, THREE))) <= LONGEST_PATTERN
