"""A runbook's Jinja2, kept to what ends in a moment by construction: names, attributes, `if`, and `for` over
the lists of an incident, which are short.

The only user of Jinja2, which costs a cold start dearly: import it where a runbook is rendered. The
sandbox is the second lock; the first is that calls, arithmetic and most filters are not in the language.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from jinja2 import StrictUndefined, Template, TemplateError, TemplateRuntimeError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.render.runbooks.bounds import RunbookProblem, too_large
from bot.render.runbooks.foreign_text import hidden
from bot.render.runbooks.view import LISTS, MOST_LISTED, View

LONGEST = 20_000
# Parts of a template that are worked out, each as often as the loops around it may turn.
MOST_STEPS = 20_000
DEEPEST_LOOP = 2
_MOST_TEMPLATES = 64
FILTERS = frozenset({"default", "first", "join", "last", "length", "lower", "upper"})
_TESTS = frozenset({"none", "defined", "in"})
_LANGUAGE = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const),
    *(nodes.If, nodes.CondExpr, nodes.For, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
    *(nodes.Filter, nodes.Test, nodes.Concat),
)


def render_template(source: str, view: View) -> str | RunbookProblem:
    """The text, with every value put in hidden from Markdown; a problem instead of a partial text."""
    if problems := template_problems(source, view):
        return problems[0]
    pieces: list[str] = []
    room = LONGEST
    try:
        for piece in _compiled(source).generate(**view):
            room -= len(piece)
            if room < 0:
                return RunbookProblem(1, f"renders to more than {LONGEST:,} characters: shorten it")
            pieces.append(piece)
    except TemplateError as fault:
        return _problem(fault)
    except (TypeError, ValueError, RecursionError) as fault:
        return RunbookProblem(1, str(fault))
    return "".join(pieces)


def template_problems(source: str, view: View) -> tuple[RunbookProblem, ...]:
    """What is wrong with a template, also on paths that this view does not take."""
    read = _read(source)
    if not isinstance(read, _Read):
        return read
    unknown = read.names - view.keys()
    return (
        *(RunbookProblem(_line_of(read.tree, name), f"unknown variable {name}") for name in sorted(unknown)),
        *_unknown_attributes(read.tree, view),
        *read.problems,
    )


class _Read(NamedTuple):
    """A template, with the names it asks for and what is wrong with it whatever they stand for."""

    tree: nodes.Template
    names: frozenset[str]
    problems: tuple[RunbookProblem, ...]


# The same few runbooks are rendered for every incident; to read and compile one takes most of the time.
@lru_cache(maxsize=_MOST_TEMPLATES)
def _read(source: str) -> _Read | tuple[RunbookProblem, ...]:
    try:
        if large := too_large(_environment(), source):
            return (large,)
        tree = _environment().parse(source)
        if outside := _outside(tree):
            return tuple(
                RunbookProblem(node.lineno, f"{_name(node)} is not available in runbooks") for node in outside
            )
        # Only now: this works out constants as the compiler does, and 9 ** 9 ** 9 would take for ever.
        names = frozenset(find_undeclared_variables(tree))
    except TemplateError as fault:
        return (_problem(fault),)
    return _Read(tree, names, (*_endless(tree), *_too_deep(tree, 0), *_too_many_steps(tree)))


@lru_cache(maxsize=_MOST_TEMPLATES)
def _compiled(source: str) -> Template:
    return _environment().from_string(source)


def _problem(fault: TemplateError) -> RunbookProblem:
    return RunbookProblem(getattr(fault, "lineno", None) or 1, fault.message or type(fault).__name__)


def _outside(tree: nodes.Template) -> list[nodes.Node]:
    everything = [tree, *tree.find_all(nodes.Node)]
    return [node for node in everything if not _inside(node)]


def _inside(node: nodes.Node) -> bool:
    match node:
        case nodes.Filter():
            return node.name in FILTERS
        case nodes.Test():
            return node.name in _TESTS
        case nodes.For():
            return not node.recursive
        case nodes.Getattr():
            return not node.attr.startswith("_")
        case _:
            return isinstance(node, _LANGUAGE)


def _name(node: nodes.Node) -> str:
    match node:
        case nodes.Filter() | nodes.Test():
            return f"the {type(node).__name__.lower()} `{node.name}`"
        case nodes.Getattr():
            return f"`.{node.attr}`"
        case _:
            return f"`{type(node).__name__.lower()}`"


def _line_of(tree: nodes.Template, name: str) -> int:
    return next((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), 1)


def _unknown_attributes(tree: nodes.Template, view: View) -> tuple[RunbookProblem, ...]:
    """`evidence.dept`: names are checked one level down, where the view is the same for every incident."""
    return tuple(
        RunbookProblem(node.lineno, f"unknown variable {node.node.name}.{node.attr}")
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name)
        and isinstance(known := view.get(node.node.name), dict)
        and node.attr not in known
    )


def _too_deep(node: nodes.Node, depth: int) -> tuple[RunbookProblem, ...]:
    if depth > DEEPEST_LOOP:
        return (RunbookProblem(node.lineno, f"loops nested more than {DEEPEST_LOOP} deep"),)
    inner = depth + isinstance(node, nodes.For)
    return tuple(problem for child in node.iter_child_nodes() for problem in _too_deep(child, inner))


def _endless(tree: nodes.Template) -> Iterator[RunbookProblem]:
    """Loops over anything but the lists of an incident: a text has as many letters as somebody wrote."""
    for loop in tree.find_all(nodes.For):
        if _dotted(loop.iter) not in LISTS:
            yield RunbookProblem(loop.lineno, f"a loop can only go over {', '.join(sorted(LISTS))}")


def _dotted(node: nodes.Node) -> str:
    """`evidence.shapes`; empty for anything else than an attribute of a name."""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    return ""


def _too_many_steps(tree: nodes.Template) -> tuple[RunbookProblem, ...]:
    steps = _steps(tree)
    loops = sorted(tree.find_all(nodes.For), key=_steps)
    line = loops[-1].lineno if loops else 1
    return (
        (RunbookProblem(line, f"more than {MOST_STEPS:,} steps: shorten it"),) if steps > MOST_STEPS else ()
    )


def _steps(node: nodes.Node) -> int:
    inside = 1 + sum(map(_steps, node.iter_child_nodes()))
    return inside * MOST_LISTED if isinstance(node, nodes.For) else inside


def _joined(several: Iterable[Any], separator: Any = "") -> str:
    """Jinja2's own would write out any text between the letters of any other."""
    made: list[str] = []
    room = LONGEST
    for each in several:
        made.append(str(each))
        room -= len(made[-1]) + len(str(separator))
        if room < 0:
            raise TemplateRuntimeError(f"joins more than {LONGEST:,} characters")
    return str(separator).join(made)


class _Environment(ImmutableSandboxedEnvironment):
    """Nothing can be called, not even what the sandbox would find safe."""

    def is_safe_callable(self, obj: Any) -> bool:
        del obj
        return False


@cache
def _environment() -> _Environment:
    # Values are hidden from Markdown by `finalize` and escaped where the markup is made, so HTML's
    # escaping would only show as &#39;.
    environment = _Environment(
        autoescape=False,
        undefined=StrictUndefined,
        finalize=hidden,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    environment.filters["join"] = _joined
    return environment
