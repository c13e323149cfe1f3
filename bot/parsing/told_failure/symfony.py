"""Symfony Messenger's ErrorDetailsStamp, in a header as JSON or in the body as PHP serialises it.

The header is X-Message-Stamp- and the stamp's class, its value a list of {"exceptionClass",
"exceptionMessage", ...}. PHP writes a private property behind its class; Messenger escapes the quotes,
backslashes and NULs of what it serialised. https://symfony.com/doc/current/messenger.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.dead_letters.dead_letter import Failure
from bot.parsing.untrusted import get, parsed, text
from bot.parsing.wrappings import Layer

NAMES = frozenset({"headers"})
_STAMP = "errordetailsstamp"
_LOOKED_AT = 262_144
_CLASS = re.compile(r"exceptionClass\W{1,3};s:\d{1,4}:\W{1,2}([A-Za-z_][\w\\]{0,200})")
_MESSAGE = re.compile(r"exceptionMessage\W{1,3};s:\d{1,6}:\\?\"([^\"]{1,1000})")


def read(layer: Layer) -> Failure | None:
    stamped = (told for headers in _maps(layer) if (told := _stamped(headers)))
    return next(stamped, None) or _serialised(layer.text[:_LOOKED_AT])


def _maps(layer: Layer) -> Iterator[Mapping[str, Any]]:
    packed = parsed(text(get(layer.attributes, "X-Symfony-Messenger"), 32_768))
    given = (layer.attributes, packed, get(packed, "headers"), get(layer.document, "headers"))
    yield from (each for each in given if isinstance(each, dict))


def _stamped(headers: Mapping[str, Any]) -> Failure | None:
    stamps = (value for name, value in headers.items() if str(name).lower().endswith(_STAMP))
    stamp = parsed(text(next(stamps, None), 32_768))
    last = stamp[-1] if isinstance(stamp, list) and stamp else stamp
    return _failure(text(get(last, "exceptionClass"), 255), text(get(last, "exceptionMessage")))


def is_serialised(body: str) -> bool:
    return "exceptionClass" in body or "exceptionMessage" in body


def _serialised(body: str) -> Failure | None:
    if not is_serialised(body):
        return None
    at = body.lower().rfind(_STAMP)
    if at < 0:
        return None
    kind, message = _CLASS.search(body, at), _MESSAGE.search(body, at)
    return _failure(kind[1] if kind else "", message[1].rstrip("\\") if message else "")


def _failure(kind: str, message: str) -> Failure | None:
    """A class by its last name: PHP's names are told apart by backslashes."""
    return Failure(kind.rstrip("\\").rpartition("\\")[2], message) if kind or message else None
