"""Failures in a log, each once: a traceback, the runtime and Lambda's report may all report one crash.

A stream has one invocation after the other; Lambda's text for an unhandled error names no request. So lines
belong together by stream and time, but never if their request ids differ.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.log_lines.line import LogLine, Writer

# Lines of one crash are written at once; the platform's and the runtime's clocks differ by less.
_AT_ONCE = timedelta(milliseconds=100)
_ABOUT_THEN = timedelta(seconds=1)
# In one stream; more lines between a line and its repeat mean that nothing can be told apart.
_LOOKED_BACK = 50
_TIMEOUT, _BARE = "timeout", "Traceback"
# It exited by itself, was not killed: its last log line is why. Node's client exits with 128 and 129.
_EXITED = "Runtime exited with error: exit status"


class Logged(NamedTuple):
    at: datetime
    stream: str
    text: str
    line: LogLine


def failures(logged: Iterable[Logged]) -> tuple[Logged, ...]:
    """Oldest first."""
    found: dict[str, list[Logged]] = {}
    # A summary comes after what it sums up, even within the same millisecond.
    for each in sorted(logged, key=lambda each: (each.at, each.line.summary)):
        if each.line.failure:
            _take_in(found.setdefault(each.stream, []), each)
    return tuple(sorted((each for of in found.values() for each in of), key=lambda each: each.at))


def _take_in(known: list[Logged], new: Logged) -> None:
    if (told := _told(known, new)) is not None:
        _crashed(known, told)
        return
    less = next((at for at in _latest(known) if _is_less(known[at], new)), None)
    if less is not None:
        del known[less]
    known.append(new)


def _latest(known: list[Logged]) -> range:
    """Positions of the lines that one may repeat, newest first."""
    return range(len(known) - 1, max(len(known) - _LOOKED_BACK, 0) - 1, -1)


def _told(known: list[Logged], new: Logged) -> int | None:
    """The position of the last line that this one repeats."""
    if new.line.summary:
        within = timedelta(milliseconds=new.line.lasted) + _AT_ONCE
    elif new.line.crash and new.line.writer is Writer.PLATFORM:
        within = _ABOUT_THEN
    else:
        return None
    return next((at for at in _latest(known) if _repeats(known[at], new, within)), None)


def _repeats(old: Logged, new: Logged, within: timedelta) -> bool:
    timed_out = new.line.platform_words.startswith(_TIMEOUT)
    return (
        new.at - old.at <= within
        and _may_be_one(old.line, new.line)
        and (new.line.summary or old.line.crash or new.line.platform_words.startswith(_EXITED))
        and (not timed_out or old.line.platform_words.startswith(_TIMEOUT))
    )


def _crashed(known: list[Logged], last: int) -> None:
    """In Node's JSON format an uncaught error looks like a logged one: the last line is the crash."""
    if known[last].line.crash:
        return
    known[last] = crash = known[last]._replace(line=known[last].line._replace(crash=True))
    for at in _latest(known):
        if at != last and _is_less(known[at], crash):
            del known[at]


def _is_less(old: Logged, new: Logged) -> bool:
    """Whether the new line reports the same failure, with more certainty."""
    if new.at - old.at > _ABOUT_THEN or old.line.crash or not _may_be_one(old.line, new.line):
        return False
    if old.line.faults and old.line.faults[0].kind == _BARE:
        return not new.line.level
    return new.line.crash and bool(set(old.line.faults) & set(new.line.faults))


def _may_be_one(one: LogLine, other: LogLine) -> bool:
    return not one.request_id or not other.request_id or one.request_id == other.request_id
