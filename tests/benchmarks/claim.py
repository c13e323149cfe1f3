"""What a benchmark says: a number of ours beside a peer's, both taken in the same run.

Machines differ and so do moments of one machine, so only the ratio is held to a limit; the rest is for
orientation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Workbench(NamedTuple):
    """Attributes: artefact is the package as built; rounds is how often a pair is measured."""

    artefact: Path
    scratch: Path
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One line of the table.

    Attributes:
        what: What was measured, in words.
        ours: For the reader, with its unit.
        peer: What it is compared with, with its unit; empty where there is nothing to compare with.
        ratio: Ours over the peer's.
        limit: The greatest ratio that keeps the promise; None where none was made.
    """

    what: str
    ours: str
    peer: str = ""
    ratio: float | None = None
    limit: float | None = None

    @property
    def kept(self) -> bool:
        return self.limit is None or (self.ratio is not None and self.ratio <= self.limit)


Benchmark = Callable[[Workbench], list[Claim]]


def table(claims: list[Claim]) -> str:
    rows = [("what", "ours", "against", "ratio", "limit", "")]
    rows += [
        (
            claim.what,
            claim.ours,
            claim.peer,
            "" if claim.ratio is None else f"{claim.ratio:.2f}",
            "" if claim.limit is None else f"<= {claim.limit:.2f}",
            "" if claim.kept else "BROKEN",
        )
        for claim in claims
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
