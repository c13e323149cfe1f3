"""Where every outgoing request passes: one request is one call, numbered, and met by the fate set for it.

A request that is sent again (botocore does so by itself) is a call of its own with the same `origin`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import NamedTuple, TypeVar

Answer = TypeVar("Answer")


class Fate(StrEnum):
    """What a call meets."""

    DIES_BEFORE = "the process dies before it is applied"
    DIES_AFTER = "it is applied and the process dies"
    ERROR = "it answers an error, also when sent again"
    LOST = "it is applied and its answer is lost"
    HANGS = "nobody answers, and the process is killed at its function's time-out"


# What a call meets without time passing.
AT_ONCE = tuple(fate for fate in Fate if fate is not Fate.HANGS)


class ProcessDied(BaseException):
    """The function's process is gone, in the middle of whatever it did."""


class LostError(Exception):
    """The answer did not arrive; each protocol turns it into its own error."""


class Call(NamedTuple):
    """One request.

    Attributes:
        by: The function that made it.
        name: `service.Operation`, as `sqs.SendMessage` or `slack.chat.postMessage`.
        about: What it is about: a queue's name, a channel.
        run: Number of the invocation that made it.
        origin: The same for a request and its repetitions.
    """

    number: int
    run: int
    by: str
    name: str
    about: str
    origin: str

    def __str__(self) -> str:
        return f"{self.name} {self.about}".strip()


class Wire:
    """Attributes: calls is everything that was tried, refused ones included."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.running = ""
        self._choose: Callable[[Call], Fate | None] = _unharmed
        self._dead = self._hung = False
        self._run = 0
        self._failing: set[str] = set()

    def meet(self, choose: Callable[[Call], Fate | None]) -> None:
        """From now on `choose` decides what each call meets; None leaves it unharmed."""
        self._choose = choose

    def unharmed(self) -> None:
        self._choose = _unharmed

    def forget(self) -> None:
        """As if nothing had been tried yet."""
        self.calls.clear()
        self._failing.clear()
        self.unharmed()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What runs meanwhile in other processes; afterwards the one before goes on."""
        running = self.running
        yield
        self.running, self._dead = running, False

    def begin(self, function: str) -> None:
        """A function starts to run in a process that lives."""
        self.running, self._dead, self._hung, self._run = function, False, False, self._run + 1

    @property
    def died(self) -> bool:
        return self._dead

    @property
    def hung(self) -> bool:
        """Whether the process that died had its place until its function's time-out."""
        return self._hung

    def carry(
        self,
        name: str,
        about: str,
        origin: str,
        *,
        apply: Callable[[], Answer],
        refuse: Callable[[], Answer],
    ) -> Answer:
        """Carry one request to whoever answers it."""
        if self._dead:
            raise ProcessDied
        call = Call(len(self.calls), self._run, self.running, name, about, origin)
        self.calls.append(call)
        fate = Fate.ERROR if origin in self._failing else self._choose(call)
        match fate:
            case None:
                return apply()
            case Fate.ERROR:
                self._failing.add(origin)
                return refuse()
            case Fate.LOST:
                apply()
                raise LostError
            case Fate.DIES_BEFORE | Fate.HANGS:
                self._dead, self._hung = True, fate is Fate.HANGS
                raise ProcessDied
            case Fate.DIES_AFTER:
                apply()
                self._dead = True
                raise ProcessDied


def _unharmed(_call: Call) -> None:
    return None
