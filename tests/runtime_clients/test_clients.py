"""Functions really fail here, under the clients that Lambda runs them with: each failure is told once.

What Lambda itself writes after a process that ended is as its documentation has it.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.evidence.error_shape import shape_of
from bot.domain.log_lines.line import Level
from bot.domain.log_lines.once import Logged, failures
from bot.domain.log_lines.reading import read_log_line
from tests.runtime_clients import node_client, python_client
from tests.runtime_clients.loopback import REQUEST
from tests.runtime_clients.record import LONGEST, comparable, rows_of, table
from tests.runtime_clients.way import Way

LONG = "no sku in " + "x" * 100
ENDED, TIMED_OUT = "Runtime exited with error: exit status 3", "timeout after 3 s"
GONE = "Order # is gone"
# What each way fails with, each failure once; nothing for what is no failure.
PYTHON: dict[str, tuple[str, ...]] = {
    "raised": ("KeyError 'sku'",),
    "chained": ("ValueError no sku in order #",),
    "group": ("ExceptionGroup # records failed (# sub-exceptions)",),
    "memory": ("out of memory",),
    "big": (f"ValueError {LONG}",),
    "unserialisable": (
        "MarshalError Unable to marshal response: Object of type object is not JSON serializable",
    ),
    "logged_exception": ("KeyError 'sku'",),
    "logged_exc_info": ("ValueError no sku in order #",),
    "logged_error": (GONE,),
    "critical": (GONE,),
    "warning": (),
    "info": (),
    "printed_traceback": ("KeyError 'sku'",),
    "printed": (),
    "printed_record": (GONE,),
    "powertools": ("ValueError invalid literal for int() with base 10",),
    "powertools_batch": ("BatchProcessingError All records failed processing.",),
    "powertools_metrics": (),
    "structlog_json": ("KeyError 'amount'",),
    "structlog_dict": ("KeyError 'amount'",),
    "structlog_console": ("charge failed order_id=A-#",),
    "python_json_logger": ("ZeroDivisionError division by zero",),
    "loguru": ("ZeroDivisionError division by zero",),
    "loguru_json": ("ZeroDivisionError division by zero",),
    "import": ("ImportModuleError Unable to import module 'app': No module named 'requests_not_there'",),
    "syntax": ("UserCodeSyntaxError Syntax error in module 'app'",),
    "no_handler": ("HandlerNotFound Handler 'handler' missing on module 'app'",),
    "init_raised": ("RuntimeError no DB_HOST",),
    "exits": (ENDED,),
    "exits_at_once": (ENDED,),
    "hangs": (TIMED_OUT,),
}
NODE: dict[str, tuple[str, ...]] = {
    "thrown": ("TypeError Cannot read properties of undefined (reading 'items')",),
    "thrown_string": ("Error no sku",),
    "caused": ("Error no order #",),
    "coded": ("Error connect ECONNREFUSED <address>",),
    "aggregate": ("AggregateError # records failed",),
    "big": (f"RangeError {LONG}",),
    "unserialisable": ("Error Unable to stringify response body",),
    "callback": ("Error no sku",),
    "console_error": ("Error processing order #: no sku",),
    "console_error_with": ("TypeError x is null",),
    "console_error_only": ("TypeError x is null",),
    "console_error_record": ("",),
    "console_fatal": ("order # is gone",),
    "console_warn": (),
    "console_info": (),
    "console_log": (),
    "printed": (),
    "printed_stack": ("TypeError x is null",),
    "pino": ("TypeError x is null", "Error no order: x is null", "ECONNREFUSED <address>", "gone"),
    "bunyan": ("TypeError x is null", "gone"),
    "winston": (
        *("TypeError x is null", "TypeError y is null"),
        *("AxiosError Request failed with status code 502 (code E#)", "order # is gone"),
    ),
    "winston_simple": ("order # is gone",),
    "powertools": ("TypeError x is null", "Error no order, caused by TypeError x is null", "gone"),
    "rejected": ("TypeError x is null",),
    "rejected_string": ("InvalidSignatureException The request signature does not match",),
    "uncaught": ("RangeError late",),
    "import": ("ImportModuleError Error: Cannot find module 'not-there'",),
    "syntax": ("UserCodeSyntaxError SyntaxError: Unexpected end of input",),
    "no_handler": ("HandlerNotFound app.handler is undefined or not exported",),
    "init_raised": ("Error no DB_HOST",),
    "exits": (ENDED,),
    "exits_at_once": (ENDED,),
    "hangs": (TIMED_OUT,),
}
FORMATS = "Text", "JSON"
NOT_KEPT = {"big", "exits", "exits_at_once", "hangs"}
AT = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.xdist_group("runtime clients")
Run = Callable[[str, Path], Iterator[Way]]
# Node is not on every machine that has Python; there its rows stand for it.
RUN: list[Any] = [
    pytest.param(language, client.run, expected, log_format, id=f"{language}, {log_format}")
    for language, client, expected in (("Python", python_client, PYTHON), ("Node", node_client, NODE))
    for log_format in FORMATS
    if client.is_there()
]


@pytest.mark.parametrize(("language", "run", "expected", "log_format"), RUN)
def test_each_failure_is_told_once_by_what_is_really_written(
    language: str, run: Run, expected: dict[str, tuple[str, ...]], log_format: str, tmp_path: Path
) -> None:
    ways = list(run(log_format, tmp_path))
    assert {way.name for way in ways} == set(expected)
    assert [wrong for way in ways for wrong in _wrong(way, expected[way.name])] == []
    known = {row["about"]: row["line"] for row in json.loads(table(language).read_text())}
    written = {row["about"]: row["line"] for row in rows_of(language, "", ways)}
    assert {name: comparable(line) for name, line in written.items()} == {
        name: comparable(line) for name, line in known.items() if f", {log_format.lower()} format" in name
    }


@pytest.mark.parametrize(
    ("language", "expected"), [("Python", PYTHON), ("Node", NODE)], ids=["Python", "Node"]
)
def test_each_way_to_fail_has_a_row_in_each_format(
    language: str, expected: dict[str, tuple[str, ...]]
) -> None:
    rows = json.loads(table(language).read_text())
    assert {row["source"].partition(",")[2] for row in rows} == {" run by tests.runtime_clients"}
    for log_format in FORMATS:
        for name in set(expected) - NOT_KEPT:
            about = f"{language}, {name.replace('_', ' ')}, {log_format.lower()} format"
            of = [row for row in rows if row["about"].startswith(about)]
            assert of, about
            assert Counter(row["fails"] for row in of)[True] == len(expected[name]), about


@pytest.mark.parametrize("log_format", FORMATS)
def test_a_level_that_is_not_wanted_is_not_written(log_format: str, tmp_path: Path) -> None:
    ways = {way.name: way.written for way in python_client.run(log_format, tmp_path, level="ERROR")}
    assert set(ways) == set(python_client.LOGGED)
    assert {name for name, written in ways.items() if not written.lines} == {"warning", "info"}


def test_a_traceback_that_comes_line_by_line_is_one_failure() -> None:
    (whole,) = (
        row["line"]
        for row in json.loads(table("Python").read_text())
        if row["about"] == "Python, printed traceback, text format"
    )
    assert _told(whole.splitlines()) == ["KeyError 'sku'"]


def _wrong(way: Way, expected: tuple[str, ...]) -> Iterator[str]:
    """Where its lines tell another failure, or one twice, or are not read as the client marked them."""
    name = f"{way.name}, {way.format}"
    told = _told([*way.written.lines, *_of_lambda(way.written.status)])
    if len(told) != len(expected) or not all(map(str.startswith, told, expected)):
        yield f"{name}: {told}"
    for line, marked in way.written.framed:
        if marked not in (Level.UNMARKED, (read := read_log_line(line)).level):
            yield f"{name}: {read.level.name}, and the frame says {marked.name}"
    if not expected and any(len(line) > LONGEST for line in way.written.lines):
        yield f"{name}: too long for a row"


def _told(lines: list[str]) -> list[str]:
    logged = [
        Logged(AT + timedelta(milliseconds=number), "s", line, read_log_line(line))
        for number, line in enumerate(lines)
    ]
    return [shape_of(each.line) for each in failures(logged)]


def _of_lambda(status: int | None) -> list[str]:
    """Lambda's own lines of a process that ended, or that it ended because its time was over."""
    report = f"REPORT RequestId: {REQUEST}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tStatus: "
    if status is None:
        return []
    if status < 0:
        return [f"2026-03-01T03:00:03.000Z {REQUEST} Task timed out after 3.00 seconds", f"{report}timeout"]
    ended = f"RequestId: {REQUEST} Error: Runtime exited with error: exit status {status}\nRuntime.ExitError"
    return [ended, f"{report}error\tError Type: Runtime.ExitError"]
