"""The head of a text line: time, request, thread, logger and level, in whatever order a format puts them.

    [ERROR]⇥2025-11-21T03:00:00.123Z⇥8f5c…⇥message             Python on Lambda
    2025-11-21T03:00:00.123Z⇥8f5c…⇥ERROR⇥message                Node; .NET writes `fail` and `crit`
    2025-11-21 03:00:00 8f5c… ERROR Handler:31 - message         log4j2, logback, Spring
    2025-11-21 03:00:00.123 | ERROR    | module:function:3 - …   loguru; `[error    ]` structlog
    [2025-11-21T03:00:00.123456+00:00] production.ERROR: …       monolog
    E, [2025-11-21T03:00:00.123456 #8] ERROR -- : message        Ruby's Logger
    2025/11/21 03:00:00 message                                  Go's log
    [03:00:00 ERR] message      fail: Shop.Handler[0]            serilog, Microsoft's console

A level counts only if written like one: in capitals, or set off by brackets, bars or tabs.
"""

import re
from typing import NamedTuple

from bot.domain.log_lines.levels import of_word
from bot.domain.log_lines.line import Level

_MOST_PARTS = 12
_COLOURS = re.compile(r"\x1b\[[\d;]{0,12}m")
_ID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ZONE = r"(?:[ ]?(?:Z|UTC|GMT)(?![\w])|[ ]?[+-]\d\d:?\d\d)?"
# One part of a head that is not a level.
_PART = re.compile(
    r"[\s|]{0,8}(?:"
    rf"\d{{4}}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{{1,9}})?)?)?{_ZONE}"
    rf"|\d{{1,2}}:\d\d(?::\d\d(?:[.,]\d{{1,9}})?)?(?:[AP]M)?{_ZONE}"
    rf"|(?:RequestId:[ \t]{{0,4}})?(?P<id>{_ID})|undefined(?=\t)"
    r"|\[(?P<inner>[^\[\]\n]{0,80})\]|\(\d{1,9}\):"
    r"|[DIWEFA],(?= \[)|-{1,3}(?=\s)|\d{1,7}(?= ---)"
    # A logger's name, only before a separator, or before a level in capitals.
    r"|[\w.$/@:<>#-]{1,80}(?=\s(?:-|\|)\s)"
    r")"
)
# Lambda's own place for the request id, whatever it holds.
_REQUEST = re.compile(r"\t([\w-]{1,64})(?=\t[A-Za-z]{4,11}\t)")
_CHANNEL = re.compile(r"\s{0,4}[\w-]{1,40}\.(DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERGENCY): ")
_NAMED = re.compile(
    r"\s{1,4}[\w.$/@:-]{1,80}(?=\s{1,8}(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\s)"
)
_SET_OFF = re.compile(
    r"(?:\t|(?<=\t)|\s{0,4}[|<]\s{0,4}|\s{1,4}\[\s{0,4})([A-Za-z]{3,13})\s{0,8}(?=[\t|>\]])[|>\]]?"
)
_CAPITALS = re.compile(
    r"[\s|]{0,8}(TRACE|TRC|DEBUG|DBG|INFO|INF|NOTICE|WARN|WARNING|WRN|ERROR|ERR|SEVERE|FATAL|FTL|CRITICAL"
    r"|CRIT|D?PANIC)(?:\+\d{1,2})?(?=[\s:|\]]|\Z)"
)
_SMALL = re.compile(r"[ ]?(trace|trce|debug|dbug|info|warn|warning|error|fail|fatal|crit): ")
# Rust's env_logger puts time, level and target into one bracket.
_RUSTS = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{8,18}Z (ERROR|WARN|INFO|DEBUG|TRACE) ")
# klog and glog: severity, month and day, time, thread and place.
_GLOG = re.compile(r"([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{1,9}\s{1,8}\d{1,9} [^\s\]]{1,80}\] ")
# java.util.logging puts time and place on a line of their own.
_TWO_LINES = re.compile(
    r"[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d\d:\d\d\s[AP]M [^\n]{0,200}\n([A-Z]{4,7}): "
)
_GLOG_LEVELS = {"I": Level.INFO, "W": Level.WARNING, "E": Level.ERROR, "F": Level.FATAL}
# What may come between a level and the message: Spring's process, a thread, a source location.
_BETWEEN = (
    re.compile(r"\d{1,7} --- "),
    re.compile(r"\[[^\[\]\n]{0,80}\](?=\s)"),
    re.compile(r"\[[^\[\]\n]{0,80}\](?=\s)"),
    re.compile(r"[\w.$/<>@:-]{1,120}(?=\s{1,20}[-:]\s)"),
)
# Python's basic format: `ERROR:root:message`.
_BASIC = re.compile(r":[\w.-]{1,80}:(?=\S)")
_SEPARATORS = " \t|:>-"
# A source location, as in Go's and zap's lines.
_PLACE = re.compile(r"\.(?:go|rs|py|js|ts|rb|kt|cs|java):\d{1,7}:?\Z")
_LONGEST_PLACE = 120
_SPAN = re.compile(r"[A-Za-z][\w .-]{0,80}\{([^{}\n]{0,400})\}:\s")
_REQUEST_ID = re.compile(r"\brequest_?id=\"?([\w-]{8,64})", re.IGNORECASE)
_MOST_SPANS = 4
_MICROSOFT = re.compile(r"[\w.`+]{1,160}\[\d{1,7}\]\s{1,16}")


class Head(NamedTuple):
    """Attributes: rest is where the message begins; marked means a real level, not a message's first word."""

    level: Level = Level.UNMARKED
    request_id: str = ""
    rest: str = ""


def without_colours(text: str) -> str:
    return _COLOURS.sub("", text) if "\x1b" in text else text


def read_head(text: str) -> Head:
    if found := _GLOG.match(text):
        return Head(_GLOG_LEVELS[found[1]], "", text[found.end() :])
    if (found := _TWO_LINES.match(text)) and (level := of_word(found[1])):
        return Head(level, "", text[found.end() :])
    return _read_parts(text)


def _read_parts(text: str) -> Head:
    at, request = 0, ""
    for _ in range(_MOST_PARTS):
        level, after = _level_at(text, at)
        if level:
            return Head(level, *_message_of(text, after, request))
        part = _PART.match(text, at)
        if part is not None:
            request = part["id"] or request
            if part["inner"] and (level := _inside(part["inner"])):
                return Head(level, *_message_of(text, part.end(), request))
        if part is None and (part := _REQUEST.match(text, at)):
            request = part[1]
        ends = part or (_NAMED.match(text, at) if at else None)
        if ends is None or ends.end() == at:
            break
        at = ends.end()
    return Head(Level.UNMARKED, request, _without_place(text[at:].lstrip(_SEPARATORS)) if at else text)


def _level_at(text: str, at: int) -> tuple[Level, int]:
    for pattern in (_SET_OFF, _CAPITALS, _CHANNEL):
        if (found := pattern.match(text, at)) and (level := of_word(found[1])):
            return level, found.end()
    if (found := _SMALL.match(text, at)) and (level := of_word(found[1])):
        category = _MICROSOFT.match(text, found.end())
        return level, category.end() if category else found.end()
    return Level.UNMARKED, at


def _inside(bracketed: str) -> Level:
    """`[ERROR]`, `[03:00:00 ERR]`, `[php:error]`, `[2025-11-21T03:00:00Z ERROR app]`; not `[error-one]`."""
    if found := _RUSTS.match(bracketed):
        return of_word(found[1])
    words = bracketed.replace(":", " ").split()
    return of_word(words[-1]) if words and len(words) <= 4 else Level.UNMARKED  # noqa: PLR2004


def _message_of(text: str, at: int, request: str) -> tuple[str, str]:
    """The request id, which may also come after the level, and the message."""
    for _ in range(_MOST_PARTS):
        part = _PART.match(text, at)
        if part is None or part.end() == at or part["inner"] is not None:
            break
        request = request or part["id"] or ""
        at = part.end()
    if basic := _BASIC.match(text, at):
        return request, text[basic.end() :]
    rest = text[at:].lstrip(_SEPARATORS)
    for between in _BETWEEN:
        if (found := between.match(rest)) and not found[0].endswith(":"):
            rest = rest[found.end() :].lstrip(_SEPARATORS)
    return _without_spans(request, _without_place(rest))


def _without_spans(request: str, message: str) -> tuple[str, str]:
    """Removes what Rust's tracing puts before its target: `Lambda runtime invoke{requestId="8f5c…"}: `."""
    for _ in range(_MOST_SPANS):
        span = _SPAN.match(message)
        named = _REQUEST_ID.search(span[1]) if span else None
        if span is None or named is None:
            break
        request, message = request or named[1], message[span.end() :]
    return request, message


def _without_place(message: str) -> str:
    first = next(iter(message[:_LONGEST_PLACE].split(None, 1)), "")
    return message[len(first) :].lstrip(_SEPARATORS) if _PLACE.search(first) else message
