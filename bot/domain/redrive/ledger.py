"""The receipts of a job summed up, and whether a file of them is whole.

A file is JSON lines: the receipts in their order, and one line that sums them up.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.domain.redrive.chain import Chain, beginning, linked, unchanged
from bot.domain.redrive.receipt import End
from bot.domain.redrive.tally import tally

if TYPE_CHECKING:
    from bot.domain.redrive.job import Job

_SUM = "sum"


class Ledger(NamedTuple):
    """A job's messages by what their last receipts say; all but `beside` add up to what was promised.

    Attributes:
        unknown: No receipt tells of them: they were never given out.
    """

    promised: int
    moved: int
    both: int
    perhaps: int
    kept: int
    unknown: int
    beside: int

    def __str__(self) -> str:
        parts = (
            (self.moved, "moved", True),
            (self.both, End.BOTH, False),
            (self.perhaps, End.PERHAPS, False),
            (self.kept, "kept", True),
            (self.unknown, "unknown", True),
        )
        added = " + ".join(f"{count} {what}" for count, what, always in parts if count or always)
        return f"{self.promised} = {added}"


class Summed(NamedTuple):
    """What the last line of a whole file says. Attributes: head is the hash of its last receipt."""

    added_up: str
    head: str


class BrokenLine(NamedTuple):
    """What is wrong with a file. Attributes: line counts from 1."""

    line: int
    why: str


def summed(promised: int, ends: Mapping[str, str]) -> Ledger:
    """Args:
    ends: By message id, what its last receipt says.
    """
    seen = Counter(ends.values())
    moved, both, perhaps = seen[End.MOVED], seen[End.BOTH], seen[End.PERHAPS]
    rest = max(promised - moved - both - perhaps, 0)
    kept = min(seen[End.KEPT], rest)
    beside = seen[End.BESIDE] + seen[End.KEPT] - kept
    return Ledger(promised, moved, both, perhaps, kept, rest - kept, beside)


def agrees(ledger: Ledger, job: "Job") -> bool:
    """Whether the receipts say what the job itself counted."""
    counted = tally(job.progress, None)
    own = (counted.moved, counted.both, counted.perhaps, counted.kept, counted.unknown, counted.beside)
    return own == ledger[1:]


def closing(job: "Job", ledger: Ledger) -> str:
    """The line that sums a job's receipts up."""
    told = {
        "job": job.id,
        "queue": job.queue,
        "state": job.state.value,
        _SUM: str(ledger),
        **ledger._asdict(),
    }
    return linked(job.receipts, job.id, told)[0]


def ends_of(told: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """By message id, what its last receipt says."""
    return {str(each["message"]): str(each["end"]) for each in told}


def told_by(lines: Iterable[str]) -> list[Mapping[str, Any]]:
    """What each line says that is as it was written."""
    return [told for line in lines if (told := unchanged(line.encode())) is not None]


def sum_of(data: bytes) -> Summed:
    """Of a file that `verify` finds nothing wrong with."""
    last = json.loads(data.splitlines()[-1])
    return Summed(last[_SUM], last["before"])


def verify(data: bytes) -> list[BrokenLine]:
    """What is wrong with a file of receipts; nothing where it is as it was written, byte for byte."""
    if not data.endswith(b"\n"):
        return [BrokenLine(data.count(b"\n") + 1, "the file is cut off in this line")]
    lines = data[:-1].split(b"\n")
    told = [unchanged(each) for each in lines]
    problems = [
        BrokenLine(number, "it was changed: its hash is not that of its text")
        for number, each in enumerate(told, 1)
        if each is None
    ]
    return problems or [*_broken([each for each in told if each is not None])]


def _broken(told: Sequence[Mapping[str, Any]]) -> Iterator[BrokenLine]:
    """Of lines that are each whole: where one is missing, doubled or out of its place."""
    last = told[-1]
    if _SUM not in last:
        yield BrokenLine(len(told), "the line that sums up is missing after it")
    job = str(last.get("job"))
    chain = Chain(0, beginning(job))
    for number, each in enumerate(told, 1):
        if (each.get("n"), each.get("before"), each.get("job")) != (number, chain.head, job):
            what = f"line {number - 1}" if number > 1 else f"the beginning of job {job}"
            yield BrokenLine(number, f"it does not follow {what}: a line is missing, doubled or moved")
            return
        chain = Chain(number, str(each["hash"]))
    receipts = told[:-1]
    if any("message" not in each or "end" not in each for each in receipts):
        yield BrokenLine(len(told), "it sums up lines that are no receipts")
    elif _SUM in last and last[_SUM] != str(summed(_promised(last), ends_of(receipts))):
        yield BrokenLine(len(told), "it sums up other receipts than these")


def _promised(last: Mapping[str, Any]) -> int:
    promised = last.get("promised")
    return promised if isinstance(promised, int) else 0
