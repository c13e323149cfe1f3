"""docs/beliefs.md as rows; each names the test that tries it."""

from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "beliefs.md"
COLUMNS = 5
STANDINGS = ("settled", "to try")


class Belief(NamedTuple):
    """Attributes: test is `file.py::function` below tests/live, or `file.py` for all tests of a file."""

    text: str
    source: str
    standing: str
    rests: str
    test: str


def read_beliefs(document: str) -> list[Belief]:
    """Every row of every table; a row of another width is refused."""
    rows = [line for line in document.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    wrong = [row for row, each in zip(rows, cells, strict=True) if len(each) != COLUMNS]
    if wrong:
        raise ValueError(f"not {COLUMNS} cells: {wrong[0]}")
    return [
        Belief(*each)._replace(test=each[-1].strip("`"))
        for each in cells
        if each[0] != "what we believe" and set(each[0]) - set("-: ")
    ]


def belief_of(nodeid: str, beliefs: list[Belief]) -> Belief | None:
    """The row of a test, by its own name or by its file's."""
    path, _, rest = nodeid.partition("::")
    file = path.rpartition("tests/live/")[2]
    names = (f"{file}::{rest.partition('[')[0]}", file)
    return next((each for name in names for each in beliefs if each.test == name), None)
