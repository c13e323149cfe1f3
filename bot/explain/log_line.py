"""A line of a log: whether it tells of a failure, how it is marked, whose format it is, and its shape."""

from typing import Any

from bot.domain.evidence.error_shape import shape_of
from bot.domain.log_lines.intake import counted
from bot.domain.log_lines.line import Level, LogLine, Writer
from bot.domain.log_lines.reading import read_log_line
from bot.domain.policy.policy import Redaction
from bot.explain.explanation import Explanation, rows

_NO_FAILURE = {
    Writer.FUNCTION: "Nothing in it says that something failed.",
    Writer.PLATFORM: "Lambda says so of an invocation, and not that it failed.",
    Writer.EXTENSION: "An extension wrote it: its trouble is not the function's.",
    Writer.METRICS: "It carries numbers of embedded metrics, and no failure.",
}


def explain_log_line(text: str, rules: Redaction) -> Explanation | None:
    """None for a text that nothing marks as a line of a log."""
    line = read_log_line(text)
    if line == LogLine(faults=line.faults):
        return None
    shape = shape_of(line, rules)
    level = line.level.name if line.level is not Level.UNMARKED else None
    told: dict[str, Any] = {
        "what": "log_line",
        "failure": line.failure,
        "level": level,
        "logger": line.logger or None,
        "writer": str(line.writer),
        "shape": shape or None,
        "why": _why(line, text),
    }
    lines = rows(
        ("log line", "a failure" if line.failure else "no failure"),
        ("level", level or "none"),
        ("logger", line.logger or "of no format that is known by itself"),
        ("writer", str(line.writer)),
        ("shape", shape),
        ("why", told["why"]),
    )
    return Explanation(told, lines)


def _why(line: LogLine, text: str) -> str:
    if line.failure:
        return "It counts against the function that wrote it, and a subscription takes it in."
    if line.repeats:
        return "Lambda always tells of this failure in another line as well, which counts."
    subscribed = " A subscription whose filter it fits takes it in anyway." if counted(text) else ""
    return f"{_NO_FAILURE[line.writer]}{subscribed}"
