"""Spans without any markup, for notifications, screen readers, e-mail and the terminal."""

from collections.abc import Iterable
from datetime import UTC
from typing import assert_never

from bot.domain.policy.policy import TargetKind
from bot.render.graphemes import one_line
from bot.render.view import Line, Link, Span, When, Who, Words


def plain(line: Line) -> str:
    """A line as text; times in UTC, a link's text without its address."""
    return "".join(_plain(span) for span in line)


def plain_lines(lines: Iterable[Line]) -> str:
    return "\n".join(plain(line) for line in lines)


def _plain(span: Span) -> str:
    match span:
        case Words(text) | Link(_, text):
            return one_line(text)
        case When():
            return utc(span)
        case Who(kind, value):
            return "@channel" if kind == TargetKind.CHANNEL else f"@{value}"
        case _:
            assert_never(span)


def utc(when: When) -> str:
    """A time for readers without a time zone."""
    at = when.at.astimezone(UTC)
    return f"{at:%H:%M} UTC" if when.style == "time" else f"{at:%Y-%m-%d %H:%M} UTC"
