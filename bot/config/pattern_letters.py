"""Which letters the parts of a regular expression read, begin and end with, as `re` itself parses it."""

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any

# The parser of `re`; there is no public API for a pattern's structure.
_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")
op: Any = import_module("re._constants")

Chars = frozenset[str]
NOTHING: Chars = frozenset()
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
LETTERS = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)
_LAST_CODE = 0x10FFFF
# Some of each kind of letter, digit and blank beyond Latin-1, and letters that are another's capital.
_BEYOND = (
    0x17F,
    0x212A,
    0x100,
    0x141,
    0x1E9E,
    0x663,
    0x96C,
    0x3B1,
    0x3A9,
    0x416,
    0x4E2D,
    0x2028,
    0x2003,
    0x3000,
)


def tree_of(pattern: str, flags: int) -> Any:
    """The parts of a pattern. Raises re.error if it is invalid."""
    return _parser.parse(pattern, flags)


class Letters:
    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._flags = tree.state.flags
        self.alphabet = _alphabet(tree, self._flags)
        self._read: dict[str, Chars] = {}

    def _may_be_empty(self, node: Any) -> bool:
        return bool(_parser.SubPattern(self._tree.state, [node]).getwidth()[0] == 0)

    def begin(self, nodes: list[Any], follows: Chars) -> Chars:
        """The letters that a sequence, and what follows it, may begin with."""
        found = NOTHING
        for node in nodes:
            found |= self._first(node)
            if not self._may_be_empty(node) or self._ahead(node):
                return found
        return found | follows

    def _first(self, node: Any) -> Chars:
        kind, value = node
        if kind in LETTERS:
            return self._chars(node)
        if kind in REPEATS:
            return self.begin(list(value[2]), NOTHING)
        if kind is op.BRANCH:
            return frozenset().union(*(self.begin(list(each), NOTHING) for each in value[1]))
        if kind is op.SUBPATTERN:
            return self.begin(list(value[3]), NOTHING)
        if kind is op.ATOMIC_GROUP:
            return self.begin(list(value), NOTHING)
        if self._ahead(node):
            return self.begin(list(value[1]), self.alphabet)
        return self.alphabet if kind in (op.GROUPREF, op.GROUPREF_EXISTS) or _refuses(node) else NOTHING

    def _ahead(self, node: Any) -> bool:
        """Whether it is a lookahead."""
        kind, value = node
        return bool(kind is op.ASSERT and value[0] > 0)

    def last(self, items: Iterable[Any]) -> Chars:
        """The letters that a sequence may end with."""
        found = NOTHING
        for node in reversed(list(items)):
            found |= self._end(node)
            if not self._may_be_empty(node):
                break
        return found

    def _end(self, node: Any) -> Chars:
        kind, value = node
        if kind in LETTERS:
            return self._chars(node)
        if kind in REPEATS:
            return self.last(value[2])
        if kind is op.BRANCH:
            return frozenset().union(*map(self.last, value[1]))
        if kind is op.SUBPATTERN:
            return self.last(value[3])
        if kind is op.ATOMIC_GROUP:
            return self.last(value)
        return self.alphabet if kind in (op.GROUPREF, op.GROUPREF_EXISTS) else NOTHING

    def all(self, items: Iterable[Any]) -> Chars:
        """Every letter that a sequence may read."""
        return frozenset().union(*(self._chars(node) for node in _within(items) if node[0] in LETTERS))

    def before(self, before: Chars, node: Any, follows: Chars) -> Chars:
        """The letters that may come before the next part."""
        kind, value = node
        if kind is op.AT:
            return self._at(before, value, follows)
        if kind in (op.ASSERT, op.ASSERT_NOT):
            ahead, inner = value
            if ahead > 0 or len(inner) != 1 or inner[0][0] not in LETTERS:
                return before
            looked = self._chars(inner[0])
            return before - looked if kind is op.ASSERT_NOT else before & looked
        ends = self._end(node)
        return ends | before if self._may_be_empty(node) else ends

    def _at(self, before: Chars, where: Any, follows: Chars) -> Chars:
        if where is op.AT_BEGINNING_STRING:
            return NOTHING
        if where is op.AT_BEGINNING:
            return frozenset("\n") & before if self._flags & re.MULTILINE else NOTHING
        if where is op.AT_BOUNDARY:
            words = frozenset(each for each in self.alphabet if each.isalnum() or each == "_")
            if follows <= words:
                return before - words
            if not follows & words:
                return before & words
        return before

    def _chars(self, node: Any) -> Chars:
        """The letters that a one-letter part reads, by the engine itself."""
        known = self._read.get(str(node))
        if known is None:
            alone = _parser.SubPattern(self._tree.state, [node])
            reads = _compiler.compile(alone, self._flags & ~re.DEBUG).fullmatch
            known = self._read[str(node)] = frozenset(each for each in self.alphabet if reads(each))
        return known


def _refuses(node: Any) -> bool:
    """Whether it is a negative lookahead, which may be long."""
    kind, value = node
    return bool(kind is op.ASSERT_NOT and value[0] > 0)


def _within(items: Iterable[Any]) -> Iterable[Any]:
    for node in items:
        yield node
        for inner in _inner(node):
            yield from _within(inner)


def _inner(node: Any) -> Iterable[Any]:
    kind, value = node
    if kind in REPEATS:
        return (value[2],)
    if kind is op.BRANCH:
        return tuple(value[1])
    if kind is op.SUBPATTERN:
        return (value[3],)
    if kind is op.ATOMIC_GROUP:
        return (value,)
    return (value[1],) if kind in (op.ASSERT, op.ASSERT_NOT) else ()


def _alphabet(tree: Any, flags: int) -> Chars:
    """Enough letters to tell any two classes of a pattern apart: ASCII, some of each kind beyond, and those
    at the edges of its own ranges.
    """
    edges = {edge + beside for edge in _edges(tree) for beside in (-1, 0, 1)}
    told = {chr(code) for code in (*range(0x100), *_BEYOND, *edges) if 0 <= code <= _LAST_CODE}
    if flags & re.IGNORECASE:
        told |= {other for each in told for other in (each.lower(), each.upper()) if len(other) == 1}
    return frozenset(told)


def _edges(tree: Any) -> Iterable[int]:
    for kind, value in _within(tree):
        if kind in (op.LITERAL, op.NOT_LITERAL):
            yield value
        elif kind is op.IN:
            for inner, what in value:
                if inner is op.LITERAL:
                    yield what
                elif inner is op.RANGE:
                    yield from what
