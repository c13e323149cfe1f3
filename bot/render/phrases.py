"""Counts, durations and lines joined the way a person would write them."""

from collections.abc import Iterable, Sequence
from itertools import dropwhile

from bot.render.view import Line, When, Words

TIMES = "×"  # noqa: RUF001 - the sign itself, as in 4 times
_BARS = "▁▂▃▄▅▆▇█"
_GAP = "·"
_MOST_BARS, _FEWEST_BARS = 24, 3
# As long as Slack writes a day and a time.
_TIME_SHOWN = 18


def counted(count: int, noun: tuple[str, str]) -> str:
    """`1 dead letter`, `37 dead letters`."""
    return f"{count:,} {noun[0] if count == 1 else noun[1]}"


def rounded(count: int) -> str:
    """`12,000` for 12,096: of what was reckoned, no more digits than are known."""
    digits = max(len(str(abs(count))) - 2, 0)
    return f"{round(count, -digits):,}"


def sparkline(history: Sequence[float | None]) -> str:
    """The newest values as bars, oldest first, a dot where one is missing; empty where they show no trend."""
    known = [value for value in history[-_MOST_BARS:] if value is not None]
    if len(known) < _FEWEST_BARS or min(known) == max(known) or max(known) <= 0:
        return ""
    # What lies before the first value is no gap: there was nothing to measure.
    shown = tuple(dropwhile(lambda value: value is None, history[-_MOST_BARS:]))
    return "".join(
        _GAP if value is None else _BARS[int((len(_BARS) - 1) * max(value, 0) / max(known))]
        for value in shown
    )


def words(text: str, *, bold: bool = False) -> Line:
    """A line that is only words; no line at all without any."""
    return (Words(text, bold),) if text else ()


def fitted(parts: Iterable[Line], most: int, separator: str = " · ") -> Line:
    """Lines side by side as long as they fit: each whole or not at all, of them the first in any case."""
    kept: list[Line] = []
    for part in filter(None, parts):
        width = _width(part) + len(separator)
        if width <= most or not kept:
            kept.append(part)
            most -= width
    return joined(kept, separator)


def _width(line: Line) -> int:
    """About how many letters a reader sees."""
    return sum(
        _TIME_SHOWN if isinstance(span, When) else len(getattr(span, "text", "@somebody")) for span in line
    )


def joined(parts: Iterable[Line], separator: str = " · ") -> Line:
    """Lines that say something, side by side."""
    spans: Line = ()
    for part in parts:
        if part:
            spans = (*spans, Words(separator), *part) if spans else part
    return spans
