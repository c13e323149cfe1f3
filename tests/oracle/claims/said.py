"""A sentence that was read, what it is about, and the time of which it speaks."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tests.oracle.functions import Function
from tests.oracle.parts import Moment, Part, QueuePart
from tests.oracle.world import World

# What is older is said with its time.
FRESH = timedelta(minutes=2)
# What happened so shortly before a look, CloudWatch may not have told yet.
LATE = timedelta(minutes=4)
LOG_LATE = timedelta(minutes=10)
# A look is not one moment: it reads one thing after the other.
INSTANT = timedelta(seconds=30)
DATE = r"<!date\^(\d+)\^[^>]*>"
_NEVER = "(?!)"


class FalseClaim(NamedTuple):
    """A sentence, when it was read, and what was true."""

    at: datetime
    said: str
    true: str


class Subject(NamedTuple):
    """What an incident is about: a part's work, or what it gave up."""

    world: World
    part: Part
    letters: bool

    @property
    def function(self) -> Function:
        return self.part.function

    @property
    def names(self) -> dict[str, str]:
        """As a claim calls them; one that is not there is in no sentence."""
        source = self.part.source.name if isinstance(self.part, QueuePart) else _NEVER
        dlq = self.part.dead.name if self.part.dead and self.letters else _NEVER
        return {"dlq": dlq, "source": source, "worker": self.part.function.name}


class Said(NamedTuple):
    """Attributes: since and until are about when it is said to be true; it is read `now`."""

    about: Subject
    found: re.Match[str]
    since: datetime
    until: datetime
    now: datetime

    @property
    def part(self) -> Part:
        return self.about.part

    @property
    def function(self) -> Function:
        return self.about.function

    def number(self, group: int = 1) -> int:
        return int((self.found[group] or "0").replace(",", ""))

    def time(self, group: int = 1) -> datetime:
        return datetime.fromtimestamp(int(self.found[group]), UTC)

    def some(self, proof: Callable[[Moment], bool], earlier: timedelta = timedelta(0)) -> bool:
        """It held at a moment between both: a look is not one instant."""
        return any(proof(each) for each in self.part.moments_between(self.since - earlier, self.until))


Check = Callable[[Said], bool]


def subject_of(world: World, text: str) -> Subject | None:
    """Whatever of the world is named first."""
    named = [
        (found.start(), Subject(world, part, letters))
        for part in world.parts.values()
        for name, letters in _called(part)
        if (found := re.search(rf"(?<![\w-]){name}(?![\w-])", text))
    ]
    return min(named, key=lambda each: each[0])[1] if named else None


def _called(part: Part) -> list[tuple[str, bool]]:
    """A queue's incident is about what stands there, a function's about what waits for it."""
    queue = [(part.dead.name, True)] if part.dead else []
    return [*queue, (part.function.name, False)]
