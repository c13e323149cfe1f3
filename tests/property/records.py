"""A strategy for any value that a document can hold, from its type hints alone."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
_PLAIN: Mapping[type, st.SearchStrategy[Any]] = {
    str: _TEXT,
    int: st.integers(0, 10**6),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: st.timedeltas(timedelta(0), timedelta(days=30_000)).map(lambda since: _FIRST + since),
    timedelta: st.timedeltas(timedelta(0), timedelta(days=400)),
}


@cache
def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return st.one_of([values_of(each) for each in get_args(kind)])
    if origin is tuple:
        return st.lists(values_of(get_args(kind)[0]), max_size=3).map(tuple)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(_TEXT, values_of(get_args(kind)[1]), max_size=3)
    return st.none() if kind is types.NoneType else _plain(kind)


def _plain(kind: Any) -> st.SearchStrategy[Any]:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else list(kind._fields)
    hints = get_type_hints(kind)
    parts = {name: values_of(hints[name]) for name in names}
    return st.fixed_dictionaries(parts).map(lambda given: kind(**given))
