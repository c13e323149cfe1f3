"""What is wrong although every value is right: names that lead nowhere, routes that are never reached."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from bot.config.problem import WRONG, Path
from bot.config.values import guess
from bot.domain.policy import Match, Route
from bot.parsing.untrusted import get, items

Wrong = Iterator[tuple[Path, str]]
_ALL = 10_000


def check_names(raw_routes: Any, rotations: Collection[str]) -> Wrong:
    """Problems of names, from the raw values: found even where a route is broken otherwise."""
    seen: set[str] = set()
    for number, route in enumerate(items(raw_routes, _ALL)):
        name = str(get(route, "name"))
        if name in seen:
            yield ("routes", number, "name"), f'there is another route "{name}": names must differ'
        seen.add(name)
        for step, each in enumerate(items(get(route, "escalation", "steps"), _ALL)):
            for which, target in enumerate(items(get(each, "tell"), _ALL)):
                if what := _leads_nowhere(str(target), route, rotations):
                    yield ("routes", number, "escalation", "steps", step, "tell", which), what


def _leads_nowhere(target: str, route: Any, rotations: Collection[str]) -> str:
    if target == "owner" and get(route, "owner") is None:
        return f'route "{get(route, "name")}" tells its owner and has none: add "owner"'
    kind, _, rotation = target.partition(":")
    if kind == "oncall" and rotation and rotation not in rotations:
        return f'there is no rotation "{rotation}"{guess(rotation, rotations)}'
    return ""


def check_reach(routes: Sequence[Any]) -> Wrong:
    """Routes that are never reached, and alarms that no route takes; a route that is WRONG is passed over."""
    read = [(number, route) for number, route in enumerate(routes) if route is not WRONG]
    for place, (number, route) in enumerate(read):
        before = next((other for _, other in read[:place] if covers(other.match, route.match)), None)
        if before is not None:
            yield ("routes", number), _unreached(route, before)
    if routes[-1] is not WRONG and not takes_everything(routes[-1].match):
        what = (
            "the last route must take everything, so that no alarm is without one: add a route without match"
        )
        yield ("routes", len(routes) - 1), what


def _unreached(route: Route, before: Route) -> str:
    return f'route "{route.name}" is never reached: "{before.name}" above it takes all that it would'


def takes_everything(match: Match) -> bool:
    return covers(match, Match())


def covers(match: Match, other: Match) -> bool:
    """Whether a match certainly takes all that another takes; overlapping patterns are not compared."""
    parts = zip(match[:4], other[:4], strict=True)
    tags = (other.tags.get(tag) == wanted or wanted == "*" for tag, wanted in match.tags.items())
    return all(_covers(part, theirs) for part, theirs in parts) and all(tags)


def _covers(patterns: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not patterns or "*" in patterns or (bool(others) and set(others) <= set(patterns))
