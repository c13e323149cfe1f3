"""Problems although every value is valid: names that lead nowhere, entries that never have an effect."""

from collections.abc import Collection, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import product
from math import prod
from typing import Any

from bot.alarm_kinds import KINDS
from bot.config.aws_names import ALL_REGIONS
from bot.config.problem import WRONG, Path
from bot.config.values import guess
from bot.domain.policy.policy import Match, Route
from bot.parsing.untrusted import get, items

Wrong = Iterator[tuple[Path, str]]
_ALL = 10_000
_KINDS = tuple(kind.name for kind in KINDS)
_MOST_PARTS = 2_000
_OPEN = "\N{NULL}"


def check_names(raw_routes: Any, rotations: Collection[str]) -> Wrong:
    """Problems with names, from the raw values: found even if a route is broken otherwise."""
    seen: set[str] = set()
    for number, route in enumerate(items(raw_routes, _ALL)):
        name = str(get(route, "name"))
        if name in seen:
            yield ("routes", number, "name"), f'another route is also called "{name}": names must differ'
        seen.add(name)
        for step, each in enumerate(items(get(route, "escalation", "steps"), _ALL)):
            for which, target in enumerate(items(get(each, "tell"), _ALL)):
                if what := _leads_nowhere(str(target), route, rotations):
                    yield ("routes", number, "escalation", "steps", step, "tell", which), what


def _leads_nowhere(target: str, route: Any, rotations: Collection[str]) -> str:
    if target == "owner" and get(route, "owner") is None:
        return f'route "{get(route, "name")}" notifies its owner but has none: add "owner"'
    kind, _, rotation = target.partition(":")
    if kind == "oncall" and rotation and rotation not in rotations:
        return f'there is no rotation "{rotation}"{guess(rotation, rotations)}'
    return ""


def check_reach(routes: Sequence[Any]) -> Wrong:
    """Routes that are never reached; a WRONG route is skipped."""
    read = [(number, route) for number, route in enumerate(routes) if route is not WRONG]
    for place, (number, route) in enumerate(read):
        before = _takers(route, [other for _, other in read[:place]])
        if before:
            yield ("routes", number), _unreached(route, before)


def check_last(routes: Sequence[Any]) -> Wrong:
    """Alarms that no route matches."""
    if routes[-1] is not WRONG and not takes_everything(routes[-1].match):
        what = "the last route must match everything, so that every alarm has one: add a route without match"
        yield ("routes", len(routes) - 1), what


def _takers(route: Route, above: Sequence[Route]) -> tuple[Route, ...]:
    """The routes above that together match everything a route would; empty if something is left for it.

    Only a single route can make the catch-all unnecessary: a catch-all must exist.
    """
    alone = next((other for other in above if covers(other.match, route.match)), None)
    if alone or route.match.everything:
        return (alone,) if alone else ()
    found: list[Route] = []
    for part in _parts(route.match):
        taker = next((other for other in above if covers(other.match, part)), None)
        if taker is None:
            return ()
        if taker not in found:
            found.append(taker)
    return tuple(found)


def _parts(match: Match) -> tuple[Match, ...]:
    """The alternatives of a match, one by one; as a whole if there are too many to compare."""
    listed = (match.kinds or _KINDS, match.resources, match.accounts, _each_region(match.regions))
    alternatives: list[tuple[tuple[str, ...], ...]] = [
        tuple((one,) for one in each) or ((),) for each in listed
    ]
    if prod(map(len, alternatives)) > _MOST_PARTS:
        return (match,)
    return tuple(
        Match(kinds, resources, accounts, regions, match.tags)
        for kinds, resources, accounts, regions in product(*alternatives)
    )


def _unreached(route: Route, before: Sequence[Route]) -> str:
    names = " and ".join(f'"{each.name}"' for each in before)
    verb = "match" if len(before) > 1 else "matches"
    return f'route "{route.name}" is never reached: {names} above it {verb} everything it would'


def takes_everything(match: Match) -> bool:
    return covers(match, Match())


def covers(match: Match, other: Match) -> bool:
    """Whether a match certainly covers everything another matches."""
    tags = (covers_glob(wanted, other.tags.get(tag, "")) for tag, wanted in match.tags.items())
    return (
        _covers(match.kinds, other.kinds, _KINDS)
        and _covers(match.resources, other.resources)
        and _covers(match.accounts, other.accounts)
        and _covers(match.regions, _each_region(other.regions))
        and all(tags)
    )


def _covers(patterns: tuple[str, ...], others: tuple[str, ...], every: tuple[str, ...] = ("*",)) -> bool:
    """Whether these patterns match everything the others do; an empty list matches everything."""
    return not patterns or all(
        any(covers_glob(pattern, other) for pattern in patterns) for other in others or every
    )


def _each_region(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The regions that patterns can mean: all regions are known."""
    return tuple(region for region in ALL_REGIONS if any(fnmatchcase(region, each) for each in patterns))


def covers_glob(pattern: str, other: str) -> bool:
    """Whether a pattern matches everything another matches; with `[` in one of them, only if they are equal.

    Only `*` can match the other's wildcards, so those are replaced by a character that nothing else matches.
    """
    if pattern == other:
        return True
    if "[" in pattern + other or ("?" in pattern and set(other) & set("*?")):
        return False
    return fnmatchcase(other.replace("*", _OPEN).replace("?", _OPEN), pattern)


def check_runbooks(routes: Sequence[Any], runbooks: Collection[str]) -> Wrong:
    """Runbooks of routes that are neither a URL nor a file."""
    for number, route in enumerate(routes):
        named = "" if route is WRONG else route.runbook
        if named and not named.startswith(("https://", "http://")) and named not in runbooks:
            what = f"there is no runbooks/{named}.md{guess(named, runbooks)}; a URL starts with https://"
            yield ("routes", number, "runbook"), what


def check_rotations(raw_routes: Any, rotations: Collection[str]) -> Wrong:
    """Rotations that no step notifies."""
    told = {
        str(target).partition(":")[2]
        for route in items(raw_routes, _ALL)
        for step in items(get(route, "escalation", "steps"), _ALL)
        for target in items(get(step, "tell"), _ALL)
        if str(target).startswith("oncall:")
    }
    for name in rotations:
        if name not in told:
            yield ("rotations", name), f'no step notifies "oncall:{name}", so this rotation is never used'
