"""What each language's runtime writes about an uncaught error, in its own words.

PHP      PHP Fatal error:  Uncaught PDOException: message in /var/task/db.php:12 ⏎ Stack trace:
Go       panic: message ⏎ goroutine 1 [running]:
Rust     thread 'main' panicked at src/main.rs:12:5: ⏎ message
Ruby     app.rb:18:in `handler': message (NoMethodError), app.rb:3: syntax error, … (SyntaxError)
V8       FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
others   Unhandled exception. Type: message, Exception in thread "main" Type: message
"""

import re
from collections.abc import Sequence

from bot.domain.log_lines.line import Fault
from bot.domain.log_lines.names import split, typed
from bot.domain.log_lines.stacks import causes_of, distinct, faults_in, is_part, is_printed, lines_of

_HEADS = re.compile(
    r"(?:Exception in thread \"[^\"\n]{0,80}\"\s|Unhandled exception\.\s|Unhandled Exception:\s"
    r"|Uncaught\s(?:PHP Exception\s)?"
    r"|\(node:\d{1,9}\) UnhandledPromiseRejectionWarning:\s"
    r"|Uncaught Exception\s|Unhandled Promise Rejection\s|Invoke Error\s|node:[^\n]{1,200}\n)\s{0,8}"
)
_PHP = re.compile(r"(?:PHP )?((?:Fatal|Parse|Recoverable fatal|Catchable fatal) error):\s{1,4}(?:Uncaught )?")
# Go's and V8's.
_GO = re.compile(r"(panic|fatal error|FATAL ERROR): ")
_GO_ENDS = re.compile(r" \[recovered[^\]\n]{0,40}\]")
_RUST = re.compile(r"thread '[^'\n]{0,80}' (?:\(\d{1,12}\) )?panicked at ")
_PATH = re.compile(r"[\w/.-]{1,300}")
_RUBY = re.compile(r"\.rb:\d{1,7}:in [`']")
_RUBY_SYNTAX = re.compile(r"\.rb:\d{1,7}: (?=syntax error)")
_PANIC_OF_LAMBDA = "calling the handler function resulted in a panic, the process should exit"


def unhandled(text: str) -> tuple[Fault, ...]:
    """The uncaught error in a line without a level."""
    lines = lines_of(text)
    if not lines:
        return ()
    # A line of a stack that was printed line by line is no failure of its own.
    if is_part(lines[0]):
        return ()
    return _own_words(lines, text) or faults_in(lines, typed_first=False) or _first_typed(lines)


def of_message(message: str) -> tuple[Fault, ...]:
    """A logged message, then the exceptions printed below it; the message itself if there are none."""
    lines = lines_of(message)
    if not lines:
        return ()
    if special := _own_words(lines, message):
        return special
    found = faults_in(lines, typed_first=True)
    return found or (split(lines[0]),)


def thrown_first(text: str) -> tuple[Fault, ...]:
    """An error without a level because the language's runtime itself writes it."""
    lines = lines_of(text)
    if not lines:
        return ()
    if is_printed(lines[0]):
        return faults_in(lines, typed_first=False) or (Fault("Traceback", ""),)
    return _own_words(lines, text)


def sums_up(text: str) -> bool:
    return text.strip() == _PANIC_OF_LAMBDA


def _own_words(lines: Sequence[str], text: str) -> tuple[Fault, ...]:
    return _panic(lines) or _php(lines) or _ruby(lines) or _headed(text)


def _headed(text: str) -> tuple[Fault, ...]:
    """An error with the runtime's announcement before it."""
    found = _HEADS.match(text)
    if found is None:
        return ()
    lines = lines_of(text[found.end() :])
    if not lines:
        return ()
    # Node shows the source line above the error.
    told = next((each for line in lines[:6] if (each := typed(line))), None)
    if told is None and text.startswith("Uncaught "):
        return ()  # a sentence that begins with the word
    told = told or split(lines[0])
    return distinct((told._replace(reason=told.reason.split(" ---> ")[0]), *causes_of(lines)))


def _first_typed(lines: Sequence[str]) -> tuple[Fault, ...]:
    """By these endings alone: `Timeout: 30` may be anything."""
    found = typed(lines[0])
    return (found,) if found and found.kind.endswith(("Error", "Exception", "ExceptionGroup")) else ()


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
    return distinct((typed(told.lstrip("\\")) or Fault(found[1], told), *causes_of(lines)))


def _ruby(lines: Sequence[str]) -> tuple[Fault, ...]:
    syntax = _RUBY_SYNTAX.search(lines[0])
    if syntax and _PATH.fullmatch(lines[0][: syntax.start()]):
        return (Fault("SyntaxError", lines[0][syntax.end() :].rstrip().removesuffix(" (SyntaxError)")),)
    found = _RUBY.search(lines[0])
    if found is None or not _PATH.fullmatch(lines[0][: found.start()]):
        return ()
    told = lines[0][found.end() :].partition("': ")[2].rstrip()
    message, opens, kind = told.rpartition(" (")
    return (Fault(kind[:-1], message) if opens and kind.endswith(")") else Fault("", told),)
