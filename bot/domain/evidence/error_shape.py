"""What a consumer fails with: log lines as one sentence each, without anything that varies.

`bot.domain.log_lines` parses lines of any writer; here their faults become words that are the same for the
same fault.
"""

import re
from collections import Counter
from collections.abc import Iterable

from bot.domain.evidence.evidence import ErrorShape
from bot.domain.evidence.varying import without_values
from bot.domain.log_lines.line import Fault, LogLine
from bot.domain.log_lines.reading import read_log_line
from bot.domain.policy.policy import NO_RULES, Redaction
from bot.domain.redaction.clean_text import CleanText
from bot.domain.redaction.sample_text import masked

LONGEST = 160
_CAUSED_BY, _LONGEST_CAUSE = ", caused by ", 80
_LONGEST_MESSAGE = 2_000
_SHORTEST_SECRET = 4
_TIMEOUT = "timeout"
# `HTTPError: 401 …`: a number at the start of an HTTP error is a status.
_OF_HTTP = re.compile(r"http|status|response|request|api|fetch|axios", re.IGNORECASE)
_STATUS = re.compile(r"[1-5]\d\d(?=[\s:,]|\Z)[ ]?")


def shapes(lines: Iterable[str], rules: Redaction = NO_RULES) -> tuple[ErrorShape, ...]:
    """The error shapes, most frequent first; lines that say nothing are left out.

    Args:
        lines: As logged; secrets are masked here, once a record's structure has been parsed.
    """
    counted = Counter(shape for line in lines if (shape := error_shape(line, rules)))
    return tuple(ErrorShape(text, seen) for text, seen in counted.most_common())


def error_shape(line: str, rules: Redaction = NO_RULES) -> str:
    """A log line in short: the error's type, its message without variable parts, and its cause."""
    shape = shape_of(read_log_line(line), rules)
    # Parsing removes the text before the message: the name of a secret may be in it.
    for value in CleanText(rules).values(line[:_LONGEST_MESSAGE]) if not line.startswith("{") else ():
        if len(value) >= _SHORTEST_SECRET:
            shape = shape.replace(value, "[masked: credential]")
    return shape


def shape_of(line: LogLine, rules: Redaction = NO_RULES) -> str:
    """The error shape of a parsed line; empty if it says nothing."""
    if line.platform_words:
        return (
            line.platform_words
            if line.platform_words.startswith(_TIMEOUT)
            else without_values(masked(line.platform_words))
        )
    told = list(dict.fromkeys(_one(fault, rules) for fault in line.faults))
    if not told:
        return ""
    if len(told) == 1:
        return _cut(told[0], LONGEST)
    cause = _cut(told[-1], _LONGEST_CAUSE)
    return f"{_cut(told[0], LONGEST - len(_CAUSED_BY) - len(cause))}{_CAUSED_BY}{cause}"


def _one(fault: Fault, rules: Redaction) -> str:
    kind, message = fault.kind, next(iter(fault.reason.splitlines()), "")
    if kind in {"", "Error", "Exception"} and not message:
        return kind
    name = _last_name(masked(kind, rules))
    status = _STATUS.match(message) if _OF_HTTP.search(name) else None
    if status:
        return f"{name} {status[0]}{_message(name, message[status.end() :], rules)}".strip()
    return f"{name} {_message(name, message, rules)}".strip()


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _last_name(kind: str) -> str:
    r"""`java.lang.NullPointerException` is known by its last part, as are `App\Refused` and `Db::Gone`."""
    if kind.startswith("Extension."):
        return kind
    return kind.replace("\\", ".").replace("::", ".").rpartition(".")[2] or kind


def _message(name: str, message: str, rules: Redaction) -> str:
    """`password: ...` is no type with a message, `ExpiredToken: ...` is: the text before decides."""
    before = f"{name}: " if name else ""
    return without_values(masked(f"{before}{message[:_LONGEST_MESSAGE]}", rules).removeprefix(before))
