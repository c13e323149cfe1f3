"""Functions of the shop: code that takes what it can, and what Lambda counts and logs of its calls."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from tests.oracle.cloudwatch import CloudWatch
from tests.scenario.harness.places import ACCOUNT, REGION

LONG_AGO = timedelta(days=30)


class Form(StrEnum):
    """Of a piece of work: who makes it changed its form one day."""

    OLD = "old"
    NEW = "new"


class Code(StrEnum):
    """What stands in a function: all of it is deployed, none of it changes by itself.

    A silent one reports what failed item by item, and logs nothing.
    """

    BUGGY = "fails with the new form"
    SILENT = "fails with the new form and says so only to the queue"
    FIXED = "takes both"
    WORSE = "fails with both"


class Began(NamedTuple):
    """An invocation that runs: it goes on with the code with which it began."""

    at: datetime
    code: Code
    at_once: int = 1


class Try(NamedTuple):
    """One piece of work in a function's hands."""

    at: datetime
    form: Form
    passed: bool
    said: bool


class Function:
    """Attributes:
    tries, throttles, deployed: In order.
    error: What it logs of a failure.
    """

    def __init__(
        self, name: str, code: Code, error: str, clock: Callable[[], datetime], cloudwatch: CloudWatch
    ) -> None:
        self.name = name
        self.arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
        self.code = code
        self.error = error
        self.deployed = [(clock() - LONG_AGO, code)]
        self.tries: list[Try] = []
        self.throttles: list[datetime] = []
        self._clock = clock
        self._cloudwatch = cloudwatch

    def takes(self, form: Form) -> bool:
        return takes(self.code, form)

    def deploy(self, code: Code) -> None:
        self.code = code
        self.deployed.append((self._clock(), code))

    @property
    def deployments(self) -> list[datetime]:
        return [at for at, _ in self.deployed]

    def call(self, work: Sequence[Form], began: "Began | None" = None) -> bool:
        """One invocation with a batch, of which the first that fails fails all; whether it passed.

        What stood before that one was done, what stood behind it was never tried. It is counted when it
        ended, at the time at which it began.
        """
        at, code, at_once = began or Began(self._clock(), self.code)
        passed = True
        for form in work:
            passed = takes(code, form)
            self.tries.append(Try(at, form, passed, not passed and code is not Code.SILENT))
            if not passed:
                break
        self._count("Invocations", 1, at)
        self._count("Errors", float(not passed and code is not Code.SILENT), at)
        self._count("Throttles", 0, at)
        self._count("Duration", (self._clock() - at).total_seconds() * 1000 or 40, at)
        self._count("ConcurrentExecutions", at_once, at)
        self._cloudwatch.put("AWS/Lambda", "ClaimedAccountConcurrency", {}, at_once, at)
        return passed

    def throttle(self) -> None:
        self.throttles.append(self._clock())
        self._count("Throttles", 1)

    def count(self, name: str, value: float) -> None:
        self._count(name, value)

    def failed_between(self, since: datetime, until: datetime) -> bool:
        return any(not each.passed and since <= each.at <= until for each in self.tries)

    def passed_between(self, since: datetime, until: datetime) -> bool:
        return any(each.passed and since <= each.at <= until for each in self.tries)

    def _count(self, name: str, value: float, at: datetime | None = None) -> None:
        self._cloudwatch.put("AWS/Lambda", name, {"FunctionName": self.name}, value, at)


def takes(code: Code, form: Form) -> bool:
    match code:
        case Code.FIXED:
            return True
        case Code.WORSE:
            return False
        case _:
            return form is Form.OLD
