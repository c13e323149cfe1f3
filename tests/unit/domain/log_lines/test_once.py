"""One crash counts once, however many lines tell of it; two failures stay two."""

import json
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from bot.domain.log_lines.once import Logged, failures
from bot.domain.log_lines.reading import read_log_line

THEN = datetime(2026, 3, 2, 11, 55, tzinfo=UTC)
ONE, OTHER = "8f5c5c5e-1111-2222-3333-444455556666", "5759e988-bd86-4e3f-be1b-e46a99427279"
TRACEBACK = "Traceback (most recent call last):\n  File \"app.py\", line 2, in handler\nKeyError: 'sku'"
CRASH = (
    "[ERROR] KeyError: 'sku'\nTraceback (most recent call last):\n\xa0\xa0File \"app.py\", line 2, in handler"
)
REPORT = f"REPORT RequestId: {ONE}\tDuration: 20.10 ms\tStatus: error\tError Type: Runtime.ExitError"
TIMED_OUT = f"2026-03-02T11:55:00.000Z {ONE} Task timed out after 3.00 seconds"
LATE = f"REPORT RequestId: {ONE}\tDuration: 3000.00 ms\tStatus: timeout"
EXITED = f"RequestId: {ONE} Error: Runtime exited with error: exit status 1\nRuntime.ExitError"
KILLED = f"RequestId: {ONE} Error: Runtime exited with error: signal: killed\nRuntime.ExitError"
PANIC = "panic: no sku\n\ngoroutine 1 [running]:"
LAMBDAS_PANIC = "calling the handler function resulted in a panic, the process should exit"
NODE = json.dumps(
    {"level": "ERROR", "requestId": ONE, "message": {"errorType": "TypeError", "errorMessage": "x is null"}}
)
REPORTED = json.dumps(
    {"type": "platform.report", "record": {"requestId": ONE, "status": "error", "metrics": {"durationMs": 9}}}
)
ADVICE = (
    "[WARNING]\t2026-03-02T11:55:00.000Z\t\tLAMBDA_WARNING: Unhandled exception. The most likely cause is"
)


def logged(*lines: tuple[int, str], stream: str = "one") -> list[str]:
    """The lines that are left as failures, each written so many milliseconds later."""
    read = [
        Logged(THEN + timedelta(milliseconds=ms), stream, text, read_log_line(text)) for ms, text in lines
    ]
    return [each.text for each in failures(read)]


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        pytest.param([(0, TRACEBACK), (1, CRASH), (3, REPORT)], [CRASH], id="traceback, runtime and report"),
        pytest.param([(0, CRASH), (0, REPORT)], [CRASH], id="within one millisecond"),
        pytest.param([(0, TIMED_OUT), (2, LATE)], [TIMED_OUT], id="a time-out and its report"),
        pytest.param([(0, LATE)], [LATE], id="a report alone"),
        pytest.param(
            [(0, CRASH), (9, EXITED), (12, REPORT)], [CRASH], id="an exit that an error brought about"
        ),
        pytest.param([(0, EXITED), (2, REPORT)], [EXITED], id="an exit alone"),
        pytest.param([(0, NODE), (9, EXITED), (12, REPORT)], [NODE], id="an exit of Node's in JSON"),
        pytest.param([(0, NODE), (9, KILLED), (12, REPORT)], [NODE, KILLED], id="killed after an error"),
        pytest.param([(0, PANIC), (1, LAMBDAS_PANIC), (5, EXITED)], [PANIC], id="a panic of Go"),
        pytest.param(
            [(0, NODE), (1, NODE), (3, REPORTED)], [NODE], id="logged and thrown in Node's JSON format"
        ),
        pytest.param([(0, ADVICE), (0, CRASH)], [CRASH], id="advice of the runtime above it"),
        pytest.param(
            [(0, "Traceback (most recent call last):"), (0, '  File "a.py"'), (1, "KeyError: 'sku'")],
            ["KeyError: 'sku'"],
            id="a traceback printed line by line",
        ),
    ],
)
def test_one_crash_counts_once(lines: list[tuple[int, str]], left: list[str]) -> None:
    assert logged(*lines) == left


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([(0, CRASH), (2, CRASH)], id="two invocations one after the other"),
        pytest.param([(0, "[ERROR] order 17 is gone"), (900, TIMED_OUT)], id="an error and then a time-out"),
        pytest.param(
            [(0, "[ERROR] order 17 is gone"), (900, LATE)], id="an error and a report of a time-out"
        ),
        pytest.param([(0, TRACEBACK), (5_000, CRASH)], id="far apart"),
        pytest.param([(0, NODE), (1, NODE)], id="two messages of a batch that failed alike"),
        pytest.param([(0, CRASH), (5_000, REPORT)], id="before the reported invocation began"),
        pytest.param(
            [(0, f"RequestId: {OTHER} Error: exit code 1\nExtension.Crash"), (2, REPORT)],
            id="of another request",
        ),
    ],
)
def test_two_failures_stay_two(lines: list[tuple[int, str]]) -> None:
    assert logged(*lines) == [text for _, text in lines]


def test_what_two_streams_say_at_once_is_two() -> None:
    read = [
        Logged(THEN, stream, CRASH, read_log_line(CRASH))
        for stream in ("of one process", "of another process")
    ]
    assert len(failures(read)) == 2


def test_lines_that_are_no_failures_are_left_out() -> None:
    assert logged((0, "[INFO] no ERROR here"), (0, CRASH), (1, f"END RequestId: {ONE}")) == [CRASH]


def test_very_many_lines_of_one_instant_are_told_apart_in_time() -> None:
    read = read_log_line(CRASH)
    many = [Logged(THEN, "one", CRASH, read)] * 20_000
    begun = monotonic()
    assert len(failures(many)) == 20_000
    assert monotonic() - begun < 5
