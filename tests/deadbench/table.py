"""The table of scores: one line a score, never summed up into one number."""

from collections.abc import Iterator, Mapping, Sequence

from tests.deadbench.score import Marked, Scores, Share, by_class, scores

# (score, what it is called, the goal).
ROWS: Sequence[tuple[str, str, str]] = (
    ("diagnosis", "diagnosis", ">= 0.80"),
    ("wrong", "wrong with confidence", "0"),
    ("coverage", "coverage", ">= 0.85"),
    ("silence", "right silence", "1"),
    ("harm", "harm", "0"),
    ("clock", "clock right", ""),
    ("late", "clock on the unsafe side", "0"),
    ("unsupported", "unsupported numbers", "0"),
)


def table(tools: Mapping[str, Sequence[Marked]]) -> Iterator[str]:
    """Each tool's scores, and those of the first by class."""
    first = next(iter(tools))
    columns = {name: scores(marked) for name, marked in tools.items()}
    columns |= {f"{first}, class {kind}": each for kind, each in by_class(tools[first]).items()}
    for name, each in columns.items():
        yield f"{name} ({len(tools.get(name, ())) or _size(each)} worlds)"
        for row, called, goal in ROWS:
            yield f"  {called:26} {_cell(getattr(each, row))}  {f'goal {goal}' if goal else ''}".rstrip()
    slowest = max((each.seconds for each in tools[first]), default=0.0)
    calls = sorted(each.calls for each in tools[first])
    yield f"{first}: {slowest:.2f} s for the slowest world, {calls[len(calls) // 2]} calls for the median one"


def _size(of: Scores) -> int:
    return of.wrong.of


def _cell(share: Share) -> str:
    low, high = share.interval
    if not share.of:
        return "none to score"
    return f"{share.value:.2f} (n {share.of}, 95 % {low:.2f} to {high:.2f})"
