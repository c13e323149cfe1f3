"""The words a log is searched by let every failure through (CloudWatch Logs, "Filter pattern syntax")."""

import re

import pytest

from bot.aws.log_reading import LONGEST_PATTERN, pattern
from bot.domain.log_lines.reading import read_log_line
from tests.events.log_lines import Row, rows

WORDS = [quoted or plain for quoted, plain in re.findall(r'\?(?:"([^"]*)"|(\S+))', pattern(()))]
ID = "8f5c5c5e-1111-2222-3333-444455556666"


# No word of these is one that few other lines have; Lambda's own count still tells of them.
NOT_FOUND = {"klog, e", "Java, an error of the team's own name"}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=row.about)
        for row in rows()
        if read_log_line(row.line).failure and row.about not in NOT_FOUND
    ],
)
def test_every_failure_is_found_by_its_words(row: Row) -> None:
    assert any(word in row.line for word in WORDS)


def test_nothing_in_the_pattern_needs_an_escape() -> None:
    assert "\\" not in pattern(())


def test_the_ids_of_a_whole_sample_have_room_beside_the_words() -> None:
    assert len(pattern([ID] * 10)) <= LONGEST_PATTERN
