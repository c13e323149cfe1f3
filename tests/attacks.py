"""Texts made against a regular expression: what it repeats, again and again, and then what stops it."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")
_op: Any = import_module("re._constants")

_REPEATS = (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT)
_LETTERS = (_op.LITERAL, _op.NOT_LITERAL, _op.ANY, _op.IN)
_TRIED = "a1 -=:\"'\\/.<>([{_@A0,;#*~`|\n"
# What is no word and closes nothing: most repeats cannot go on with it, or not end before it.
_ENDS = ("", "!", "\x00", "\n")
_GENERIC = (
    *(" ", "\t", "\n", "a", "1", "-", "=", ":", '"', "'", "\\", "/", ".", "<", ">", "(", "[", "{", "_", "@"),
    *("A", "0", ",", "#", "*", "~", "`", "|", '\\"', "\\'", "a ", "a.", "1.", "[[", '{"', '{"a":', '"a",'),
    *("a\n", "\\\\", "é", "\u2028"),
)


class Attack(NamedTuple):
    before: str
    unit: str
    end: str

    def text(self, size: int) -> str:
        """About so many letters."""
        return self.before + self.unit * ((size - len(self.before)) // len(self.unit)) + self.end


GENERIC = tuple(Attack("", unit, "!") for unit in _GENERIC)


def attacks(pattern: str, flags: int) -> Iterator[Attack]:
    tree = _parser.parse(pattern, flags)
    for unit, before in _pumps(tree, tree, ""):
        if unit:
            yield from (Attack(before, unit, end) for end in _ENDS)
            # Begun anew from every place.
            yield Attack("", before + unit, "")


def _pumps(tree: Any, items: Any, before: str) -> Iterator[tuple[str, str]]:
    """(what is repeated, what leads to it) of every repeat."""
    for node in items:
        op, value = node
        if op in _REPEATS:
            yield _example(tree, value[2]), before
            yield from _pumps(tree, value[2], before)
        elif op is _op.BRANCH:
            for each in value[1]:
                yield from _pumps(tree, each, before)
        elif op is _op.SUBPATTERN:
            yield from _pumps(tree, value[3], before)
        elif op in (_op.ASSERT, _op.ASSERT_NOT):
            yield from _pumps(tree, value[1], before)
        before += _example(tree, [node])


def _example(tree: Any, items: Any) -> str:
    """A text that the parts read, one round of each repeat."""
    return "".join(_one(tree, node) for node in items)


def _one(tree: Any, node: Any) -> str:
    op, value = node
    if op in _LETTERS:
        return _letter(tree, node)
    if op in _REPEATS:
        return _example(tree, value[2]) * max(int(value[0]), 1)
    if op is _op.BRANCH:
        return _example(tree, value[1][0])
    if op is _op.SUBPATTERN:
        return _example(tree, value[3])
    return _example(tree, value) if op is _op.ATOMIC_GROUP else ""


def _letter(tree: Any, node: Any) -> str:
    op, value = node
    if op is _op.LITERAL:
        return chr(value)
    reads = _compiler.compile(_parser.SubPattern(tree.state, [node]), tree.state.flags & ~re.DEBUG).fullmatch
    return next((each for each in (*_TRIED, *map(chr, range(0x20, 0x3000))) if reads(each)), "")
