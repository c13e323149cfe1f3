"""Which keys failed payloads have and healthy ones lack, and vice versa.

A key is a dotted path; the elements of a list share one (`lines[].sku`). Bounded, for payloads that use keys
as data (`{"4711": ..., "4712": ...}`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

MOST_PATHS = 300
DEEPEST = 6
MOST_ELEMENTS = 20
MOST_TOLD = 8
LONGEST_KEY = 120

Counted = tuple[tuple[str, int], ...]


def key_paths(document: Any) -> frozenset[str]:
    """The paths of all keys of a payload, long ones cut; empty if it is neither object nor list."""
    found: dict[str, None] = {}
    _walk(document, "", 0, found)
    return frozenset(found)


def _walk(value: Any, path: str, depth: int, found: dict[str, None]) -> None:
    if depth > DEEPEST or len(found) >= MOST_PATHS:
        return
    if isinstance(value, Mapping):
        for key, each in islice(value.items(), MOST_PATHS):
            here = f"{path}.{str(key)[:LONGEST_KEY]}" if path else str(key)[:LONGEST_KEY]
            if len(found) < MOST_PATHS:
                found[here] = None
            _walk(each, here, depth + 1, found)
    elif isinstance(value, list):
        for each in value[:MOST_ELEMENTS]:
            _walk(each, f"{path}[]", depth + 1, found)


def difference(
    failed: Sequence[frozenset[str]], healthy: Sequence[frozenset[str]]
) -> tuple[Counted, Counted]:
    """(key, in how many failed payloads), most first: missing there, and extra there.

    Missing is what every healthy payload has; extra is what none of them has. For a missing or extra object
    only its own key is listed, not the keys in it.
    """
    always = frozenset.intersection(*healthy) if healthy else frozenset()
    ever = frozenset.union(*healthy) if healthy else frozenset()
    missing = Counter(path for paths in failed for path in _topmost(always - paths))
    extra = Counter(path for paths in failed for path in _topmost(paths - ever)) if healthy else Counter()
    return _most(missing), _most(extra)


def _topmost(paths: frozenset[str]) -> Iterable[str]:
    return (path for path in paths if not any(above in paths for above in _above(path)))


def _above(path: str) -> Iterable[str]:
    """The paths of the objects and lists around a key."""
    for at, letter in enumerate(path):
        if letter in ".[":
            yield path[:at]


def _most(counted: Counter[str]) -> Counted:
    return tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:MOST_TOLD])
