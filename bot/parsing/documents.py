"""Frozen values to JSON documents and back: how the table's items and our own messages are written.

A document names fields, never positions; a field that a release does not know is ignored and one that is
not there takes its default, so each release reads what the one before wrote. Where a field may hold one
of several types the document carries the type's name under `is`.
"""

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_document(value: Any) -> Any:
    """Times become ISO strings, durations seconds, enums their values, records objects, tuples lists."""
    if value is None or isinstance(value, (bool, int, float)) or type(value) is str:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if _is_record(type(value)):
        # Defaults are left out: most of an incident is at rest, and the item stays small.
        document = {
            name: to_document(each)
            for name, default in _fields(type(value)).items()
            if (each := getattr(value, name)) is not default
        }
        return {"is": type(value).__name__, **document}
    if isinstance(value, Mapping):
        return {str(key): to_document(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [to_document(each) for each in value]
    raise TypeError(f"a document cannot hold a {type(value).__name__}")


def from_document(kind: type[T], document: Any) -> T:
    """The value a document describes. Raises ValueError, KeyError or TypeError for one that does not fit."""
    return cast("T", _read(kind, document))


def _read(kind: Any, document: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(kind), document)
    if origin is tuple:
        inner = get_args(kind)
        if len(inner) == 2 and inner[1] is ...:  # noqa: PLR2004 - tuple[X, ...]
            return tuple(_read(inner[0], each) for each in document)
        return tuple(_read(each, part) for each, part in zip(inner, document, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        inner = get_args(kind)[1]
        return {key: _read(inner, each) for key, each in document.items()}
    return _read_plain(kind, document)


def _read_plain(kind: Any, document: Any) -> Any:
    if kind is Any or kind is object:
        return document
    if kind is datetime:
        return datetime.fromisoformat(document)
    if kind is timedelta:
        return timedelta(seconds=document)
    if _is_record(kind):
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], each) for name, each in document.items() if name in hints})
    return kind(document)


def _read_union(kinds: tuple[Any, ...], document: Any) -> Any:
    if document is None:
        return None
    if isinstance(document, Mapping) and (record := _named(kinds, document.get("is"))):
        return _read(record, document)
    # At most one member of a union is no record: a tuple, a time, a number or a string.
    return _read(
        next(kind for kind in kinds if kind is not types.NoneType and not _is_record(kind)), document
    )


def _named(kinds: tuple[Any, ...], name: object) -> Any:
    """The record of that name; None for a plain mapping, which may have a key `is` of its own."""
    return next((kind for kind in kinds if _is_record(kind) and kind.__name__ == name), None)


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_field_defaults"))


_NO_DEFAULT = object()


@cache
def _fields(kind: type) -> Mapping[str, object]:
    if is_dataclass(kind):
        return {each.name: each.default if each.default is not None else None for each in fields(kind)}
    named = cast("Any", kind)
    return {name: named._field_defaults.get(name, _NO_DEFAULT) for name in named._fields}


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)
