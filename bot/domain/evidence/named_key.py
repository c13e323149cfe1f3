"""The key that an error names, and whether the failed payloads have it.

A producer that renamed a field shows here without any healthy payload to compare with. The words are those of
Python's KeyError, of Node's TypeError, of JSON schema validators, of Java's JSONObject and of Ruby's fetch.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

MOST_BESIDE = 3
# This many equal letters at the beginning or the end make two keys similar.
_ALIKE = 4
_KEY = r"['\"\[:]{0,3}(?P<key>[A-Za-z_][\w-]{0,60})(?![\w#…-])"
_NAMING = (
    re.compile(rf"\bKeyError:? (?=['\"]){_KEY}", re.IGNORECASE),
    re.compile(rf"\(reading {_KEY}'\)", re.IGNORECASE),
    re.compile(rf"\bkey not found: ?{_KEY}", re.IGNORECASE),
    re.compile(rf"\bJSONObject\[{_KEY}\"?\] not found", re.IGNORECASE),
    re.compile(
        rf"\b(?:missing|required) (?:required )?(?:field|key|property|parameter|attribute)s?:? {_KEY}",
        re.IGNORECASE,
    ),
    re.compile(r"['\"](?P<key>[A-Za-z_][\w-]{0,60})['\"] is (?:a )?required", re.IGNORECASE),
)
_LAST = re.compile(r"[.\]]")


class NamedKey(NamedTuple):
    """A key that the error names and that every payload lacks.

    Attributes:
        payloads: How many were looked at.
        beside: Similar keys that all of them have.
    """

    key: str
    payloads: int
    beside: tuple[str, ...] = ()


class HeldKey(NamedTuple):
    """A key that the error names, although some of the failed messages have it.

    Attributes:
        holding: How many unambiguously have it: they hold only plain values.
        payloads: How many were looked at.
    """

    key: str
    holding: int
    payloads: int


def named_by(error: str) -> str:
    """The key that an error says is missing; empty if it names none."""
    found = (pattern.search(error) for pattern in _NAMING)
    return next((each["key"] for each in found if each), "")


def lacked(key: str, payloads: Sequence[frozenset[str]]) -> NamedKey | None:
    """None if some payload has the key anywhere: then it is not why all of them failed.

    Args:
        payloads: The key paths of each, from `payload_keys`.
    """
    names = [{_LAST.split(path)[-1] for path in paths} for paths in payloads]
    if not key or not names or any(key in each for each in names):
        return None
    alike = sorted(each for each in set.intersection(*names) if _look_alike(each, key))
    return NamedKey(key, len(names), tuple(alike[:MOST_BESIDE]))


def held(key: str, payloads: Sequence[frozenset[str]]) -> HeldKey | None:
    """None if none has it. In a payload with objects or lists another place may be meant.

    Args:
        payloads: As in `lacked`.
    """
    plain = [paths for paths in payloads if not any(_LAST.search(path) for path in paths)]
    holding = sum(key in paths for paths in plain)
    return HeldKey(key, holding, len(payloads)) if key and holding else None


def _look_alike(one: str, other: str) -> bool:
    one, other = (each.lower().replace("_", "").replace("-", "") for each in (one, other))
    if len(one) < _ALIKE or len(other) < _ALIKE:
        return one == other
    return one[:_ALIKE] == other[:_ALIKE] or one[-_ALIKE:] == other[-_ALIKE:] or one in other or other in one
