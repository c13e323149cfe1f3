"""DynamoDB's typed JSON as plain JSON: `{"name": {"S": "Ana"}}` is `{"name": "Ana"}`."""

from collections.abc import Mapping
from typing import Any

_DEEPEST = 32
_AS_THEY_ARE = frozenset({"S", "N", "B", "BOOL", "SS", "NS", "BS"})


def plain_item(image: Any) -> Any:
    """An item or its keys; what is no item stays as it is."""
    if not isinstance(image, Mapping):
        return image
    return {str(name): _value(value, 0) for name, value in image.items()}


def _value(value: Any, depth: int) -> Any:
    if not isinstance(value, Mapping) or len(value) != 1 or depth > _DEEPEST:
        return value
    ((kind, inner),) = value.items()
    if kind == "M" and isinstance(inner, Mapping):
        return {str(name): _value(each, depth + 1) for name, each in inner.items()}
    if kind == "L" and isinstance(inner, list):
        return [_value(each, depth + 1) for each in inner]
    if kind == "NULL":
        return None
    return inner if kind in _AS_THEY_ARE else value
