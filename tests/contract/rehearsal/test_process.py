"""A function that is really run: its writes are refused and named, and nothing of it leaves the machine."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rehearsal import process as rehearsal_process
from bot.rehearsal.calls import Effect
from bot.rehearsal.outcome import Kind, LetterOutcome, outcome
from bot.rehearsal.process import Function, Process, started
from bot.rehearsal.ran import Exited, Raised, Ran, Returned, TimedOut
from bot.rehearsal.recorded import RecordedAnswers

FOLDER = Path(__file__).parent
PYTHON = Path(sys.executable).name
FULLNAME = "KeyError 'fullname'"
ANSWERS = RecordedAnswers({"dynamodb GetItem on customers": {"Item": {"id": {"S": "17"}}}})


def function(folder: Path = FOLDER, handler: str = "rehearsed.handler", **given: object) -> Function:
    made = Function(handler, folder, sys.executable, {}, RecordedAnswers({}))
    return made._replace(**given)  # type: ignore[arg-type]


class Runs:
    """Each way is tried in the same process, one after the other."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def ran(self, way: str) -> Ran:
        return self._process.run(json.dumps({"way": way}).encode())

    def told(self, way: str, *known: str) -> LetterOutcome:
        return outcome(self.ran(way), known)


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    with started(function()) as process:
        yield Runs(process)


def test_a_write_is_refused_and_named(runs: Runs) -> None:
    ran = runs.ran("put")
    assert isinstance(ran.end, Raised)
    assert "AccessDenied" in ran.end.message
    assert "dynamodb PutItem on orders" in ran.end.message
    assert [call.name for call in ran.calls] == ["dynamodb PutItem on orders"]
    assert outcome(ran, ()).kind is Kind.STOPS_AT_WRITE


def test_a_condition_of_the_write_is_seen(runs: Runs) -> None:
    assert runs.ran("put_if_new").calls[0].condition == "ConditionExpression"


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        ("returns", Kind.RETURNS),
        ("in_other_words", Kind.STOPS_AT_WRITE),
        ("swallowed", Kind.RETURNS_AFTER_WRITE),
        ("swallowed_and_died", Kind.DIES_AS_BEFORE),
        ("part_of_put", Kind.STOPS_AT_WRITE),
        ("part_of_death", Kind.DIES_AS_BEFORE),
        ("part_of_swallowed", Kind.DIES_AS_BEFORE),
        ("died", Kind.DIES_AS_BEFORE),
        ("get", Kind.CANNOT_TELL),
        ("get_and_put", Kind.CANNOT_TELL),
        ("variable", Kind.CANNOT_TELL),
    ],
)
def test_each_way_to_end_is_told_for_what_it_is(runs: Runs, way: str, kind: Kind) -> None:
    assert runs.told(way, FULLNAME).kind is kind


def test_a_variable_that_is_missing_is_named(runs: Runs) -> None:
    assert "NOT_SET_HERE" in runs.told("variable").why


@pytest.mark.parametrize(
    ("way", "named"),
    [
        ("connects", "198.51.100.7:443"),
        ("sends", "198.51.100.7:53"),
        ("goes_below", "198.51.100.7:443"),
        ("into_a_tunnel", "127.0.0.1:5432"),
        ("by_a_file", "/var/run/docker.sock"),
        ("resolves", "api.example.com:443"),
        ("by_http", "api.example.com"),
        ("by_https", "api.example.com:443"),
        ("by_another_python", "198.51.100.7:443"),
        ("elsewhere", "sqs.eu-west-1.amazonaws.com:443"),
    ],
)
def test_nothing_leaves_the_machine_and_where_it_would_go_is_named(runs: Runs, way: str, named: str) -> None:
    ran = runs.ran(way)
    assert isinstance(ran.end, Raised)
    refused = {(call.effect, call.target) for call in ran.calls}
    # Where the kernel does not keep programs in, none is started.
    not_started = way == "by_another_python" and not ran.enclosed
    assert refused == ({(Effect.PROGRAM, PYTHON)} if not_started else {(Effect.CONNECTION, named)})
    assert outcome(ran, ()).kind is Kind.CANNOT_TELL


def test_what_has_no_guard_is_kept_in_by_the_kernel(runs: Runs) -> None:
    ran = runs.ran("by_a_python_of_its_own")
    if ran.enclosed:
        assert ran.end == Returned("Network is unreachable")
    else:  # this system lets no user make a network namespace
        assert [(call.effect, call.target) for call in ran.calls] == [(Effect.PROGRAM, PYTHON)]


def test_files_are_for_reading_but_in_the_temporary_folder(runs: Runs) -> None:
    for way in ("writes_a_file", "removes_a_file"):
        end = runs.ran(way).end
        assert isinstance(end, Raised)
        assert "Read-only file system" in end.message
    assert not (FOLDER / "written.txt").exists()
    assert runs.ran("writes_to_tmp").end == Returned("ok")


def test_an_exception_that_cannot_say_what_it_is_is_a_death(runs: Runs) -> None:
    assert runs.told("raises_what_says_nothing").kind is Kind.DIES


def test_nobodys_credentials_are_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text("[real]\naws_access_key_id=AKIAREAL\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_REAL_SECRET", "s")
    monkeypatch.setenv("AWS_PROFILE", "real")
    with started(function()) as process:
        ran = Runs(process).ran("other_credentials")
    assert ran.end == Returned({"keys": "REHEARSAL", "profiles": [], "aws": []})


def test_without_such_a_network_no_program_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As where the kernel has none: only Python's own guard is left."""
    open_one = (FOLDER.parents[2] / "bot" / "rehearsal" / "enclose.py").read_text()
    open_one = open_one.replace("_can_enclose() and _enclose()", "False")
    (tmp_path / "enclose.py").write_text(open_one)
    (tmp_path / "child").symlink_to(FOLDER.parents[2] / "bot" / "rehearsal" / "child")
    monkeypatch.setattr(rehearsal_process, "_HERE", tmp_path)
    with started(function()) as process:
        runs = Runs(process)
        ran = runs.ran("by_a_python_of_its_own")
        reached = runs.ran("connects")
    assert not ran.enclosed
    assert [(call.effect, call.target) for call in ran.calls] == [(Effect.PROGRAM, PYTHON)]
    assert [call.target for call in reached.calls] == ["198.51.100.7:443"]


def test_a_recorded_answer_leads_on_to_the_write() -> None:
    with started(function(answers=ANSWERS)) as process:
        ran = Runs(process).ran("get_and_put")
    assert [(call.operation, call.answered) for call in ran.calls] == [("GetItem", True), ("PutItem", False)]
    assert outcome(ran, ()).kind is Kind.STOPS_AT_WRITE


def test_a_handler_that_does_not_end_is_ended_when_its_time_is_over() -> None:
    with started(function(timeout=0.3)) as process:
        assert Runs(process).ran("hangs").end == TimedOut(0.3)
        assert not process.alive


def test_a_handler_that_ends_its_process_is_told_by_its_status() -> None:
    with started(function()) as process:
        assert Runs(process).ran("exits").end == Exited(3)


@pytest.mark.parametrize(
    ("source", "shape", "kind"),
    [
        ("import requests_not_there\n", "No module named 'requests_not_there'", Kind.CANNOT_TELL),
        ("def handler(event, context)\n", "Syntax error in module 'app'", Kind.DIES),
        ("", "Handler 'handler' missing on module 'app'", Kind.DIES),
        ("raise RuntimeError('no DB_HOST')\n", "no DB_HOST", Kind.DIES),
        ("import os\nos.environ['NOT_SET_HERE']\n", "NOT_SET_HERE", Kind.CANNOT_TELL),
    ],
)
def test_what_cannot_be_loaded_says_why(tmp_path: Path, source: str, shape: str, kind: Kind) -> None:
    (tmp_path / "app.py").write_text(source)
    with started(function(tmp_path, "app.handler")) as process:
        ran = process.run(b"{}")
    assert isinstance(ran.end, Raised)
    assert ran.end.at_import
    told = outcome(ran, ())
    assert told.kind is kind
    assert shape in told.shape + told.why


def test_without_lambdas_client_a_loop_stands_for_it(tmp_path: Path) -> None:
    """As in a Python that has none: its module is hidden."""
    (tmp_path / "awslambdaric.py").write_text("raise ImportError('none here')\n")
    (tmp_path / "rehearsed.py").symlink_to(FOLDER / "rehearsed.py")
    (tmp_path / "app.py").write_text("def handler(event, context)\n")
    with started(function(tmp_path)) as process:
        runs = Runs(process)
        assert runs.ran("returns").end == Returned("ok")
        assert runs.told("put").kind is Kind.STOPS_AT_WRITE
        assert runs.told("died", FULLNAME).kind is Kind.DIES_AS_BEFORE
        assert runs.ran("returns").client == ""
    with started(function(tmp_path, "app.handler")) as process:
        end = process.run(b"{}").end
    assert isinstance(end, Raised)
    assert (end.type, end.at_import) == ("Runtime.UserCodeSyntaxError", True)
