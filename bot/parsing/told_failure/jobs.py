"""A job that failed, as queue libraries write it into the job itself.

    Sidekiq, Faktory, Shoryuken   {"class", "args", "error_class", "error_message", "failed_at", ...}
    Resque                        {"exception", "error", "backtrace", "payload"}
    BullMQ, Bee-Queue             {"failedReason", "stacktrace", "attemptsMade", ...}
    Hangfire and others           {"ExceptionType", "ExceptionMessage", ...}, {"error": {"name", "message"}}

Of a plain `{"error": "..."}` nobody knows whose error it is: something beside it must say that it failed.
"""

from typing import Any

from bot.domain.dead_letters.dead_letter import Failure
from bot.parsing.untrusted import get, has_any, items, text
from bot.parsing.wrappings import Layer

_PAIRS = (
    ("error_class", "error_message"),
    ("exceptionType", "exceptionMessage"),
    ("exceptionClass", "exceptionMessage"),
    ("errorType", "errorMessage"),
    ("errorName", "errorMessage"),
    ("errorCode", "errorMessage"),
)
_REASONS = ("failedReason", "failureReason", "failure_reason", "deadLetterReason", "dead_letter_reason")
_BESIDE = (
    *(
        "payload",
        "backtrace",
        "stacktrace",
        "stackTrace",
        "stack",
        "attemptsMade",
        "attempts",
        "retry_count",
        "retryCount",
    ),
    *("failed_at", "failedAt", "originalMessage", "original_message", "originalEvent"),
)
NAMES = frozenset(name.lower() for name in (*(kind for kind, _ in _PAIRS), *_REASONS, *_BESIDE))
_WITHIN = ("error", "exception", "failure", "lastError", "last_error", "errorInfo", "fault")


def read(layer: Layer) -> Failure | None:
    if not has_any(layer.document, NAMES):
        return None
    document = layer.document
    for kind, message in _PAIRS:
        name = _name(get(document, kind))
        if name and (words := text(get(document, message))):
            return Failure(name, words)
    if reason := next((said for each in _REASONS if (said := text(get(document, each)))), ""):
        return Failure(message=reason)
    if all(get(document, each) is None for each in _BESIDE):
        return None
    return error_within(document)


def _name(kind: Any) -> str:
    """Ruby's names are told apart by colons: the last one tells it."""
    return text(kind, 255).rpartition("::")[2]


def error_within(document: Any) -> Failure | None:
    """An error as an object, as text, or (Resque) its class and its words in two members."""
    kind, words = (get(document, each) for each in ("exception", "error"))
    if isinstance(kind, str) and isinstance(words, str):
        return Failure(_name(kind), text(words))
    for name in _WITHIN:
        error = get(document, name)
        if error is None:
            continue
        error = next(iter(items(error)), None) if isinstance(error, list) else error
        if isinstance(error, str) and error.strip():
            return Failure(message=text(error.strip()))
        kind = next(
            (said for each in ("type", "name", "class", "code") if (said := text(get(error, each), 255))), ""
        )
        if (message := text(get(error, "message"))) or kind:
            return Failure(kind, message)
    return None
