"""Spans to Slack's markup. The only place that makes markup, so no foreign text can.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import groupby
from typing import NamedTuple, assert_never

from bot.domain.policy.policy import TargetKind
from bot.render.graphemes import cut, one_line, utf16
from bot.render.links.web_address import web_address
from bot.render.plain_text import utc
from bot.render.view import Line, Link, Span, When, Who, Words

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# Slack formats between marks at the edge of a word; a single one inside a word is a letter.
_MARKS = re.compile(r"[*_~]{2,}|(?<![^\W_])[*_~]|[*_~](?![^\W_])")
_LOOKALIKE = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼"})  # noqa: RUF001 - meant to look alike
_BACKTICK = str.maketrans({"`": "ˋ"})  # noqa: RUF001 - meant to look alike
_ID = re.compile(r"[A-Z0-9]{1,32}")
# Slack capitalises a date's text, as in "Today", unless something invisible comes first.
_DATE = {"time": "{time}", "day": "\u200b{date_short_pretty} {time}", "ago": "\u200b{ago}"}


class _Piece(NamedTuple):
    """Attributes: whole is set if it must not be cut inside."""

    markup: str
    bold: bool
    whole: bool


def escaped(text: str) -> str:
    """`& < >` as Slack wants them, so that they show as text and do nothing."""
    return text.translate(_ENTITIES)


def literal(text: str) -> str:
    """Foreign text as markup that shows exactly that text: no formatting, no link, no mention."""
    plain = _MARKS.sub(lambda marks: marks[0].translate(_LOOKALIKE), one_line(text))
    return escaped(plain.translate(_BACKTICK))


def mrkdwn(line: Line, most: int) -> str:
    """One line of markup, at most `most` long; what does not fit is cut from its end."""
    pieces = [*_fitted(line, most)]
    text = "".join(_bold(group) if bold else _joined(group) for bold, group in groupby(pieces, _is_bold))
    # At the beginning of a line Slack reads an escaped `>` as a quote.
    return "›" + text.removeprefix("&gt;") if text.startswith("&gt;") else text  # noqa: RUF001 - as above


_BOLD_MARKS = 2


def _fitted(line: Line, most: int) -> Iterator[_Piece]:
    room = most
    for span in line:
        room -= _BOLD_MARKS
        piece = _piece(span, most)
        width = utf16(piece.markup)
        if width <= room:
            room -= width
            yield piece
            continue
        if isinstance(span, Words):
            yield _cut_words(span, room)
        elif room > 0:
            yield _Piece("…", bold=False, whole=True)
        return


def _cut_words(words: Words, room: int) -> _Piece:
    """Words that do not fit: cut by their length once escaped."""
    marks = _BOLD_MARKS if words.code else 0
    text = cut(one_line(words.text), max(room - marks, 0), lambda part: utf16(escaped(part)))
    return _piece(words._replace(text=text), room)


def _piece(span: Span, most: int) -> _Piece:
    match span:
        case Words(text, bold, code):
            return _Piece(_words(text, most, code=code), bold, whole=False)
        case Link(url, text, bold):
            return _Piece(_link(url, text, most), bold, whole=True)
        case When(at, style, bold):
            return _Piece(_when(When(at, style)), bold, whole=True)
        case Who(kind, value):
            return _Piece(_who(kind, value), bold=False, whole=True)
        case _:
            assert_never(span)


def _words(text: str, most: int, *, code: bool) -> str:
    # A megabyte is not escaped just to be cut: escaping never shortens.
    text = text[: most + 1]
    if not code:
        return literal(text)
    plain = one_line(text).translate(_BACKTICK)
    return f"`{escaped(plain)}`" if plain.strip() else escaped(plain)


def _link(url: str, text: str, most: int) -> str:
    address, shown = escaped(web_address(url)), literal(cut(one_line(text[: most + 1]), 300))
    return f"<{address}|{shown}>" if address and shown.strip() else shown


def _when(when: When) -> str:
    stamp = int(when.at.timestamp())
    shown = f"{when.at.astimezone(UTC):%H:%M} UTC" if when.style == "time" else utc(when)
    return f"<!date^{stamp}^{_DATE.get(when.style, _DATE['day'])}|{shown}>"


def _who(kind: str, value: str) -> str:
    if kind == TargetKind.CHANNEL:
        return "<!channel>"
    if not _ID.fullmatch(value):
        return literal(value)
    return f"<!subteam^{value}>" if kind == "group" else f"<@{value}>"


def _is_bold(piece: _Piece) -> bool:
    return piece.bold


def _joined(pieces: Iterable[_Piece]) -> str:
    return "".join(piece.markup for piece in pieces)


def _bold(pieces: Iterable[_Piece]) -> str:
    """Adjacent bold pieces become one: Slack wants the marks at the edges of words."""
    text = _joined(pieces)
    inner = text.strip()
    return text.replace(inner, f"*{inner}*", 1) if inner else text
