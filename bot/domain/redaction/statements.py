"""Secrets in statements that name their columns first, INSERT and COPY, and in their bound parameters."""

import re
from collections.abc import Iterator

from bot.domain.redaction.columns import Secret, cells_of, hidden_cells, named
from bot.domain.redaction.labels import Hides
from bot.domain.redaction.quoted import Span, bracketed, divided

_STATEMENT = re.compile(r"\b(?:insert|replace|copy|merge)\b[^()]{0,200}\(", re.IGNORECASE)
_VALUES = re.compile(
    r"\s{0,20}(?:overriding \w{1,20} value\s{0,8}|select[^();]{1,80}\()?values?\s{0,20}(?=\()", re.IGNORECASE
)
_NEXT_ROW = re.compile(r"\s{0,20},\s{0,20}(?=\()")
_SELECT = re.compile(r"\s{0,20}select\s{1,20}", re.IGNORECASE)
_SELECTED = re.compile(r"\bfrom\b|;|\Z|\n\n", re.IGNORECASE)
_FROM_HERE = re.compile(r"\s{0,20}from\s{1,8}stdin\b[^\n]{0,80}\n", re.IGNORECASE)
_ROW = re.compile(r"(?!\\\.)[^\r\n]+\r?\n?")
_PARAMETERS = re.compile(
    r"\b(?:parameters|params|binds|bindings|values)\W{1,6}"
    r"(?:(?P<list>[\[(])|(?=\$\d)|(?=[\w.@ -]{1,80}\(\w{1,20}\)))",
    re.IGNORECASE,
)
# $2 = '...' of PostgreSQL's log; name(String), value(String) of MyBatis.
_NUMBERED = re.compile(r"\$(?P<number>\d{1,3}) = (?P<value>'(?:[^']|'')*'?)")
_TAKEN_APART = 4_000
_MOST_ROWS = 2_000


def in_statements(text: str, hides: Hides) -> Iterator[Span]:
    at = 0
    while found := _STATEMENT.search(text, at):
        columns, at = bracketed(text, found.end() - 1)
        names = [text[slice(*each)].strip(" \t\r\n\"'`[]") for each in columns]
        secret = named(names, hides)
        if not secret:
            continue
        rows, at = _rows(text, at)
        for row in rows:
            yield from hidden_cells(text, row, secret, hides)
        yield from _given(text, at, secret, hides)


def _rows(text: str, at: int) -> tuple[list[list[Span]], int]:
    """The rows for the columns, and where they end."""
    rows: list[list[Span]] = []
    if here := _FROM_HERE.match(text, at):
        at = here.end()
        while (line := _ROW.match(text, at)) and len(rows) < _MOST_ROWS:
            delimiter = "\t" if "\t" in line[0] else ","
            rows.append(cells_of(text, (line.start(), line.start() + len(line[0].rstrip("\r\n"))), delimiter))
            at = line.end()
    elif values := _VALUES.match(text, at):
        following: re.Match[str] | None = values
        while following and len(rows) < _MOST_ROWS:
            row, at = bracketed(text, following.end())
            rows.append(row)
            following = _NEXT_ROW.match(text, at)
    elif select := _SELECT.match(text, at):
        end = _SELECTED.search(text, select.end(), select.end() + _TAKEN_APART)
        at = end.start() if end else select.end()
        rows.append(divided(text, select.end(), at))
    return rows, at


def _given(text: str, at: int, secret: Secret, hides: Hides) -> Iterator[Span]:
    """A statement's bound parameters, printed after it."""
    given = _PARAMETERS.search(text, at, at + _TAKEN_APART)
    if given and given["list"]:
        row, _ = bracketed(text, given.end() - 1)
        yield from hidden_cells(text, row, secret, hides)
    elif given:
        line = text.find("\n", given.end())
        end = len(text) if line < 0 else line
        numbered = {
            int(each["number"]) - 1: each.span("value") for each in _NUMBERED.finditer(text, given.end(), end)
        }
        row = [numbered.get(place, (at, at)) for place in range(max(secret) + 1)] if numbered else []
        yield from hidden_cells(text, row or divided(text, given.end(), end), secret, hides)
