"""A part of a regular expression roughly as it was written, so that its author can find it."""

import re
from typing import Any

from bot.config.pattern_letters import LETTERS, op


def written(node: Any) -> str:
    """A repeat, roughly as it was written, so that its author can find it."""
    _, (least, _, inner) = node
    sign = {0: "*", 1: "+"}.get(least, f"{{{least},}}")
    return f"`{_spelled(inner)}{sign}`"


def instead(node: Any) -> str:
    _, (least, _, inner) = node
    return f"give it a maximum length, such as `{_spelled(inner)}{{{least},40}}`"


_CLASSES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}


def _spelled(items: Any) -> str:
    nodes = list(items)
    if len(nodes) != 1 or nodes[0][0] not in LETTERS:
        return "(…)"
    kind, value = nodes[0]
    if kind is op.ANY:
        return "."
    if kind is op.IN:
        inside = "".join(map(_member, value))
        return inside if len(value) == 1 and value[0][0] is op.CATEGORY else f"[{inside}]"
    letter = _letter(value)
    return letter if kind is op.LITERAL else f"[^{letter}]"


def _member(member: Any) -> str:
    kind, value = member
    if kind is op.NEGATE:
        return "^"
    if kind is op.RANGE:
        return f"{_letter(value[0])}-{_letter(value[1])}"
    return _CLASSES.get(value, "…") if kind is op.CATEGORY else _letter(value)


def _letter(code: int) -> str:
    letter = chr(code)
    return re.escape(letter) if letter.isascii() and letter.isprintable() else f"\\u{code:04x}"
