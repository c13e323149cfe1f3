"""JSON as written: keys in order, including duplicates, and numbers untouched."""

import json
from typing import Any, NamedTuple


class Number(str):
    """A number as written: 1e400 stays 1e400."""

    __slots__ = ()


Pairs = list[tuple[str, Any]]


class Object(NamedTuple):
    """A JSON object with its keys in order, duplicates included."""

    pairs: Pairs


def spelled(text: str) -> Any:
    """The JSON value of an object or a list; None for anything else, or too deep."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        return json.loads(
            text, object_pairs_hook=Object, parse_int=Number, parse_float=Number, parse_constant=Number
        )
    except (ValueError, RecursionError):
        return None
