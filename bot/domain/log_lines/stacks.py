"""Exceptions with their causes as languages print them: whole blocks of text, the outermost error first.

Python   Traceback (most recent call last): … ⏎ Type: message; the cause is printed before what it caused
JVM      com.shop.OrderException: message ⏎ ⇥at … ⏎ Caused by: java.sql.SQLException: deadlock
.NET     Unhandled exception. System.Exception: message ⏎ ---> System.TimeoutException: inner ⏎ at …
Node     TypeError: message ⏎ at … { ⏎ [cause]: Error: inner
PHP      PHP Fatal error:  Uncaught PDOException: message in /var/task/db.php:12 ⏎ Stack trace:
Go       panic: message ⏎ goroutine 1 [running]:
Rust     thread 'main' panicked at src/main.rs:12:5: ⏎ message
Ruby     app.rb:18:in `handler': message (NoMethodError)
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.domain.log_lines.line import Fault

_MOST_LINES = 2_000
_LONGEST_LINE = 2_000
_MOST_FAULTS, _MOST_WORDS = 6, 60

# How the name of an error ends that is one by itself; groups of Ruby and Scala: `A::B`, of PHP: `A\\B`.
_ENDINGS = (
    *("Error", "Exception", "Fault", "Failure", "Throwable", "Panic", "Interrupt", "Exit", "Timeout"),
    *("Rejection", "ExceptionGroup"),
)
_WORD = re.compile(r"[A-Za-z_$\\][\w.$:`+\\]{0,200}")
_AFTER_TYPE = re.compile(r"(?:\[[^\]\n]{0,40}\]|\(code: [^)\n]{0,20}\))?(?::\s?|\s{0,4}\Z)")
_QUALIFIED = re.compile(r"((?:[a-z_]\w{0,60}\.){1,12}[A-Z][\w$]{0,120})(?::\s|\s{0,4}\Z)")
_ANY_TYPE = re.compile(r"([A-Za-z_$][\w.$:]{0,160}?)(?::\s|\s{0,4}\Z)")
_TRACEBACK = re.compile(r"[\s|+-]{0,20}(?:Exception Group )?Traceback \(most recent call last\):")
# Of an exception group: what its lines begin with, and the line above each of its members.
_BAR = re.compile(r"\A\s{0,40}\| ")
_MEMBER = re.compile(r"\s{0,40}\+[-+]{2,60} \d{1,4} -")
_CHAINED = (
    "The above exception was the direct cause",
    "During handling of the above exception",
)
_CAUSED = re.compile(r"\s{0,40}(?:Caused by:|--->|\[cause\]:|Next(?= [\w\\]{1,160}:)|caused by:)\s{0,4}")
_FRAME = re.compile(r"\s{0,40}(?:at\s|File \"|\.{3} \d|--- End of|\[?Suppressed|#\d)")
_HEADS = re.compile(
    r"(?:Exception in thread \"[^\"\n]{0,80}\"\s|Unhandled exception\.\s|Unhandled Exception:\s|Uncaught\s"
    r"|\(node:\d{1,9}\) UnhandledPromiseRejectionWarning:\s"
    r"|Uncaught Exception\s|Unhandled Promise Rejection\s|Invoke Error\s|node:[^\n]{1,200}\n)\s{0,8}"
)
_PHP = re.compile(r"(?:PHP )?(?:Fatal|Parse|Recoverable fatal|Catchable fatal) error:\s{1,4}(?:Uncaught )?")
# Go's and V8's.
_GO = re.compile(r"(panic|fatal error|FATAL ERROR): ")
_GO_ENDS = re.compile(r" \[recovered[^\]\n]{0,40}\]")
_RUST = re.compile(r"thread '[^'\n]{0,80}' (?:\(\d{1,12}\) )?panicked at ")
_PATH = re.compile(r"[\w/.-]{1,300}")
_RUBY = re.compile(r"\.rb:\d{1,7}:in [`']")
_PANIC_OF_LAMBDA = "calling the handler function resulted in a panic, the process should exit"


def unhandled(text: str) -> tuple[Fault, ...]:
    """What a line without a level shows to have been thrown and not caught."""
    lines = _lines(text)
    if not lines:
        return ()
    # A line of a stack that was printed line by line is no failure of its own.
    if is_part(lines[0]):
        return ()
    return (
        _panic(lines)
        or _php(lines)
        or _ruby(lines)
        or _headed(text)
        or faults_in(lines, typed_first=False)
        or _first_typed(lines)
    )


def of_message(message: str) -> tuple[Fault, ...]:
    """A logged message, then the exceptions printed below it; the message itself where there are none."""
    lines = _lines(message)
    if not lines:
        return ()
    if special := _panic(lines) or _php(lines) or _ruby(lines) or _headed(message):
        return special
    found = faults_in(lines, typed_first=True)
    return found or (split(lines[0]),)


def split(line: str) -> Fault:
    """`Type: message` where the first word may be a type; otherwise all of it is the message."""
    line = line.strip()
    found = _ANY_TYPE.match(line)
    return Fault(found[1], line[found.end() :].strip()) if found and ":" in line else Fault("", line)


def faults_in(lines: Sequence[str], *, typed_first: bool) -> tuple[Fault, ...]:
    """The chain that a stack trace of any language shows.

    Args:
        typed_first: The first line is a message, which names its own type where it begins with one.
    """
    python = tuple(_python(lines))
    # A group's own line stands above those of what is in it, a cause above what it caused.
    if any("Exception Group Traceback" in line for line in lines):
        return _distinct(python)
    first = typed(lines[0]) if typed_first else None
    if python:
        return _distinct((*([first] if first else []), *reversed(python)))
    outer, causes = _outer(lines), tuple(_causes(lines))
    if outer is None and first is None and not causes:
        return ()
    if outer and first and not _says_the_same(first, outer):
        return _distinct((first, outer, *causes))
    return _distinct((*filter(None, (outer or first,)), *causes))


def causes_in(stack: str) -> tuple[Fault, ...]:
    return tuple(_causes(_lines(stack)))


def typed(line: str) -> Fault | None:
    """A line that begins with what is an error's name by itself."""
    line = line.strip()
    if found := _QUALIFIED.match(line):
        return Fault(found[1], line[found.end() :].strip())
    word = _WORD.match(line)
    name = word[0].rstrip(":.") if word else ""
    after = _AFTER_TYPE.match(line, len(name)) if name.endswith(_ENDINGS) else None
    return Fault(name, line[after.end() :].strip()) if after else None


def is_part(line: str) -> bool:
    """Of a stack, without the error above it."""
    return _FRAME.match(line) is not None or _CAUSED.match(line) is not None


def _lines(text: str) -> list[str]:
    return [line[:_LONGEST_LINE] for line in text.splitlines()[:_MOST_LINES] if line.strip()]


def _distinct(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    return tuple(dict.fromkeys(faults))[:_MOST_FAULTS]


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
    """The error above the first frame, which a message may stand before."""
    for above, line in pairwise(lines):
        if is_part(line):
            return typed(above) or _within(above)
        if (named := _QUALIFIED.match(line.strip())) and named[1] in lines[0]:
            return typed(line)
    return None


def _within(line: str) -> Fault | None:
    """`failed TypeError: x is null`: how Node prints a message and an error."""
    words = line.split(" ")
    at = next(
        (n for n, word in enumerate(words[:_MOST_WORDS]) if word[:-1].endswith(_ENDINGS) and word[-1] == ":"),
        None,
    )
    return None if at is None else typed(" ".join(words[at:]))


def _causes(lines: Sequence[str]) -> Iterator[Fault]:
    for line in lines:
        if found := _CAUSED.match(line):
            told = line[found.end() :]
            yield typed(told) or split(told)
        elif " ---> " in line and not line.startswith(" "):
            for told in line.split(" ---> ")[1:3]:
                yield typed(told) or split(told)


def _headed(text: str) -> tuple[Fault, ...]:
    """What a runtime announces before the error itself."""
    found = _HEADS.match(text)
    if found is None:
        return ()
    lines = _lines(text[found.end() :])
    if not lines:
        return ()
    # Node shows the line of the source above the error.
    told = next((each for line in lines[:6] if (each := typed(line))), None) or split(lines[0])
    return _distinct((told._replace(reason=told.reason.split(" ---> ")[0]), *_causes(lines)))


def _first_typed(lines: Sequence[str]) -> tuple[Fault, ...]:
    found = typed(lines[0])
    return (found,) if found else ()


def _panic(lines: Sequence[str]) -> tuple[Fault, ...]:
    first = lines[0]
    if found := _RUST.match(first):
        told = first[found.end() :]
        old = told[1:].rpartition("', ")[0] if told.startswith("'") else ""
        return (Fault("panic", old or (lines[1].strip() if len(lines) > 1 else told)),)
    if found := _GO.match(first):
        told = _GO_ENDS.sub("", first[found.end() :])
        return (Fault(found[1], told),)
    return (Fault("panic", first.strip()),) if first.strip() == _PANIC_OF_LAMBDA else ()


def _php(lines: Sequence[str]) -> tuple[Fault, ...]:
    found = _PHP.match(lines[0])
    if found is None:
        return ()
    told = lines[0][found.end() :].rsplit(" in /", 1)[0]
    return _distinct((typed(told.lstrip("\\")) or Fault("Fatal error", told), *_causes(lines)))


def _ruby(lines: Sequence[str]) -> tuple[Fault, ...]:
    found = _RUBY.search(lines[0])
    if found is None or not _PATH.fullmatch(lines[0][: found.start()]):
        return ()
    told = lines[0][found.end() :].partition("': ")[2].rstrip()
    message, opens, kind = told.rpartition(" (")
    return (Fault(kind[:-1], message) if opens and kind.endswith(")") else Fault("", told),)


def thrown_first(text: str) -> tuple[Fault, ...]:
    """What no level stands before because a language's runtime itself writes it."""
    lines = _lines(text)
    if not lines:
        return ()
    if _TRACEBACK.match(lines[0]):
        return faults_in(lines, typed_first=False) or (Fault("Traceback", ""),)
    return _panic(lines) or _php(lines) or _ruby(lines) or _headed(text)


def is_printed(text: str) -> bool:
    return _TRACEBACK.match(text) is not None


def sums_up(text: str) -> bool:
    return text.strip() == _PANIC_OF_LAMBDA


def ends_in_traceback(text: str) -> bool:
    """Lambda's Python writes the error first and the frames below it, without the error once more."""
    lines = _lines(text)
    at = max((number for number, line in enumerate(lines) if _TRACEBACK.match(line)), default=0)
    return at > 0 and all(line[:1].isspace() for line in lines[at + 1 :])
