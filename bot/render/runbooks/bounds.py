"""How large a runbook's template may be, so that it is read and rendered in a moment whatever is in it.

Looked at before Jinja2 parses anything: its parser, its constant folding and Python's compiler each recurse
or multiply in their own way, and none of them knows a limit.
"""

from collections.abc import Iterator
from typing import NamedTuple

from jinja2 import Environment

LARGEST = 50_000
MOST_TAGS = 300
DEEPEST = 15
_MOST_WORDS = 80
_DEEPEST_BRACKETS = 8
_LONGEST_LITERAL = 500
_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_BEGIN, _END = frozenset({"variable_begin", "block_begin"}), frozenset({"variable_end", "block_end"})
_BETWEEN = frozenset({"else", "elif"})


class RunbookProblem(NamedTuple):
    """Attributes: line counts from 1 within the template."""

    line: int
    what: str


def too_large(environment: Environment, source: str) -> RunbookProblem | None:
    """The first thing that is too much. Raises TemplateSyntaxError for what is no template."""
    if len(source) > LARGEST:
        line = source.count("\n", 0, LARGEST) + 1
        return RunbookProblem(line, f"longer than {LARGEST:,} characters: shorten it")
    depth = 0
    for number, (line, kind, words) in enumerate(_tags(environment, source), start=1):
        depth += _deeper(words[0]) if kind == "block_begin" and words else 0
        if number > MOST_TAGS:
            return RunbookProblem(line, f"more than {MOST_TAGS} tags: shorten it")
        if depth > DEEPEST:
            return RunbookProblem(line, f"nested more than {DEEPEST} deep: write it flatter")
        if what := _too_long(words):
            return RunbookProblem(line, what)
    return None


def _tags(environment: Environment, source: str) -> Iterator[tuple[int, str, list[str]]]:
    """(line, how it begins, its words) of every tag, also of one that nothing closes."""
    begun, kind, words = 0, "", list[str]()
    for line, token, value in environment.lex(source):
        if token in _BEGIN:
            begun, kind, words = line, token, []
        elif token in _END:
            yield begun, kind, words
            begun = 0
        elif token not in {"whitespace", "data"}:
            words.append(value)
    if begun:
        yield begun, kind, words


def _deeper(name: str) -> int:
    if name in _BETWEEN:
        return 0
    return -1 if name.startswith("end") else 1


def _too_long(words: list[str]) -> str:
    if len(words) > _MOST_WORDS:
        return f"a tag of more than {_MOST_WORDS} words: write it in several"
    if any(len(word) > _LONGEST_LITERAL for word in words):
        return f"a text of more than {_LONGEST_LITERAL} characters within a tag: write it outside"
    depth = 0
    for word in words:
        depth += _BRACKETS.get(word, 0)
        if depth > _DEEPEST_BRACKETS:
            return f"brackets nested more than {_DEEPEST_BRACKETS} deep: write it flatter"
    return ""
