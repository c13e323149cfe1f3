"""Whenever `lastcall local` or `lastcall demo` is told to end, no process, socket or folder is left."""

import random
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

import pytest

from local.shop.panel import GONE
from local.slack_workspace.client import RefusedError, WorkspaceClient
from tests.contract.local_aws.processes import mentioning, needs_proc
from tests.contract.local_aws.waiting import eventually
from tests.e2e.local_process import answers, command, running_local

pytestmark = [needs_proc, pytest.mark.xdist_group("local-ends")]
_CHANCE = random.Random(3)  # noqa: S311 - times, no secrets
# One in each second of the start.
MOMENTS = [second + _CHANCE.uniform(0.1, 1) for second in range(6)]
# The first ones are those of `lastcall local` too.
UNBUILT = (
    "the local Slack is at",
    "starting the local AWS",
    "building the package",
    "deploying template.yaml",
)
BUILT = (
    "Lastcall is deployed",
    "opening the shop",
    "8 orders placed",
    "12 orders placed",
    "The first card is in",
)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_running_stack_ends_at_a_signal(
    tmp_path: Path, number: signal.Signals, package: tuple[str, str]
) -> None:
    with command(tmp_path, "local", *package) as started:
        said = running_local(started)
        assert answers(said["aws"])
        assert answers(said["page"])
        assert started.interrupt(number) == 0
        assert started.leftovers() == []
        assert not answers(said["aws"])
        assert not answers(said["page"])


@pytest.mark.parametrize("line", UNBUILT)
def test_the_demo_ends_after_each_line_of_its_start(tmp_path: Path, line: str) -> None:
    ends_after(line, tmp_path)


@pytest.mark.parametrize("line", BUILT)
def test_the_demo_ends_after_each_line_of_its_progress(
    tmp_path: Path, line: str, package: tuple[str, str]
) -> None:
    ends_after(line, tmp_path, *package)


def ends_after(line: str, folder: Path, *arguments: str) -> None:
    with command(folder, "demo", *arguments) as started:
        started.until(line)
        page = re.search(r"http://\S+", "\n".join(started.said))
        with asking(page[0] if page else ""):
            assert started.interrupt() == 0
        assert started.leftovers() == []
        assert "Traceback" not in "\n".join([*started.said, *started.rest()])


@contextmanager
def asking(page: str) -> Iterator[None]:
    """A browser's tab that asks for the panel all the time, where it knows the page.

    What it asks is answered or nobody is there: it never waits for an AWS that has ended before.
    """
    over = threading.Event()
    told: list[object] = []

    def ask() -> None:
        while page and not over.is_set():
            with suppress(OSError, ValueError, HTTPException, RefusedError):
                told.append(WorkspaceClient(page).panel()["sections"][0]["status"])

    assert not page or WorkspaceClient(page).panel()["sections"]
    tab = threading.Thread(target=ask)
    tab.start()
    try:
        yield
    finally:
        over.set()
        tab.join()
    assert GONE.status not in told


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment:.2f}s")
def test_local_ends_at_any_moment(tmp_path: Path, moment: float) -> None:
    with command(tmp_path, "local") as started:
        threading.Event().wait(moment)
        assert started.interrupt() == 0
        assert started.leftovers() == []


def test_two_signals_end_it_no_worse_than_one(tmp_path: Path, package: tuple[str, str]) -> None:
    with command(tmp_path, "local", *package) as started:
        started.until("lastcall: deploying")
        started.process.send_signal(signal.SIGINT)
        assert started.interrupt() == 0
        assert started.leftovers() == []


def test_a_reader_that_is_killed_leaves_nothing_running(tmp_path: Path, package: tuple[str, str]) -> None:
    with command(tmp_path, "local", *package) as started:
        said = running_local(started)
        started.interrupt(signal.SIGKILL)
        assert eventually(lambda: not mentioning(str(tmp_path)))
        # A process is gone from the list a moment before its sockets are.
        assert eventually(lambda: not answers(said["aws"]))
