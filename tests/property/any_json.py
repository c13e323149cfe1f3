"""JSON that nobody promised: any at all, and what AWS sends with one of its values spoilt."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
# Put in the place of a value, none of these may do harm.
SPOILT: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**400, 1e308, float("nan"), float("inf")),
    *("", "\ud800", "x" * 3000, "é" * 3000, [], [[]], {}, [None], {"a": {}}),
)


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document."""
    keys = (
        document if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()
    )
    for key in keys:
        yield (*path, key)
        yield from places(document[key], (*path, key))


def spoilt(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The document with another value at a place, or without it."""
    copy = json.loads(json.dumps(document))
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    if value is Ellipsis:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return copy
