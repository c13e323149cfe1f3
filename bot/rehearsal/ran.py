"""How one run of a handler ended, and what it asked of anything but itself on the way."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.rehearsal.calls import OutwardCall


class Returned(NamedTuple):
    """Attributes: value is what it returned, as JSON."""

    value: Any


class Raised(NamedTuple):
    """An exception, in the words that Lambda's client posts.

    Attributes:
        refused: Whether one of its causes is a refusal of ours.
        variable: The variable that is not set here, where that is what it raised for.
        trace: Its frames, outermost first, as Python formats them.
        at_import: Whether the module could not be loaded, so that no event was tried.
    """

    type: str
    message: str
    refused: bool = False
    variable: str = ""
    trace: tuple[str, ...] = ()
    at_import: bool = False


class Exited(NamedTuple):
    """The process ended while it had an event: by its own doing, or by a signal, of which that is minus."""

    status: int


class TimedOut(NamedTuple):
    """It was ended, as Lambda ends it."""

    seconds: float


End = Returned | Raised | Exited | TimedOut


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """Attributes:
    calls: In the order they came; refused but where `answered`.
    caught: The exceptions that the team's own code saw, in their order, raised again or not.
    client: Which runtime client ran it; empty for the loop that stands for one.
    enclosed: Whether the kernel kept it from the network, and not our guard alone.
    """

    end: End
    calls: tuple[OutwardCall, ...] = ()
    caught: tuple[Raised, ...] = ()
    client: str = ""
    enclosed: bool = False

    @property
    def refused(self) -> tuple[OutwardCall, ...]:
        return tuple(each for each in self.calls if not each.answered)
