"""Reading JSON that anyone may have sent: every reader answers, none raises."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any

# Times outside are no alarm's, and would overflow when something is added to them.
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_NAME = 255  # of any resource in AWS
_LONGEST_PERIOD = 7 * 86_400  # seconds: CloudWatch's longest evaluation


def parsed(text: str) -> Any:
    """The JSON value; None for what is no JSON, or is too deep or too large to be read."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


class Members(dict[str, Any]):
    """A JSON object that is asked for many names, most of which it has not.

    Attributes:
        names: Those it has, in lower case.
    """

    __slots__ = ("names",)

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__(document)
        self.names = set(map(str.lower, document))


def get(value: Any, key: str, *path: str) -> Any:
    """The value at a path of keys, whatever their case; None if there is nothing."""
    if not isinstance(value, dict):
        return None
    if key in value:
        value = value[key]
    else:
        folded = key.lower()
        if folded not in _names(value):
            return None
        value = next(each for name, each in value.items() if str(name).lower() == folded)
    return get(value, *path) if path else value


def has_any(value: Any, names: frozenset[str]) -> bool:
    """Whether it is an object with a member of one of these names, which are given in lower case."""
    return isinstance(value, dict) and not names.isdisjoint(_names(value))


def _names(value: dict[Any, Any]) -> Iterable[str]:
    return value.names if type(value) is Members else map(str.lower, map(str, value))


def text(value: Any, most: int = 1024) -> str:
    """A string cut to size that any encoder takes; empty for anything else."""
    if not isinstance(value, str):
        return ""
    cut = value[:most]
    return cut if cut.isascii() else cut.encode("utf-8", "replace").decode()


def word(value: Any) -> str:
    """One of the words AWS chose, compared without case or blanks around it."""
    return text(value, 200).strip().casefold()


def number(value: Any) -> float | None:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        real = float(value)
    except OverflowError:
        return None
    return real if isfinite(real) else None


def time(value: Any) -> datetime | None:
    """An ISO time in UTC to the millisecond, which is all that every path of a transition carries."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return _sensible(at.replace(microsecond=at.microsecond // 1000 * 1000))


def epoch(value: Any) -> datetime | None:
    """Milliseconds since 1970 as a time in UTC."""
    real = number(value)
    try:
        return None if real is None else _sensible(_EPOCH + timedelta(milliseconds=int(real)))
    except OverflowError:
        return None


def _sensible(at: datetime) -> datetime | None:
    return at if _FIRST_YEAR <= at.year <= _LAST_YEAR else None


def seconds(value: Any) -> timedelta | None:
    """A period."""
    real = number(value)
    return timedelta(seconds=real) if real is not None and 0 < real <= _LONGEST_PERIOD else None


def items(value: Any, most: int = 100) -> list[Any]:
    """The first elements of a list; none of anything else."""
    return value[:most] if isinstance(value, list) else []


def pairs(value: Any, most: int = 50) -> dict[str, str]:
    """Names and values in any of AWS's shapes: `{K: V}`, `[{name, value}]`, `[{Key, Value}]`."""
    if isinstance(value, Mapping):
        named = list(value.items())
    else:
        named = [(get(each, "name") or get(each, "key"), get(each, "value")) for each in items(value, most)]
    return {
        text(name, _LONGEST_NAME): text(each, _LONGEST_NAME)
        for name, each in named[:most]
        if name and isinstance(name, str)
    }
