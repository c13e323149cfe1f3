"""Celery's result of a task that failed: `{"status": "FAILURE", "result": {"exc_type", "exc_message"}}`.

`exc_message` is the exception's arguments: a list, or a text. The last line of `traceback` names it too;
RQ has it as `exc_info`, Dramatiq among the options of a message.
https://docs.celeryq.dev/en/stable/internals/protocol.html
"""

from typing import Any

from bot.domain.dead_letters.dead_letter import Failure
from bot.parsing.untrusted import get, has_any, items, text
from bot.parsing.wrappings import Layer

NAMES = frozenset({"result", "body", "headers", "exc_type", "traceback", "exc_info", "options"})


def read(layer: Layer) -> Failure | None:
    if not has_any(layer.document, NAMES):
        return None
    document = layer.document
    for place in (get(document, "result"), get(document, "body"), get(document, "headers"), document):
        kind = text(get(place, "exc_type"), 255)
        if kind:
            return Failure(kind, _message(get(place, "exc_message")))
    places = get(document, "traceback"), get(document, "exc_info"), get(document, "options", "traceback")
    return next((told for each in places if (told := _of_traceback(each))), None)


def _message(given: Any) -> str:
    if isinstance(given, list):
        return ", ".join(text(each if isinstance(each, str) else str(each)[:200]) for each in items(given, 5))
    return text(given)


def _of_traceback(traceback: Any) -> Failure | None:
    """The last line of a Python traceback: `ValueError: bad sku`."""
    lines = text(traceback, 65_536).strip().splitlines()
    if not lines or not lines[0].startswith("Traceback (most recent call last)"):
        return None
    kind, colon, message = lines[-1].strip().partition(": ")
    return Failure(kind if colon else "", message if colon else kind)
