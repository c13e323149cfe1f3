"""Counts, durations and lines joined the way a person would write them."""

from collections.abc import Iterable, Sequence
from itertools import dropwhile

from bot.domain.durations import lasting
from bot.domain.evidence import Failing
from bot.render.card import Line, Words

TIMES = "×"  # noqa: RUF001 - the sign itself, as in 4 times
_BARS = "▁▂▃▄▅▆▇█"
_GAP = "·"
_MOST_BARS, _FEWEST_BARS = 24, 3
_MINUTE = 60


def counted(count: int, noun: tuple[str, str]) -> str:
    """`1 dead letter`, `37 dead letters`."""
    return f"{count:,} {noun[0] if count == 1 else noun[1]}"


def sparkline(history: Sequence[int | None]) -> str:
    """The newest values as bars, oldest first, a dot where one is missing; empty where they show no trend."""
    known = [value for value in history[-_MOST_BARS:] if value is not None]
    if len(known) < _FEWEST_BARS or min(known) == max(known):
        return ""
    # What lies before the first value is no gap: there was nothing to measure.
    shown = tuple(dropwhile(lambda value: value is None, history[-_MOST_BARS:]))
    return "".join(
        _GAP if value is None else _BARS[(len(_BARS) - 1) * value // max(known)] for value in shown
    )


def rate(failing: Failing) -> str:
    """`3/min`, or the count itself where it is less than one a minute."""
    minutes = max(failing.window.total_seconds() / _MINUTE, 1)
    if failing.failures >= minutes:
        return f"{round(failing.failures / minutes):,}/min"
    return f"{failing.failures} in {lasting(failing.window)}"


def words(text: str, *, bold: bool = False) -> Line:
    """A line that is only words; no line at all without any."""
    return (Words(text, bold),) if text else ()


def joined(parts: Iterable[Line], separator: str = " · ") -> Line:
    """Lines that say something, side by side."""
    spans: Line = ()
    for part in parts:
        if part:
            spans = (*spans, Words(separator), *part) if spans else part
    return spans
