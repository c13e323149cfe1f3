"""What a consumer fails with: log lines told as one sentence each, with everything that varies taken out.

Understands what Lambda writes for Python, Node and Java in text and JSON log format, and the platform's
own words for time-outs, memory and a runtime that died
(https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html).
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.evidence import ErrorShape
from bot.domain.policy import Redaction
from bot.domain.redaction import NO_RULES, masked
from bot.domain.secret_names import names_a_secret

LONGEST = 160
# A JSON record must be read whole, its stack trace included, or it is no JSON any more.
_LOOKED_AT = 100_000
_LONGEST_MESSAGE = 2_000
_SHORT_NAME = 40
# Of messages within messages.
_DEEPEST = 5

_TIMEOUT = re.compile(r"Task timed out after ([\d.]+) seconds|\bstatus\W{1,4}timeout", re.IGNORECASE)
_MEMORY = re.compile(r"OutOfMemory|signal: killed|JavaScript heap out of memory|MemoryError")
_EXITED = re.compile(r"Runtime exited[^\n]{0,80}|Runtime\.ExitError")
# What Lambda and the runtimes' loggers put before the message.
_PREFIX = re.compile(
    r"\s*(?:\[?(?:ERROR|FATAL|CRITICAL|SEVERE)\b\]?:?|\d{4}-\d\d-\d\d[T ][\d:.,]+Z?|RequestId:\s*\S+"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|Invoke Error|Uncaught Exception"
    r"|Unhandled Promise Rejection|Error:(?=\s*Runtime)|Exception in thread \"[^\"]{0,80}\")",
    re.IGNORECASE,
)
_AFTER_PREFIX = re.compile(r"[\s:]*")
_TYPED = re.compile(r"([A-Za-z_$][\w.$]{0,160}):\s*(.*)", re.DOTALL)

# How names of errors begin or end that speak of a secret; whatever else is named like one holds one.
_FAULT = re.compile(
    r"(?:Error|Exception|Fault|Failure|Warning|Mismatch|Match|Expired|Invalid|Missing|NotFound|Denied|Required)\Z"
    r"|(?<![A-Za-z])(?:Invalid|Expired|Missing|Unknown|Unrecognized|Bad|No|Not|Incorrect|Malformed|Revoked)(?=[A-Z])"
)

_VARYING = (
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"\barn:aws[\w-]{0,10}:[^\s'\",]+"), "<arn>"),
    (re.compile(r"https?://[^\s'\",)]+"), "<url>"),
    (re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"), "<time>"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"), "<address>"),
    (re.compile(r"\b0x[0-9a-f]+\b", re.IGNORECASE), "<id>"),
    (re.compile(r"(?<!\w)(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"(?<!\w)(?=\w*\d)(?=\w*[A-Za-z])\w{20,}\b"), "<id>"),
    # A status tells failures apart; every other number only tells that they were different messages.
    (re.compile(r"(?<![\d.])(?<!status )(?<!code )(?<!HTTP )(?<!base )\d+(?:\.\d+)?", re.IGNORECASE), "#"),
)
_QUOTED = re.compile(r"'((?:\\.|[^'\\\n]){0,1000})'(?!\w)|\"((?:\\.|[^\"\\\n]){0,1000})\"")
_NAME = re.compile(r"[A-Za-z_$<#][\w.$:<>#-]{0,40}(?: ?\[[\w<>#]*\])?")


def shapes(lines: Iterable[str], rules: Redaction = NO_RULES) -> tuple[ErrorShape, ...]:
    """The ways of failing, most frequent first; lines that say nothing are left out.

    Args:
        lines: As logged; secrets are masked here, once a record's structure has been read.
    """
    counted = Counter(shape for line in lines if (shape := error_shape(line, rules)))
    return tuple(ErrorShape(text, seen) for text, seen in counted.most_common())


def error_shape(line: str, rules: Redaction = NO_RULES) -> str:
    """One log record as one short line: type of the error and its message without what varies."""
    text = line[:_LOOKED_AT].strip()
    if platform := _platform(text):
        return platform
    kind, message = _type_and_message(text)
    if kind in {"", "Error", "Exception"} and not message:
        return kind
    shape = f"{_last_name(masked(kind, rules))} {_message(kind, message, rules)}".strip()
    return shape if len(shape) <= LONGEST else shape[: LONGEST - 1].rstrip() + "…"


def _platform(text: str) -> str:
    """How the platform says that the function did not get to say anything itself."""
    if found := _TIMEOUT.search(text):
        return _timeout(found[1] or "")
    if _MEMORY.search(text):
        return "out of memory"
    if found := _EXITED.search(text):
        return _without_values(found[0].replace("Runtime.ExitError", "Runtime exited").strip())
    return ""


def _timeout(seconds: str) -> str:
    try:
        return f"timeout after {float(seconds[:20].rstrip('.')):g} s"
    except ValueError:
        return "timeout"


def _type_and_message(text: str) -> tuple[str, str]:
    bare = _without_prefix(text)
    if (document := _document(bare)) is not None:
        return _from_document(document)
    return _split(_first_line(bare))


def _document(text: str) -> Mapping[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def _from_document(document: Mapping[str, Any]) -> tuple[str, str]:
    """JSON log format: `errorType` and `errorMessage`, or a `message` that may hold them in turn."""
    inner = document.get("message")
    for _ in range(_DEEPEST):
        if "errorType" in document or not isinstance(inner, dict):
            break
        document, inner = inner, inner.get("message")
    kind = document.get("errorType") or document.get("exceptionClass") or ""
    message = (
        document.get("errorMessage") or document.get("exceptionMessage") or inner or document.get("msg") or ""
    )
    if kind:
        return _said(kind), _first_line(_said(message))
    return _split(_first_line(_without_prefix(_said(message))))


def _said(value: Any) -> str:
    """What stands where words are expected, which may be nested deeper than can be written out."""
    try:
        return str(value)
    except RecursionError:
        return ""


def _without_prefix(text: str) -> str:
    at = 0
    while found := _PREFIX.match(text, at):
        at = found.end()
    after = _AFTER_PREFIX.match(text, at) if at else None
    return text[after.end() :] if after else text


def _split(line: str) -> tuple[str, str]:
    typed = _TYPED.match(line)
    return (typed[1], typed[2]) if typed else ("", line)


def _first_line(text: str) -> str:
    """The first line that is no part of a stack trace."""
    lines = (line.strip() for line in text.splitlines())
    return next((line for line in lines if line and not line.startswith(("Traceback", "at ", "File "))), "")


def _last_name(kind: str) -> str:
    """`java.lang.NullPointerException` is known by its last name."""
    return kind.rpartition(".")[2] or kind


def _message(kind: str, message: str, rules: Redaction) -> str:
    """`password: ...` is no type with its message, `ExpiredToken: ...` is."""
    if names_a_secret(kind, rules) and not _FAULT.search(kind):
        return "[masked: credential]" if message else ""
    return _without_values(message, rules)


def _without_values(message: str, rules: Redaction = NO_RULES) -> str:
    text = masked(message[:_LONGEST_MESSAGE], rules)
    for pattern, placeholder in _VARYING:
        text = pattern.sub(placeholder, text)
    return " ".join(_QUOTED.sub(_short, text).split())


def _short(quoted: re.Match[str]) -> str:
    """Quoted names stay, since they are what the error is about; quoted values go."""
    inner = quoted[1] if quoted[1] is not None else quoted[2]
    mark = quoted[0][0]
    kept = not inner or (len(inner) <= _SHORT_NAME and _NAME.fullmatch(inner))
    return f"{mark}{inner if kept else '…'}{mark}"
