"""Secrets in named columns and rows: CSV, and tables as consoles print them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.domain.redaction.labels import Hides
from bot.domain.redaction.quoted import Span, opened_by, quoted_end
from bot.domain.redaction.values import ANY

# The masked columns: position to name.
Secret = dict[int, str]
# A line break may be escaped, as within a JSON string.
_LINE = re.compile(r"(?:[^\r\n\\]|\\(?![rn]))+|\\[rn]")
# Columns divided only by blanks are at least two apart.
_APART = "  "
_DELIMITERS = ("\t", ";", "|", "\u2502", ",", _APART)
_RULED = frozenset("|\u2502")
_MOST_COLUMNS = 200
_HEADING = re.compile(r"[\w .#/()-]{1,80}")
_RULE = re.compile(r"[-+=:| \t\u2500-\u257f]+")
_CELL = re.compile(r"\S+(?: \S+)*")
_PAIR = 2
# The name that Docker writes before its lines.
_WRITER = re.compile(r"auth|[\w-]{1,80}-\d{1,3}", re.IGNORECASE)


def in_columns(text: str, hides: Hides) -> Iterator[Span]:
    header: _Header | None = None
    lines = [each.span() for each in _LINE.finditer(text)]
    for place, line in enumerate(lines):
        if _RULE.fullmatch(text, *line) or text.startswith("\\", line[0]):
            continue
        cells = cells_of(text, line, header.delimiter) if header else []
        if header and len(cells) == header.wide:
            yield from hidden_cells(text, cells, header.secret, hides)
            continue
        header = _header(text, line, hides)
        ruled = place + 1 < len(lines) and _RULE.fullmatch(text, *lines[place + 1])
        if header and header.delimiter in _RULED and not ruled and (value := _beside(text, line, header)):
            header = None
            if hides("password", text[slice(*value)]):
                yield value


class _Header(NamedTuple):
    """Attributes: secret are the masked columns, wide is how many there are in all."""

    delimiter: str
    secret: Secret
    wide: int


def _header(text: str, line: Span, hides: Hides) -> _Header | None:
    """None if the line names no secret column."""
    for delimiter in _DELIMITERS:
        if delimiter not in text[slice(*line)].strip():
            continue
        cells = cells_of(text, line, delimiter)
        first, *others = (text[slice(*each)].strip(" \t\"'`\ufeff") for each in cells)
        names = [re.split('[":]', first)[-1], *others]  # a table may begin within a string, behind a head
        if len(names) > _MOST_COLUMNS or not all(_HEADING.fullmatch(each) for each in names if each):
            return None
        secret = named(names, hides)
        return _Header(delimiter, secret, len(cells)) if secret else None
    return None


def _beside(text: str, line: Span, header: _Header) -> Span | None:
    """The value of `password | ...`, if a row is a name and a value: one word, not a log's sentence."""
    cells = cells_of(text, line, header.delimiter)
    if text[slice(*line)].rstrip().endswith(header.delimiter):
        cells = cells[1:]  # what stands before the first bar is no cell
    cells = [each for each in cells if each[0] < each[1]]
    if (
        len(cells) != _PAIR
        or _WRITER.fullmatch(text[slice(*cells[0])].rpartition(" ")[2])
        or " " in text[slice(*cells[1])]
    ):
        return None
    spaced = text[cells[0][1] : cells[1][0]] != header.delimiter
    return cells[1] if spaced else None


def cells_of(text: str, line: Span, delimiter: str) -> list[Span]:
    if delimiter == _APART:
        return [each.span() for each in _CELL.finditer(text, *line)]
    cells: list[Span] = []
    at, (begin, end) = line[0], line
    while at <= end:
        inner = at + (len(text[at:end]) - len(text[at:end].lstrip(" ")))
        quoted = inner < end and text[inner] in "\"'" and opened_by(text, inner)
        behind = min(quoted_end(text, inner), end) if quoted else at
        stop = text.find(delimiter, behind, end)
        stop = end if stop < 0 else stop
        stripped = text[at:stop].strip(" ")
        start = at + text[at:stop].find(stripped) if stripped else at
        cells.append((max(start, begin), start + len(stripped)))
        at = stop + 1
        if len(cells) > _MOST_COLUMNS:
            break
    return cells


def named(names: list[str], hides: Hides) -> Secret:
    return {place: each for place, each in enumerate(names) if each and hides(each, ANY)}


def hidden_cells(text: str, row: list[Span], secret: Secret, hides: Hides) -> Iterator[Span]:
    for place, name in secret.items():
        if place < len(row) and hides(name, text[slice(*row[place])]):
            yield row[place]
