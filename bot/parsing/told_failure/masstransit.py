"""MassTransit's Fault message: an envelope whose `message` lists `exceptions`.

Each of `exceptions` is {"exceptionType", "message", "innerException": {...}}; the innermost is the cause.
https://masstransit.io/documentation/concepts/exceptions
"""

from typing import Any

from bot.domain.dead_letters.dead_letter import Failure
from bot.parsing.untrusted import get, has_any, items, text
from bot.parsing.wrappings import Layer

NAMES = frozenset({"message", "exceptions"})
_DEEPEST = 5


def read(layer: Layer) -> Failure | None:
    if not has_any(layer.document, NAMES):
        return None
    message = get(layer.document, "message")
    exception: Any = next(iter(items(get(message, "exceptions") or get(layer.document, "exceptions"))), None)
    for _ in range(_DEEPEST):
        inner = get(exception, "innerException")
        if not isinstance(inner, dict):
            break
        exception = inner
    kind, words = text(get(exception, "exceptionType"), 255), text(get(exception, "message"))
    return Failure(kind, words) if kind else None
