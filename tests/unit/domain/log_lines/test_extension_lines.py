"""An extension shares the function's log: its own trouble is told as such, and counts against nobody.

It does not say that all is well either: that is what it could not do.
"""

from datetime import UTC, datetime

import pytest

from bot.aws.log_lines import log_event, told_about
from bot.domain.evidence.error_shape import error_shape
from bot.domain.log_lines.intake import counted
from bot.domain.log_lines.line import Writer
from bot.domain.log_lines.reading import read_log_line
from bot.explain.explanation import Known
from bot.explain.reading import explain_each
from bot.parsing.alarm_event import Ignored, parse_direct
from tests.events.log_lines import Row, rows
from tests.unit.parsing.delivered_lines import message, packed

# What Lambda itself writes of an extension, such as its crash, is Lambda's.
OF_EXTENSIONS = [
    pytest.param(row, id=row.about)
    for row in rows()
    if ("extension" in row.about.lower() or "datadog line" in row.about)
    and read_log_line(row.line).writer is not Writer.PLATFORM
]
REQUEST = "8f5c5c5e-1111-2222-3333-444455556666"


def test_extensions_of_many_makers_are_known() -> None:
    assert len(OF_EXTENSIONS) >= 14


@pytest.mark.parametrize("row", OF_EXTENSIONS)
def test_its_line_is_no_failure_and_no_proof_of_health(row: Row) -> None:
    read = read_log_line(row.line)
    assert (read.writer, read.failure, read.all_is_well) == (Writer.EXTENSION, False, False)


@pytest.mark.parametrize("row", OF_EXTENSIONS)
def test_it_counts_in_no_log_opens_nothing_and_is_explained_so(row: Row) -> None:
    event = {"timestamp": 1772334000000, "logStreamName": "s", "message": f"{row.line} {REQUEST}"}
    assert told_about([log_event(event)], [REQUEST]) == ()
    assert counted(row.line) is None
    sent = packed(message(row.line))
    (taken,) = parse_direct(sent, received_at=datetime(2026, 3, 1, tzinfo=UTC), stack="x")
    assert isinstance(taken, Ignored)
    (explained,) = explain_each(row.line.encode(), Known())
    assert (explained.told["failure"], explained.told["writer"]) == (False, "extension")


def test_beside_the_functions_own_failure_only_that_one_counts() -> None:
    lines = ["[sumologic-extension] ERROR could not deliver logs", "[ERROR] KeyError: 'sku'"]
    events = [
        log_event({"timestamp": 1772334000000 + n, "logStreamName": "s", "message": line})
        for n, line in enumerate(lines)
    ]
    assert [error_shape(each.text) for each in told_about(events, [])] == ["KeyError 'sku'"]
