"""Names of errors at the head of a line."""

import re

from bot.domain.log_lines.line import Fault

# Endings that alone mark an error's name; namespaces in Ruby and Scala: `A::B`, in PHP: `A\\B`.
ENDINGS = (
    *("Error", "Exception", "Fault", "Failure", "Throwable", "Panic", "Interrupt", "Exit", "Timeout"),
    *("Rejection", "ExceptionGroup"),
)
_WORD = re.compile(r"[A-Za-z_$\\][\w.$:`+\\]{0,200}")
# Also .NET's code of a system error there: `SocketException (111): …`, `(0x80004005)`.
_AFTER_TYPE = re.compile(
    r"(?:\[[^\]\n]{0,40}\]|\(code: [^)\n]{0,20}\)| \((?:0x[0-9A-Fa-f]{1,8}|\d{1,6})\))?(?::\s?|\s{0,4}\Z)"
)
QUALIFIED = re.compile(r"((?:[a-z_]\w{0,60}\.){1,12}[A-Z][\w$]{0,120})(?::\s|\s{0,4}\Z)")
_ANY_TYPE = re.compile(r"([A-Za-z_$][\w.$:]{0,160}?)(?::\s|\s{0,4}\Z)")


def typed(line: str) -> Fault | None:
    """A line that begins with an unmistakable error name."""
    line = line.strip()
    if found := QUALIFIED.match(line):
        return Fault(found[1], line[found.end() :].strip())
    word = _WORD.match(line)
    name = word[0].rstrip(":.") if word else ""
    after = _AFTER_TYPE.match(line, len(name)) if name.endswith(ENDINGS) else None
    return Fault(name, line[after.end() :].strip()) if after else None


def split(line: str) -> Fault:
    """`Type: message` if the first word may be a type; otherwise all of it is the message."""
    line = line.strip()
    found = _ANY_TYPE.match(line)
    return Fault(found[1], line[found.end() :].strip()) if found and ":" in line else Fault("", line)
