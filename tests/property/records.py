"""A strategy for any value that a document can hold, from its type hints alone."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
_AT_ONCE = 8
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
        inner = get_args(kind)
        if inner[-1] is not ...:
            return st.tuples(*map(values_of, inner))
        return st.lists(values_of(inner[0]), max_size=3).map(tuple)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(_TEXT, values_of(get_args(kind)[1]), max_size=3)
    return st.none() if kind is types.NoneType else _plain(kind)


def _plain(kind: Any) -> st.SearchStrategy[Any]:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    hints = get_type_hints(kind) | _loaded(kind)
    needed, others = _fields(kind)
    always = {name: values_of(hints[name]) for name in needed}
    if len(others) <= _AT_ONCE:
        always |= {name: values_of(hints[name]) for name in others}
        return st.fixed_dictionaries(always).map(lambda given: kind(**given))
    # A large record is tried with a few of its fields at a time: all at once say no more and take minutes.
    chosen = st.lists(st.sampled_from(others), max_size=_AT_ONCE, unique=True)
    return chosen.flatmap(
        lambda names: st.fixed_dictionaries(always | {name: values_of(hints[name]) for name in names})
    ).map(lambda given: kind(**given))


def _fields(kind: Any) -> tuple[list[str], list[str]]:
    """The fields of a record that must be given, and those with a default."""
    if is_dataclass(kind):
        every = {field.name: field.default is not MISSING for field in fields(kind)}
    else:
        every = {name: name in kind._field_defaults for name in kind._fields}
    return [name for name in every if not every[name]], [name for name in every if every[name]]


def _loaded(kind: Any) -> dict[str, Any]:
    """The types that a record imports only when they are met."""
    own = fields(kind) if is_dataclass(kind) else ()
    return {field.name: field.metadata["loads"]() for field in own if "loads" in field.metadata}
