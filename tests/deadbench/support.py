"""Whether a number that is shown stands in a world's files, or follows from them by one of these formulas.

- as it stands, in another unit of time, or rounded as it is written;
- of a series: its sum over some of the last minutes, its rate a second, its rise a minute;
- of a function its calls that did not fail, over some of the last minutes;
- how many messages, lines of a log, records or resources there are;
- how long it is from one moment of the files to `now`, or to the deadline that follows from a retention; of a
  series from the beginning or the end of the first or the last minute in which anything was counted.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, pairwise

from tests.deadbench.world import World, instant

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|\.000\+0000|\+00:00)")
_EPOCH = re.compile(r"\b1[67]\d{8}(?:\d{3})?\b")
# Seconds, minutes, hours, days of milliseconds or seconds; a minute's count by the second.
_UNITS = (1.0, 1 / 1000, 1 / 60, 1 / 3600, 1 / 86_400, 1 / 60_000, 1 / 3_600_000)
_MOST = 120


def unsupported(numbers: tuple[str, ...], world: World) -> Iterator[str]:
    known = _known(world) if numbers else frozenset()
    for each in dict.fromkeys(numbers):
        value = float(each.replace(",", ""))
        digits = _digits(each.replace(",", ""))
        if not any(round(candidate, digits) == value or int(candidate) == value for candidate in known):
            yield each


def _digits(written: str) -> int:
    """To which place it may have been rounded: two digits of a round number are taken to be meant."""
    whole, _, fraction = written.partition(".")
    if fraction:
        return len(fraction)
    return -min(len(whole) - len(whole.rstrip("0")), max(len(whole) - 2, 0))


@cache
def _known(world: World) -> frozenset[float]:
    return frozenset(_all(world))


def _all(world: World) -> Iterator[float]:
    now = world.about.now.timestamp()
    for file in sorted(world.folder.rglob("*")):
        if not file.is_file() or file.name == "metrics.json":
            continue
        text = file.read_text(errors="replace")
        yield from (
            value * unit for found in _NUMBER.findall(text) for value in [float(found)] for unit in _UNITS
        )
        moments = {instant(found.replace(".000+0000", "Z")).timestamp() for found in _STAMP.findall(text)}
        moments |= {float(found[:10]) for found in _EPOCH.findall(text)}
        for moment in moments:
            yield from ((now - moment) * unit for unit in _UNITS)
        yield from _counts(file.name, text)
    for series in world.metrics:
        for points in series["Statistics"].values():
            counted = [instant(at).timestamp() for at, value in points if value]
            for moment in (*counted[:1], *counted[-1:]):
                yield from ((now - moment - begun) * unit for unit in _UNITS for begun in (0, 60))
            yield from _of_series([float(value) for _, value in points])
    yield from _passed(world)


def _passed(world: World) -> Iterator[float]:
    of = {
        (series["MetricName"], json.dumps(series["Dimensions"])): dict(series["Statistics"].get("Sum", ()))
        for series in world.metrics
    }
    for (metric, whose), called in of.items():
        failed = of.get(("Errors", whose))
        if metric == "Invocations" and failed is not None:
            minutes = sorted(called)[-_MOST:]
            yield from accumulate(float(called[at]) - float(failed.get(at, 0)) for at in reversed(minutes))


def _of_series(values: list[float]) -> Iterator[float]:
    last = values[-_MOST:]
    yield from (value * unit for value in last for unit in _UNITS)
    for minutes, total in enumerate(accumulate(reversed(last)), 1):
        yield from (total / rate for rate in (1, minutes, minutes * 60))
    yield from ((after - before) / 1000 for before, after in pairwise(last))


def _counts(name: str, text: str) -> Iterator[float]:
    if name.endswith(".jsonl"):
        yield from range(len(text.splitlines()) + 1)
        return
    value = json.loads(text) if name.endswith(".json") else None
    inner = (
        value
        if isinstance(value, list)
        else next(iter(value.values()), None)
        if isinstance(value, dict)
        else None
    )
    if isinstance(inner, list):
        yield from range(len(inner) + 1)
