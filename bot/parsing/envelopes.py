"""What a message may be wrapped in: SNS's envelope, and JSON in JSON.

SNS           {"Type": "Notification", "TopicArn", "Message", ...}; posted on by hand, often without Type
Lambda        {"Records": [{"Sns": {...}}]}, as SNS invokes a function with it
JSON in JSON  a text that is JSON again, or {"default": "{...}"} of a message by protocol
"""

from collections.abc import Mapping
from typing import Any

from bot.domain.resource.arn import read_arn
from bot.parsing.untrusted import get, items, parsed, text, word

SET_UP = ("subscriptionconfirmation", "unsubscribeconfirmation")
_DEEPEST = 3


def is_envelope(document: Any) -> bool:
    """Whether it is SNS's envelope; one that lost its Type is a notification (alerta/alerta#905)."""
    if not get(document, "TopicArn"):
        return False
    if kind := word(get(document, "Type")):
        return kind in ("notification", *SET_UP)
    named = read_arn(text(get(document, "TopicArn"), 1600)) is not None
    return named and get(document, "Type") is None and bool(get(document, "Message"))


def carried_by_topics(event: Any) -> list[Mapping[str, Any]]:
    """The envelopes that SNS invoked a function with; none of any other event."""
    envelopes = [get(record, "Sns") for record in items(get(event, "Records"), 1000)]
    whole = [each for each in envelopes if isinstance(each, Mapping)]
    return whole if len(whole) == len(envelopes) else []


def unwrapped(document: Any) -> Any:
    """JSON in JSON as what it holds; any other text stays a text."""
    for _ in range(_DEEPEST):
        inner = document
        if isinstance(document, Mapping) and "default" in document and not _known(document):
            inner = document["default"]
        told = parsed(inner) if isinstance(inner, str) else None
        if not isinstance(told, Mapping):
            return document
        document = told
    return document


def _known(document: Mapping[str, Any]) -> bool:
    return any(
        get(document, each) is not None for each in ("TopicArn", "detail-type", "AlarmName", "Records")
    )
