"""Secrets in XML and HTML elements, and in the parts of a form."""

import re
from collections.abc import Iterator

from bot.domain.redaction.labels import Hides
from bot.domain.redaction.quoted import Span
from bot.domain.redaction.values import ANY

_ELEMENT = re.compile(r"<(?P<name>[\w:.-]{1,200})(?P<rest>\s[^<>]{0,400})?>")
_GIVEN = re.compile(r"\b(?:value|val|content|text|key)\s?=\s?(?P<value>\"[^\"]+\"?|'[^']+'?)", re.IGNORECASE)
_LABELLED = re.compile(r"\s(?:name|key|id|type)\s?=\s?[\"'](?P<name>[^\"'<>]{1,200})[\"']", re.IGNORECASE)
# The content of an element not closed because the text is cut off: no words.
_CUT_OFF = re.compile(r"[^\s<]{1,4000}\Z")
# <key>password</key><string>..., <name>password</name><value><string>..., <th>password</th><td>...
_NEXT_ELEMENT = re.compile(
    r"<(?:\w{1,20}+:)?(?P<tag>\w{1,12}+)>(?P<name>[^<]{1,80}+)</[\w:]{1,30}+>"
    r"(?=\s{0,20}+<[\w:]{1,30}+>\s{0,20}+(?:<[\w:]{1,30}+>)?(?P<value>[^<]{1,400}+))"
)
_NAMING = frozenset(
    ["key", "name", "string", "field", "property", "param", "th", "td", "dt", "label", "strong", "b", "span"]
)
_CELL = re.compile(
    r"(?P<row><tr\b)|<t(?P<kind>[hd])\b[^<>]{0,200}>(?:<\w{1,10}>)?(?P<value>[^<]{0,400}+)</", re.IGNORECASE
)
_FORM = re.compile(r"\bname=\\?[\"']?(?P<name>[^\"'\\;\r\n]{1,80}+)")
_HEADERS = 400
# A line break may be escaped.
_BLANK_LINE = re.compile(r"\r\n\r\n|\n\n|\\r\\n\\r\\n|\\n\\n")
_BOUNDARY = re.compile(r"(?:\r?\n|\\r\\n|\\n)--")


def in_markup(text: str, hides: Hides) -> Iterator[Span]:
    if "<" in text:
        yield from _elements(text, hides)
        for found in _NEXT_ELEMENT.finditer(text):
            if found["tag"].lower() in _NAMING and hides(found["name"], found["value"]):
                yield found.span("value")
        yield from _rows(text, hides)
    for part in _FORM.finditer(text) if "form-data" in text else ():
        blank = _BLANK_LINE.search(text, part.end(), part.end() + _HEADERS)
        if blank and hides(part["name"], ANY):
            boundary = _BOUNDARY.search(text, blank.end())
            yield blank.end(), boundary.start() if boundary else len(text)


def _elements(text: str, hides: Hides) -> Iterator[Span]:
    at = 0
    while found := _ELEMENT.search(text, at):
        at = found.end()
        rest = found["rest"] or ""
        names = [found["name"].rpartition(":")[2], *(each["name"] for each in _LABELLED.finditer(rest))]
        if not any(hides(each, ANY) for each in names):
            continue
        if given := _GIVEN.search(rest):
            begin = found.start("rest")
            yield begin + given.start("value"), begin + given.end("value")
        if rest.endswith("/"):
            continue
        end = text.find(f"</{found['name']}", at)
        if end < 0:
            cut_off = _CUT_OFF.match(text, at)
            end = cut_off.end() if cut_off else at
        if any(hides(each, text[at:end]) for each in names):
            yield at, end
            at = end


def _rows(text: str, hides: Hides) -> Iterator[Span]:
    """Secrets in an HTML table whose first row names its columns."""
    secret: list[bool] = []
    column = 0
    for found in _CELL.finditer(text):
        if found["row"]:
            column = 0
            continue
        if found["kind"] in "hH":
            secret = [*secret[:column], hides(found["value"], ANY)]
        elif column < len(secret) and secret[column] and hides("password", found["value"]):
            yield found.span("value")
        column += 1
