"""The lines of `make test-live`: for each belief whether it holds, does not, or was not tried, and why."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from bot.aws.error_codes import ErrorKind
from bot.aws.errors import kind
from tests.live.beliefs import Belief, belief_of

LONGEST = 300
LIVE = pytest.StashKey[Any]()


class MitigationState(StrEnum):
    HOLDS = "holds"
    DOES_NOT = "does not"
    NOT_TRIED = "not tried"


@dataclass
class Tried:
    """What became of the tests of one belief so far; the worst of them decides."""

    waiting: int = 0
    standing: MitigationState = MitigationState.HOLDS
    seen: str = ""

    def add(self, standing: MitigationState, seen: str) -> None:
        if (
            self.standing is MitigationState.HOLDS
            or standing is MitigationState.DOES_NOT is not self.standing
        ):
            self.standing, self.seen = standing, seen


@dataclass(eq=False)
class Report:
    """A plugin of pytest, which says nothing but these lines.

    Args:
        say: Prints a line at once.
    """

    beliefs: Sequence[Belief]
    say: Callable[[str], None]
    tried: dict[str, Tried] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            self._of(item.nodeid).waiting += 1

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Iterator[None]:
        """Could not look is neither yes nor no."""
        try:
            return (yield)
        except (ClientError, BotoCoreError, OSError) as fault:
            if why := could_not_look(fault):
                pytest.skip(why)
            raise

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        tried = self._of(report.nodeid)
        if report.skipped:
            tried.add(MitigationState.NOT_TRIED, _reason(report))
        elif report.failed and report.when == "call":
            tried.add(MitigationState.DOES_NOT, seen(report))
        elif report.failed and report.when == "setup":
            tried.add(MitigationState.NOT_TRIED, f"could not be set up: {seen(report)}")
        elif report.failed:
            self.broken.append(f"not cleaned up: {seen(report)}")
        if report.when == "teardown":
            tried.waiting -= 1
            if not tried.waiting:
                self._tell(report.nodeid, tried)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.broken.append(f"not collected: {report.nodeid}: {report.longrepr}")

    def _of(self, nodeid: str) -> Tried:
        return self.tried.setdefault(self._text(nodeid), Tried())

    def _text(self, nodeid: str) -> str:
        belief = belief_of(nodeid, list(self.beliefs))
        return belief.text if belief else nodeid

    def _tell(self, nodeid: str, tried: Tried) -> None:
        why = f"\n           {tried.seen}" if tried.seen else ""
        self.say(f"{tried.standing:<9}  {self._text(nodeid)}{why}")

    def summary(self) -> str:
        told = [each for each in self.tried.values() if not each.waiting]
        count = Counter(each.standing for each in told)
        unfinished = len(self.tried) - len(told)
        cut_short = [f"{unfinished} cut short"] if unfinished else []
        return ", ".join([f"{count[each]} {each}" for each in MitigationState] + cut_short)

    @property
    def status(self) -> int:
        false = any(each.standing is MitigationState.DOES_NOT for each in self.tried.values())
        return int(false or bool(self.broken))


def could_not_look(fault: BaseException) -> str:
    """Why a call tells nothing about AWS or Slack; empty for one that does."""
    if isinstance(fault, ClientError):
        told = str(fault.response.get("Error", {}).get("Message", ""))
        return f"denied: {told}" if kind(fault) is ErrorKind.DENIED else ""
    return f"no answer: {type(fault).__name__}: {fault}"


def seen(report: pytest.TestReport) -> str:
    """The assertion that failed, or the exception, in one line."""
    crash = getattr(report.longrepr, "reprcrash", None)
    told = str(crash.message if crash else report.longrepr)
    return re.sub(r"\s+", " ", told).removeprefix("AssertionError: ")[:LONGEST]


def _reason(report: pytest.TestReport) -> str:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return re.sub(r"\s+", " ", reason).removeprefix("Skipped: ")[:LONGEST]
