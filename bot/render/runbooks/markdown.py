"""Markdown as parts of a view: headings, lists, quotations, code, bold and links to http(s).

A small, line-based reading, which is what runbooks need; what it does not know stays plain text.
"""

import re
from collections.abc import Iterator

from bot.render.links.web_address import web_address
from bot.render.phrases import words
from bot.render.runbooks.foreign_text import shown
from bot.render.view import Divider, Line, Lines, Link, Part, Preformatted, Words

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*)")
_ITEM = re.compile(r"\A(\s*)([-*+]|\d{1,3}[.)])\s+(.*)")
_QUOTE = re.compile(r"\s{0,3}>\s?(.*)")
_INLINE = re.compile(r"`([^`\n]+)`|\[([^\]\n]{1,300})\]\(([^)\s]{1,2000})\)|\*\*([^*\n]+)\*\*|__([^_\n]+)__")
_EMPHASIS = re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?![\w*])")
_INDENT = "    "
_LEAST_MARKS = 3


def markdown_parts(text: str) -> tuple[Part, ...]:
    """The whole text, in order."""
    parts: list[Part] = []
    for block in _blocks(text.splitlines()):
        if isinstance(block, str):
            parts.append(Preformatted(shown(block)))
        elif block == [_RULE_LINE]:
            parts.append(Divider())
        else:
            parts.append(Lines(tuple(_line(line) for line in block)))
    return tuple(parts)


def first_item(text: str) -> str:
    """The first numbered step, or else the first item of any list; plain text."""
    items = [item for line in text.splitlines() if (item := _ITEM.match(line))]
    numbered = [item for item in items if item[2][0].isdigit()]
    first = next(iter([*numbered, *items]), None)
    return "".join(_text(span) for span in _inline(first[3])) if first else ""


_RULE_LINE = "---"


def _is_rule(line: str) -> bool:
    """At least three marks of one kind, whatever blanks are between them."""
    marks = "".join(line.split())
    return len(marks) >= _LEAST_MARKS and marks[0] in "-*_" and not marks.strip(marks[0])


def _blocks(lines: list[str]) -> Iterator[str | list[str]]:
    """Code as one string, text as the lines of one paragraph or list."""
    block: list[list[str]] = []
    fenced: list[str] | None = None
    for line in lines:
        if fenced is not None:
            if _FENCE.match(line):
                yield "\n".join(fenced)
                fenced = None
            else:
                fenced.append(line)
            continue
        opens = bool(_FENCE.match(line))
        if opens or not line.strip() or _is_rule(line):
            yield from _whole(block)
            block = []
        if opens:
            fenced = []
        elif _is_rule(line):
            yield [_RULE_LINE]
        elif line.strip():
            _add(block, line)
    yield from _whole(block)
    yield from (["\n".join(fenced)] if fenced else [])


def _whole(block: list[list[str]]) -> Iterator[list[str]]:
    if block:
        yield [" ".join(lines) for lines in block]


def _add(block: list[list[str]], line: str) -> None:
    """Lines of a paragraph or an item run on; headings, items and quotations begin anew."""
    begins = any(pattern.match(line) for pattern in (_HEADING, _ITEM, _QUOTE))
    if begins or not block or _HEADING.match(block[-1][0]):
        block.append([line])
    else:
        block[-1].append(line.strip())


def _line(line: str) -> Line:
    if heading := _HEADING.match(line):
        title = heading[1].rstrip().rstrip("#").rstrip()
        return words("".join(_text(span) for span in _inline(title)), bold=True)
    if item := _ITEM.match(line):
        mark = f"{item[2]} " if item[2][0].isdigit() else "• "
        return (Words(_INDENT * min(len(item[1]) // 2, 3) + mark), *_inline(item[3]))
    if quote := _QUOTE.match(line):
        return (Words("│ "), *_inline(quote[1]))
    return _inline(line.strip())


def _inline(text: str) -> Line:
    spans: list[Words | Link] = []
    at = 0
    for found in _INLINE.finditer(text):
        spans.extend(_plain(text[at : found.start()]))
        spans.append(_marked(found))
        at = found.end()
    spans.extend(_plain(text[at:]))
    return tuple(spans)


def _marked(found: re.Match[str]) -> Words | Link:
    code, label, url, *bold = found.groups()
    if code is not None:
        return Words(shown(code), code=True)
    if label is not None:
        address = shown(url)
        return Link(address, shown(label)) if web_address(address) else Words(f"{shown(label)} ({address})")
    return Words(shown(bold[0] or bold[1]), bold=True)


def _plain(text: str) -> tuple[Words, ...]:
    """Slack's italics are hard to read on a phone at night: emphasis is left out."""
    return (Words(shown(_EMPHASIS.sub(r"\1", text))),) if text else ()


def _text(span: object) -> str:
    return span.text if isinstance(span, (Words, Link)) else ""
