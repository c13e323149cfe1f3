"""Frozen values to JSON documents and back: how the table's items and our own messages are written.

A document names fields, never positions; a field that a release does not know is ignored and one that is
not there takes its default, so each release reads what the one before wrote. Former names of records and
fields are read as well (see bot.parsing.former_names). Where a field may hold one of several types the
document carries the type's name under `is`. A dataclass field whose type is costly to
import names in its metadata, under `loads`, a function that imports it: called when a document has the field.
"""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from bot.parsing import former_names

T = TypeVar("T")
Reader = Callable[[Any], Any]


def to_document(value: Any) -> Any:
    """Times become ISO strings, durations seconds, enums their values, records objects, tuples lists."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if _is_record(type(value)):
        return {"is": type(value).__name__, **_fields_of(value)}
    if isinstance(value, Mapping):
        return {str(key): to_document(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [to_document(each) for each in value]
    raise TypeError(f"a document cannot hold a {type(value).__name__}")


def _fields_of(value: Any) -> Mapping[str, Any]:
    """Defaults are left out: most of an incident is at rest, and the item stays small."""
    kind = cast("Any", type(value))
    among, document = _among(kind), dict[str, Any]()
    for name, default in _fields(kind).items():
        if (each := getattr(value, name)) is default:
            continue
        if name in among:
            document |= {among[name].get(inner, inner): it for inner, it in _fields_of(each).items()}
        else:
            document[name] = to_document(each)
    return document


def from_document(kind: type[T], document: Any) -> T:
    """The value a document describes. Raises ValueError, KeyError or TypeError for one that does not fit."""
    try:
        return cast("T", _reader(cast("Any", kind))(document))
    except OverflowError as fault:
        raise ValueError("a number in the document is too large") from fault


@cache
def _reader(kind: Any) -> Reader:
    """How a document is read as that type: worked out once, because the items of a table are all alike."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _reader_of_union(get_args(kind))
    if origin is tuple:
        return _reader_of_tuple(get_args(kind))
    if origin is not None and issubclass(origin, Mapping):
        inner = _reader(get_args(kind)[1])
        return lambda document: {key: inner(each) for key, each in _fitting(document, Mapping).items()}
    if _is_record(kind):
        return _reader_of_record(kind)
    return _PLAIN.get(kind, kind)


def _reader_of_tuple(inner: tuple[Any, ...]) -> Reader:
    if len(inner) == 2 and inner[1] is ...:  # noqa: PLR2004 - tuple[X, ...]
        read = _reader(inner[0])
        return lambda document: tuple(read(each) for each in _fitting(document, list))
    readers = [_reader(each) for each in inner]
    return lambda document: tuple(
        read(part) for read, part in zip(readers, _fitting(document, list), strict=True)
    )


def _reader_of_record(kind: Any, names: Mapping[str, str] | None = None) -> Reader:
    """A field's type is looked at when a document has the field: it may be costly, or the record itself.

    Args:
        names: What the document calls those fields that it calls something else.
    """
    among, readers = _among(kind), dict[str, Reader]()
    known = {(names or {}).get(name, name): name for name in _fields(kind).keys() - among.keys()}
    known |= former_names.FIELDS.get(kind.__name__, {})
    inner = {name: _reader_of_record(_hint(kind, name), given) for name, given in among.items()}

    def read(document: Any) -> Any:
        values = {}
        for written, each in _fitting(document, Mapping).items():
            if name := known.get(written):
                if name not in readers:
                    readers[name] = _reader(_hint(kind, name))
                values[name] = readers[name](each)
        for name, reader in inner.items():
            values[name] = reader(document)
        return kind(**values)

    return read


def _reader_of_union(kinds: tuple[Any, ...]) -> Reader:
    # At most one member of a union is no record: a tuple, a time, a number or a string.
    plain = [_reader(kind) for kind in kinds if kind is not types.NoneType and not _is_record(kind)]
    records = {kind.__name__: kind for kind in kinds if _is_record(kind)}

    def read(document: Any) -> Any:
        if document is None:
            return None
        # A plain mapping may have a key `is` of its own.
        if records and isinstance(document, Mapping) and isinstance(name := document.get("is"), str):
            record = records.get(former_names.RECORDS.get(name, name))
            if record is not None:
                return _reader(record)(document)
        if not plain:
            raise ValueError("a document does not say which of several records it is")
        return plain[0](document)

    return read


def _fitting(document: Any, kind: Any) -> Any:
    if type(document) is kind:
        return document
    if not isinstance(document, kind) or (isinstance(document, bool) and kind is not bool):
        raise TypeError(f"a document of {type(document).__name__} is not of {kind}")
    return document


# JSON's own types are taken as they are: `str(5)` or `bool("no")` would hide what is wrong with a document.
_PLAIN: Mapping[Any, Reader] = {
    **{kind: partial(_fitting, kind=kind) for kind in (str, int, bool)},
    float: lambda document: float(_fitting(document, (int, float))),
    datetime: datetime.fromisoformat,
    timedelta: lambda document: timedelta(seconds=document),
}


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_field_defaults"))


_NO_DEFAULT = object()


@cache
def _fields(kind: type) -> Mapping[str, object]:
    if is_dataclass(kind):
        return {each.name: each.default for each in fields(kind)}
    named = cast("Any", kind)
    return {name: named._field_defaults.get(name, _NO_DEFAULT) for name in named._fields}


@cache
def _among(kind: Any) -> Mapping[str, Mapping[str, str]]:
    """For fields whose record is flattened into the outer document: the names used there."""
    given = fields(kind) if is_dataclass(kind) else ()
    return {each.name: each.metadata["among"] for each in given if "among" in each.metadata}


@cache
def _hint(kind: Any, name: str) -> Any:
    """The type of a record's field."""
    loads = kind.__dataclass_fields__[name].metadata.get("loads") if is_dataclass(kind) else None
    return loads() if loads else _hints(kind)[name]


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)
