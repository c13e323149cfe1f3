"""Example ids: well-formed, but no one's. If one were left in, no card would ever be seen."""

import re
from collections.abc import Iterator
from typing import Any

from bot.config.problem import Path

_RISING = "0123456789" * 3
_FALLING = _RISING[::-1]
_WHAT = {
    "C": "channel", "G": "channel", "U": "user", "W": "user", "S": "user group",
    "T": "workspace", "E": "organisation",
}  # fmt: skip
# Alone, or after a target's kind: "group:S0123456789".
_ID = re.compile(r"(?:[a-z]{1,10}:)?([CGUWSTE][A-Z0-9]{8,20})")


def is_placeholder(slack_id: str) -> bool:
    """Whether it is an example id: digits in order, or one character repeated."""
    rest = slack_id[1:]
    return rest in _RISING or rest in _FALLING or len(set(rest.lstrip("0"))) <= 1


def check_placeholders(raw: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Example ids anywhere in the file."""
    match raw:
        case dict():
            for key, value in raw.items():
                yield from check_placeholders(value, (*path, key))
        case list():
            for number, value in enumerate(raw):
                yield from check_placeholders(value, (*path, number))
        case str() if (found := _ID.fullmatch(raw)) and is_placeholder(found[1]):
            yield path, f"is still the example's {found[1]}: put in the ID of your own {_WHAT[found[1][0]]}"
        case _:
            return
