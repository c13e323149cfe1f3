"""The last run as docs/deadbench.md holds it: the scores of all, by class, and what is not right by name.

`python -m tests.deadbench --publish` writes it; a test holds it against what the worlds score now. How long a
world takes is of the machine and not of the answers, and stands only where the bench is run.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.deadbench.run import failures
from tests.deadbench.score import Marked, Scores, Share, by_class, scores
from tests.deadbench.table import ROWS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "deadbench.md"
_BEGIN, _END = "<!-- last run: begin -->", "<!-- last run: end -->"


def published(tools: Mapping[str, Sequence[Marked]]) -> str:
    """Args: tools begins with the one whose classes and failures are told."""
    return "\n".join((_BEGIN, *_lines(tools), _END))


def last_run(page: str) -> str:
    """What a page holds of it, markers among it.

    Raises:
        ValueError: The page has no place for it.
    """
    return page[page.index(_BEGIN) : page.index(_END) + len(_END)]


def with_last_run(page: str, told: str) -> str:
    return page.replace(last_run(page), told)


def _lines(tools: Mapping[str, Sequence[Marked]]) -> Iterator[str]:
    first = next(iter(tools))
    columns = {name: scores(marked) for name, marked in tools.items()}
    yield from _table(
        f"{len(tools[first])} worlds", columns, lambda share: f"{share.value:.2f} ({_range(share)})"
    )
    yield ""
    yield from _table(
        f"{first}, by class",
        by_class(tools[first]),
        lambda share: f"{share.value:.2f} (n {share.of}, {_range(share)})",
    )
    yield ""
    wrong = failures(tools[first])
    yield f"Not right, by name: {', '.join(map(_named, wrong)) or 'none'}."


def _named(failure: str) -> str:
    world, _, what = failure.partition(": ")
    return f"`{world}` ({what})"


def _table(title: str, columns: Mapping[str, Scores], cell: Callable[[Share], str]) -> Iterator[str]:
    yield f"| {title} | goal | {' | '.join(columns)} |"
    yield "|---" * (len(columns) + 2) + "|"
    for row, called, goal in ROWS:
        cells = (getattr(each, row) for each in columns.values())
        yield f"| {called} | {goal} | {' | '.join(cell(each) if each.of else '' for each in cells)} |"


def _range(share: Share) -> str:
    low, high = share.interval
    return f"{low:.2f} to {high:.2f}"
