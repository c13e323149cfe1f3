"""Exceptions and their causes as languages print them: blocks of text, the outermost error first.

Python   Traceback (most recent call last): … ⏎ Type: message; the cause is printed before what it caused
JVM      com.shop.OrderException: message ⏎ ⇥at … ⏎ Caused by: java.sql.SQLException: deadlock
.NET     System.Exception: message ⏎ ---> System.TimeoutException: inner ⏎ at …
Node     TypeError: message ⏎ at … { ⏎ [cause]: Error: inner
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.domain.log_lines.line import Fault
from bot.domain.log_lines.names import ENDINGS, QUALIFIED, split, typed

_MOST_LINES = 2_000
_LONGEST_LINE = 2_000
_MOST_FAULTS, _MOST_WORDS = 6, 60

_TRACEBACK = re.compile(r"[\s|+-]{0,20}(?:Exception Group )?Traceback \(most recent call last\):")
# In an exception group: the start of its lines, and the line above each member.
_BAR = re.compile(r"\A\s{0,40}\| ")
_MEMBER = re.compile(r"\s{0,40}\+[-+]{2,60} \d{1,4} -")
_CHAINED = (
    "The above exception was the direct cause",
    "During handling of the above exception",
)
_CAUSED = re.compile(r"\s{0,40}(?:Caused by:|--->|\[cause\]:|Next(?= [\w\\]{1,160}:)|caused by:)\s{0,4}")
_FRAME = re.compile(r"\s{0,40}(?:at\s|File \"|\.{3} \d|--- End of|\[?Suppressed|#\d)")


def faults_in(lines: Sequence[str], *, typed_first: bool) -> tuple[Fault, ...]:
    """The chain of errors in a stack trace of any language.

    Args:
        typed_first: The first line is a message, which may begin with its type.
    """
    python = tuple(_python(lines))
    # A group's own line is above its members', a cause above what it caused.
    if any("Exception Group Traceback" in line for line in lines):
        return distinct(python)
    first = typed(lines[0]) if typed_first else None
    if python:
        return distinct((*([first] if first else []), *reversed(python)))
    outer, causes = _outer(lines), tuple(causes_of(lines))
    if outer is None and first is None and not causes:
        return ()
    if outer and first and not _says_the_same(first, outer):
        return distinct((first, outer, *causes))
    return distinct((*filter(None, (outer or first,)), *causes))


def causes_in(stack: str) -> tuple[Fault, ...]:
    return tuple(causes_of(lines_of(stack)))


def is_part(line: str) -> bool:
    """Whether it is a line of a stack, without the error above it."""
    return _FRAME.match(line) is not None or _CAUSED.match(line) is not None


def is_printed(text: str) -> bool:
    return _TRACEBACK.match(text) is not None


def ends_in_traceback(text: str) -> bool:
    """Lambda's Python writes the error first and the frames below, without repeating the error."""
    lines = lines_of(text)
    at = max((number for number, line in enumerate(lines) if _TRACEBACK.match(line)), default=0)
    return at > 0 and all(line[:1].isspace() for line in lines[at + 1 :])


def lines_of(text: str) -> list[str]:
    return [line[:_LONGEST_LINE] for line in text.splitlines()[:_MOST_LINES] if line.strip()]


def distinct(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    return tuple(dict.fromkeys(faults))[:_MOST_FAULTS]


def causes_of(lines: Sequence[str]) -> Iterator[Fault]:
    for line in lines:
        if found := _CAUSED.match(line):
            told = line[found.end() :]
            yield typed(told) or split(told)
        elif " ---> " in line and not line.startswith(" "):
            for told in line.split(" ---> ")[1:3]:
                yield typed(told) or split(told)


def _says_the_same(one: Fault, other: Fault) -> bool:
    """Java's runtime writes `message: Type` above `Type: message`."""
    return one.kind == other.kind or other.kind in one.reason


def _python(lines: Sequence[str]) -> Iterator[Fault]:
    """The last line of each traceback: the first after it that is not indented."""
    within = False
    for line in lines:
        if _TRACEBACK.match(line) or _MEMBER.match(line):
            within = True
            continue
        bare = _BAR.sub("", line, count=1).rstrip()
        if within and bare and bare[0] not in " >\xa0\t":
            within = False
            if not bare.startswith(_CHAINED):
                yield typed(bare) or split(bare) if ":" in bare else Fault(bare, "")


def _outer(lines: Sequence[str]) -> Fault | None:
    """The error above the first frame; a message may come before it."""
    for above, line in pairwise(lines):
        if is_part(line):
            return typed(above) or _within(above)
        if (named := QUALIFIED.match(line.strip())) and named[1] in lines[0]:
            return typed(line)
    return None


def _within(line: str) -> Fault | None:
    """`failed TypeError: x is null`: how Node prints a message and an error."""
    words = line.split(" ")
    at = next(
        (n for n, word in enumerate(words[:_MOST_WORDS]) if word[:-1].endswith(ENDINGS) and word[-1] == ":"),
        None,
    )
    return None if at is None else typed(" ".join(words[at:]))
