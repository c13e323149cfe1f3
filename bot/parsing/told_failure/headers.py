"""An error in headers: message attributes, or a map of headers in the body or in one attribute as JSON.

    MassTransit          MT-Fault-ExceptionType, MT-Fault-Message           headers of its envelope
    NServiceBus          NServiceBus.ExceptionInfo.ExceptionType, ....Message
    Rebus                rbs2-error-details
    Spring               x-exception-fqcn, x-exception-message; kafka_dlt-exception-fqcn, ...
    Kafka Connect        __connect.errors.exception.class.name, ....message
    anybody              ErrorCode and ErrorMessage, exceptionType, DeadLetterReason, failure_reason, ...

Names are compared by their letters and digits alone, from the end.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from bot.domain.dead_letters.dead_letter import Failure
from bot.parsing.untrusted import get, has_any, parsed, text
from bot.parsing.wrappings import Layer

_MOST = 100
_LONGEST = 2048
_PLAIN = re.compile(r"[^a-z0-9]")
_TYPES = (
    *("exceptiontype", "exceptionclass", "exceptionclassname", "exceptionfqcn", "exceptionname"),
    *("errortype", "errorclass", "errorname", "errorcode", "faulttype", "failuretype"),
)
_MESSAGES = (
    *("exceptionmessage", "exceptioninfomessage", "errormessage", "faultmessage", "failuremessage"),
    *("errordescription", "errordetails", "errordetail", "lasterror", "failuredescription"),
)
# Only as a whole: `onError` says something else.
_WHOLE = ("exception", "error", "failure", "xexception", "xerror", "xfailure", "dlqerror", "dlqexception")
# `DeadLetterReason`, `failedReason`, `x-dlq-cause`, but not `cancel_reason`: why it was given up for good.
_GIVEN_UP = re.compile(
    r"(?:dead|dlq|fail|error|except|fault|reject|abandon|gaveup|giveup|perman|poison|undeliver|retry|retries"
    r"|exhaust|unrecover|unprocess|fatal)"
)
_REASONS = ("reason", "cause")
# One of these is in each of the names above.
_TELLS = re.compile(r"exception|error|fail|fault|reason|cause")
_HEADERS = (
    "headers",
    "header",
    "messageHeaders",
    "properties",
    "messageAttributes",
    "attributes",
    "metadata",
)
# Attributes that hold all headers as one JSON.
_PACKED = ("NServiceBus.AmazonSQS.Headers", "X-Symfony-Messenger", "headers", "Headers", "JMSXHeaders")
NAMES, _PACKING = (frozenset(name.lower() for name in names) for names in (_HEADERS, _PACKED))


def read(layer: Layer) -> Failure | None:
    return next((told for each in _maps(layer) if (told := _told(each))), None)


def _maps(layer: Layer) -> Iterable[Mapping[str, Any]]:
    if layer.attributes:
        yield layer.attributes
    if has_any(layer.attributes, _PACKING):
        packed = (parsed(text(get(layer.attributes, name), 32_768)) for name in _PACKED)
        yield from (each for each in packed if isinstance(each, Mapping))
    if has_any(layer.document, NAMES):
        given = (get(layer.document, name) for name in _HEADERS)
        yield from (each for each in given if isinstance(each, Mapping))


def _told(headers: Mapping[str, Any]) -> Failure | None:
    names = [_PLAIN.sub("", str(name)[:200].lower()) for name in islice(headers, _MOST)]
    if not _TELLS.search(" ".join(names)):
        return None
    plain = dict(zip(names, map(_words, headers.values()), strict=False))
    kind, message = _ending(plain, _TYPES), _ending(plain, _MESSAGES)
    whole = next((plain[name] for name in _WHOLE if plain.get(name)), "")
    reason = whole or next(
        (
            value
            for name, value in plain.items()
            if value and name.endswith(_REASONS) and _GIVEN_UP.search(name)
        ),
        "",
    )
    if kind.isdigit():  # an HTTP status says nothing of what failed
        kind = ""
    if not (message or reason) and not any("exception" in name for name in plain):
        return None  # a code alone is as often a code of the message's own business
    return Failure(kind, message or reason)


def _ending(headers: Mapping[str, str], endings: tuple[str, ...]) -> str:
    return next(
        (value for ending in endings for name, value in headers.items() if value and name.endswith(ending)),
        "",
    )


def _words(value: Any) -> str:
    """A header's value: text, or in some serialisers `{"value": ...}` and the like."""
    if isinstance(value, Mapping):
        value = get(value, "stringValue") or get(value, "value")
    return text(value, _LONGEST).strip()
