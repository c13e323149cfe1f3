"""A line of a log, and many of them as JSON Lines."""

import json
from typing import Any

import pytest

from tests import events
from tests.events import dead_letters
from tests.unit.explain.running import Explain

KEYS = {"what", "failure", "level", "logger", "writer", "shape", "why"}
PINO = {"level": 50, "time": 1763632800000, "pid": 1, "hostname": "x", "msg": "gone"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[ERROR] KeyError: 'fullname'", (True, "ERROR", "function", "KeyError 'fullname'")),
        ("[INFO] all is well", (False, "INFO", "function", "all is well")),
        (PINO, (True, "ERROR", "function", "gone")),
        (PINO | {"level": 30}, (False, "INFO", "function", "gone")),
        (
            {"level": "ERROR", "message": "no", "errorType": "TypeError", "errorMessage": "no"},
            (True, "ERROR", "function", "TypeError no"),
        ),
    ],
)
def test_a_line_says_whether_it_is_a_failure_its_level_and_its_shape(
    explain: Explain, line: Any, said: tuple[bool, str, str, str]
) -> None:
    told = explain.json(line)
    assert set(told) == KEYS
    assert told["what"] == "log_line"
    assert (told["failure"], told["level"], told["writer"], told["shape"]) == said


def test_the_logger_is_named_where_its_format_shows(explain: Explain) -> None:
    assert explain.json(PINO)["logger"] == "pino"
    assert explain.json("2025-11-20 10:00:00 ERROR gone")["what"] == "log_line"


def test_lambdas_report_of_a_healthy_invocation_is_no_failure(explain: Explain) -> None:
    report = (
        "REPORT RequestId: 8f5c5c5e-1111-2222-3333-444455556666\tDuration: 3.00 ms\tBilled Duration: 3 ms"
    )
    told = explain.json(report + "\tMemory Size: 128 MB\tMax Memory Used: 70 MB")
    assert (told["what"], told["failure"], told["writer"]) == ("log_line", False, "platform")


def test_secrets_of_a_line_are_masked(explain: Explain) -> None:
    line = "[ERROR] LoginError: password=quietriver was refused"
    printed = explain.text(line, "--json") + explain.text(line)
    assert "LoginError" in printed
    assert "quietriver" not in printed


def test_a_line_for_people_is_a_few_rows(explain: Explain) -> None:
    assert explain.text("[ERROR] KeyError: 'fullname'").splitlines() == [
        "log line    a failure",
        "level       ERROR",
        "logger      lambda",
        "writer      function",
        "shape       KeyError 'fullname'",
        "why         It counts against the function that wrote it, and a subscription takes it in.",
    ]


def test_json_lines_of_anything_are_explained_one_by_one(explain: Explain) -> None:
    letter = json.dumps(dead_letters.document("lambda_destination"))
    alarm = json.dumps(events.event("kinds/dead_letters"))
    lines = "\n".join([json.dumps(PINO), "", letter, alarm, '{"broken'])
    told = [json.loads(line) for line in explain.text(lines, "--json").splitlines()]
    assert [each["what"] for each in told] == ["log_line", "dead_letter", "alarm", "unknown"]
    assert "among lines of JSON" in told[-1]["why"]
    assert explain.text(lines).count("== line ") == 4


def test_a_document_over_several_lines_is_one_input(explain: Explain) -> None:
    letter = json.dumps(dead_letters.document("lambda_destination"), indent=1)
    assert explain.json(letter)["what"] == "dead_letter"


def test_a_stack_trace_is_one_line_of_a_log(explain: Explain) -> None:
    trace = "[ERROR] KeyError: 'a'\nTraceback (most recent call last):\n  File \"app.py\", line 7, in handler"
    assert explain.json(trace)["shape"] == "KeyError 'a'"
