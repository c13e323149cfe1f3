"""The lines of `make test-live`, from small test files run under its report."""

from itertools import count
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from tests.live.beliefs import Belief
from tests.live.report import Report, could_not_look

NUMBERS = count()
QUIET = ["-p", "no:terminal", "-p", "no:xdist", "-p", "no:cacheprovider", "-s", "--import-mode=importlib"]


def told(tmp_path: Path, source: str, *beliefs: Belief) -> tuple[list[str], Report]:
    """The lines about the tests of a file, and the report."""
    file = tmp_path / f"test_{next(NUMBERS)}.py"  # a module is imported once by its name
    file.write_text("import pytest\n" + source)
    lines: list[str] = []
    report = Report(beliefs, lines.append)
    pytest.main([str(file), *QUIET, "--rootdir", str(tmp_path), "-c", "/dev/null"], plugins=[report])
    return lines, report


def test_a_belief_holds(tmp_path: Path) -> None:
    lines, report = told(tmp_path, "def test_x(): pass")
    assert [line[:9] for line in lines] == ["holds    "]
    assert (report.summary(), report.status) == ("1 holds, 0 does not, 0 not tried", 0)


def test_a_belief_that_does_not_hold_says_what_was_seen(tmp_path: Path) -> None:
    lines, report = told(tmp_path, "def test_x():\n    assert {'a': 1} == {'a': 2}")
    assert lines[0].startswith("does not ")
    assert "assert {'a': 1} == {'a': 2}" in lines[0]
    assert report.status == 1


def test_a_belief_that_was_not_tried_says_why(tmp_path: Path) -> None:
    lines, report = told(tmp_path, "def test_x(): pytest.skip('no group there')")
    assert lines[0].startswith("not tried")
    assert lines[0].endswith("no group there")
    assert report.status == 0


@pytest.mark.parametrize(
    "phase", ["yield 1\n    raise OSError('kept')", "raise OSError('no role')\n    yield 1"]
)
def test_what_fails_around_a_test_is_no_answer_but_never_silent(tmp_path: Path, phase: str) -> None:
    source = f"@pytest.fixture\ndef made():\n    {phase}\ndef test_x(made): pass"
    lines, report = told(tmp_path, source)
    assert not lines[0].startswith("does not")
    assert ("not cleaned up: OSError: kept" in report.broken) is ("kept" in phase)
    assert ("could not be set up: OSError: no role" in lines[0]) is ("no role" in phase)
    assert report.status == int("kept" in phase)


def test_a_call_that_nobody_answered_tells_nothing(tmp_path: Path) -> None:
    lines, _ = told(tmp_path, "def test_x(): raise ConnectionRefusedError('nobody')")
    assert lines[0].startswith("not tried")


def test_several_tests_of_one_belief_are_one_line_and_the_worst_of_them_counts(tmp_path: Path) -> None:
    every = "@pytest.mark.parametrize('n', [1, 2, 3])"
    beliefs = [Belief("All of it.", "s", "settled", "r", f"test_{n}.py") for n in range(99)]
    source = f"{every}\ndef test_x(n):\n    n == 1 and pytest.skip('why')\n    assert n < 3"
    lines, report = told(tmp_path, source, *beliefs)
    assert len(lines) == 1
    assert lines[0].startswith("does not   All of it.")
    assert report.status == 1


def test_what_was_cut_short_is_counted(tmp_path: Path) -> None:
    _, report = told(tmp_path, "def test_x(): raise KeyboardInterrupt\ndef test_y(): pass")
    assert report.summary().endswith("2 cut short")


def test_a_file_that_cannot_be_read_is_no_success(tmp_path: Path) -> None:
    _, report = told(tmp_path, "def test_x(: pass")
    assert report.status == 1


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "because"}}, "Any")


def test_a_denial_and_silence_are_no_answers_and_any_other_refusal_is_one() -> None:
    assert could_not_look(refused("AccessDenied")) == "denied: because"
    assert could_not_look(EndpointConnectionError(endpoint_url="http://127.0.0.1:1"))
    assert could_not_look(refused("InvalidParameterValue")) == ""
