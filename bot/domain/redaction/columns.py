"""Secrets in columns that a line above names: CSV and other tables, and INSERT statements."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.domain.redaction.pairs import ANY, Hides
from bot.domain.redaction.quoted import Span, bracket_end, opened_by, quoted_end

# A line break may be written out, as it is within a JSON string.
_LINE = re.compile(r"(?:[^\r\n\\]|\\(?![rn]))+|\\[rn]")
_DELIMITERS = ("\t", ";", "|", ",")
_MOST_COLUMNS = 200
_HEADING = re.compile(r"[\w .#/()-]{1,80}")
_RULE = re.compile(r"[-+=:| \t]+")
_INSERT = re.compile(r"\b(?:insert|replace)\b[^()]{0,200}\(", re.IGNORECASE)
_VALUES = re.compile(r"\s{0,20}(?:overriding \w{1,20} value\s{0,8})?values?\s{0,20}(?=\()", re.IGNORECASE)
_NEXT_ROW = re.compile(r"\s{0,20},\s{0,20}(?=\()")
_PARAMETERS = re.compile(r"\b(?:parameters|params|binds|bindings|values)\W{1,6}(?=[\[(])", re.IGNORECASE)
_TAKEN_APART = 20_000


def secret_columns(text: str, hides: Hides) -> list[Span]:
    return [*_tables(text, hides), *_statements(text, hides)]


def _tables(text: str, hides: Hides) -> Iterator[Span]:
    header: _Header | None = None
    for line in _LINE.finditer(text):
        if _RULE.fullmatch(line[0]) or line[0].startswith("\\"):
            continue
        cells = _cells(text, line.span(), header.delimiter) if header else []
        if header and len(cells) == header.wide:
            yield from _of(text, cells, header.secret, hides)
        else:
            header = _header(text, line.span(), hides)


class _Header(NamedTuple):
    """Attributes: secret are the places of the columns that are masked, of so many in all."""

    delimiter: str
    secret: tuple[int, ...]
    wide: int


def _header(text: str, line: Span, hides: Hides) -> _Header | None:
    """None for a line that names no secret column."""
    for delimiter in _DELIMITERS:
        if delimiter not in text[slice(*line)]:
            continue
        cells = _cells(text, line, delimiter)
        first, *others = (text[slice(*each)].strip(" \t\"'`\ufeff") for each in cells)
        names = [first.rpartition('"')[2], *others]  # a table may begin within a JSON string
        if len(names) > _MOST_COLUMNS or not all(_HEADING.fullmatch(each) for each in names if each):
            return None
        secret = tuple(place for place, each in enumerate(names) if each and hides(each, ANY))
        return _Header(delimiter, secret, len(cells)) if secret else None
    return None


def _cells(text: str, line: Span, delimiter: str) -> list[Span]:
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


def _statements(text: str, hides: Hides) -> Iterator[Span]:
    at = 0
    while found := _INSERT.search(text, at):
        columns, behind = _elements(text, found.end() - 1)
        at = behind
        names = [text[slice(*each)].strip(" \t\r\n\"'`[]") for each in columns]
        secret = [place for place, each in enumerate(names) if hides(each, ANY)]
        values = _VALUES.match(text, behind)
        if not secret or not values:
            continue
        at = values.end()
        while True:
            row, at = _elements(text, at)
            yield from _of(text, row, secret, hides)
            following = _NEXT_ROW.match(text, at)
            if not following:
                break
            at = following.end()
        if given := _PARAMETERS.search(text, at, at + _TAKEN_APART):
            row, at = _elements(text, given.end())
            yield from _of(text, row, secret, hides)


def _of(text: str, row: list[Span], secret: Iterable[int], hides: Hides) -> Iterator[Span]:
    yield from (
        row[each] for each in secret if each < len(row) and hides("password", text[slice(*row[each])])
    )


def _elements(text: str, start: int) -> tuple[list[Span], int]:
    """What stands between the brackets that open at `start`, divided by commas; and where they close."""
    end = bracket_end(text, start)
    inner = end - 1 if text[end - 1 : end] in {")", "]"} else end
    elements: list[Span] = []
    at = start + 1
    while at <= inner and len(elements) < _MOST_COLUMNS:
        begin = at + len(text[at:inner]) - len(text[at:inner].lstrip())
        stop = begin
        while stop < inner and text[stop] != ",":
            if text[stop] in "\"'`":
                stop = quoted_end(text, stop)
            elif text[stop] in "([{":
                stop = bracket_end(text, stop)
            else:
                stop += 1
        stop = min(stop, inner)
        elements.append((begin, begin + len(text[begin:stop].rstrip())))
        at = stop + 1
    return elements, end
