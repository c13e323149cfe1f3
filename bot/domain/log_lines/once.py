"""Failures of a log, each once: one crash may be told by a traceback, by the runtime and by Lambda's report.

Lines of one stream are of one invocation after the other; Lambda's text for an unhandled error names no
request. So lines belong together by their stream and their instant, and never against their requests' ids.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.log_lines.line import LogLine, Writer

# Lines of one crash are written at once; clocks of the platform and the runtime differ by less.
_AT_ONCE = timedelta(milliseconds=100)
_ABOUT_THEN = timedelta(seconds=1)
_TIMEOUT, _BARE = "timeout", "Traceback"


class Logged(NamedTuple):
    at: datetime
    stream: str
    text: str
    line: LogLine


def failures(logged: Iterable[Logged]) -> tuple[Logged, ...]:
    """Oldest first."""
    found: dict[str, list[Logged]] = {}
    # What sums an invocation up comes after what it sums up, also within a millisecond.
    for each in sorted(logged, key=lambda each: (each.at, each.line.summary)):
        if each.line.failure:
            _take_in(found.setdefault(each.stream, []), each)
    return tuple(sorted((each for of in found.values() for each in of), key=lambda each: each.at))


def _take_in(known: list[Logged], new: Logged) -> None:
    if _is_told(known, new):
        return
    if same := next((each for each in reversed(known) if _is_less(each, new)), None):
        known.remove(same)
    known.append(new)


def _is_told(known: list[Logged], new: Logged) -> bool:
    """Whether it repeats what other lines tell."""
    if new.line.summary:
        within = timedelta(milliseconds=new.line.lasted) + _AT_ONCE
    elif new.line.crash and new.line.writer is Writer.PLATFORM:
        within = _ABOUT_THEN
    else:
        return False
    timed_out = new.line.platform_words.startswith(_TIMEOUT)
    return any(
        new.at - each.at <= within
        and _may_be_one(each.line, new.line)
        and (new.line.summary or each.line.crash)
        and (not timed_out or each.line.platform_words.startswith(_TIMEOUT))
        for each in reversed(known)
    )


def _is_less(old: Logged, new: Logged) -> bool:
    """Whether the new line tells of the same failure, and more surely."""
    if new.at - old.at > _ABOUT_THEN or old.line.crash or not _may_be_one(old.line, new.line):
        return False
    if old.line.faults and old.line.faults[0].kind == _BARE:
        return not new.line.level
    return new.line.crash and bool(set(old.line.faults) & set(new.line.faults))


def _may_be_one(one: LogLine, other: LogLine) -> bool:
    return not one.request_id or not other.request_id or one.request_id == other.request_id
