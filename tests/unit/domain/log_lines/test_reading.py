"""Every line of the tables says what it says, whoever reads it."""

import pytest

from bot.domain.evidence.error_shape import error_shape
from bot.domain.log_lines.line import LogLine, Writer
from bot.domain.log_lines.reading import read_log_line
from tests.events.log_lines import Row, rows

REQUEST = "8f5c5c5e-1111-2222-3333-444455556666"
ROWS = [pytest.param(row, id=row.about) for row in rows()]


@pytest.mark.parametrize("row", ROWS)
def test_a_line_counts_as_a_failure_or_not(row: Row) -> None:
    read = read_log_line(row.line)
    assert row.fails in {None, read.failure}
    assert row.well in {None, read.all_is_well}


@pytest.mark.parametrize("row", ROWS)
def test_a_line_has_its_level_and_its_logger(row: Row) -> None:
    read = read_log_line(row.line)
    assert row.level in {None, read.level.name.lower()}
    assert row.logger in {None, read.logger}


@pytest.mark.parametrize("row", ROWS)
def test_a_shape_keeps_what_tells_failures_apart(row: Row) -> None:
    shape = error_shape(row.line)
    assert row.shape in {None, shape}
    assert [each for each in row.shows if each not in shape] == []
    assert [each for each in row.hides if each in shape] == []


def test_no_line_says_both_that_all_is_well_and_that_it_failed() -> None:
    read = [read_log_line(row.line) for row in rows()]
    assert [each for each in read if each.failure and each.all_is_well] == []


@pytest.mark.parametrize(
    "line",
    [
        f"[ERROR]\t2026-03-01T03:00:00.123Z\t{REQUEST}\tno sku",
        f"2026-03-01T03:00:00.123Z\t{REQUEST}\tERROR\tno sku",
        f"2026-03-01 03:00:00 {REQUEST} ERROR Handler:31 - no sku",
        f"2026-03-01T03:00:00.123Z {REQUEST} Task timed out after 3.00 seconds",
        f"RequestId: {REQUEST} Error: exit code 1\nExtension.Crash",
        f"REPORT RequestId: {REQUEST}\tDuration: 3.00 ms\tStatus: timeout",
        f'{{"level": "ERROR", "message": "no sku", "requestId": "{REQUEST}"}}',
        f'{{"level": "ERROR", "message": "no sku", "AWSRequestId": "{REQUEST}"}}',
        f'{{"level": "ERROR", "message": "no sku", "function_request_id": "{REQUEST}"}}',
        f'{{"level": "ERROR", "fields": {{"message": "no"}}, "span": {{"requestId": "{REQUEST}"}}}}',
        f'{{"type": "platform.report", "record": {{"requestId": "{REQUEST}", "status": "timeout"}}}}',
    ],
)
def test_a_request_is_read_wherever_it_stands(line: str) -> None:
    assert read_log_line(line).request_id == REQUEST


def test_nothing_at_all_says_nothing() -> None:
    assert read_log_line("") == LogLine()


def test_an_extensions_trouble_is_not_the_functions() -> None:
    read = read_log_line("2025-11-21 03:00:00 UTC | DD_EXTENSION | ERROR | Failed to send traces: timeout")
    assert (read.writer, read.failure) == (Writer.EXTENSION, False)
