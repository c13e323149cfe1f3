"""A runbook's Jinja2, kept to what terminates by construction: names, attributes, `if`, and `for` over lists.

The only user of Jinja2, which costs a cold start dearly: import it where a runbook is rendered. The
sandbox is the second lock; the first is that calls, arithmetic and most filters are not in the language.
"""

from functools import cache
from typing import Any, NamedTuple

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.render.runbooks.foreign_text import hidden
from bot.render.runbooks.view import View

LONGEST = 20_000
_DEEPEST_LOOP = 2
_FILTERS = frozenset({"default", "first", "join", "last", "length", "lower", "upper"})
_TESTS = frozenset({"none", "defined", "in"})
_LANGUAGE = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const),
    *(nodes.If, nodes.CondExpr, nodes.For, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
    *(nodes.Filter, nodes.Test, nodes.Concat),
)


class Problem(NamedTuple):
    """Attributes: line counts from 1 within the template."""

    line: int
    what: str


def render_template(source: str, view: View) -> str | Problem:
    """The text, with every value put in hidden from Markdown; a problem instead of a partial text."""
    if problems := template_problems(source, view):
        return problems[0]
    pieces: list[str] = []
    room = LONGEST
    try:
        for piece in _environment().from_string(source).generate(**view):
            room -= len(piece)
            if room < 0:
                return Problem(1, f"renders to more than {LONGEST:,} characters: shorten it")
            pieces.append(piece)
    except TemplateError as fault:
        return _problem(fault)
    except (TypeError, ValueError) as fault:
        return Problem(1, str(fault))
    return "".join(pieces)


def template_problems(source: str, view: View) -> tuple[Problem, ...]:
    """What is wrong with a template, also on paths that this view does not take."""
    try:
        tree = _environment().parse(source)
        if outside := _outside(tree):
            return tuple(
                Problem(node.lineno, f"{_name(node)} is not available in runbooks") for node in outside
            )
        # Only now: this works out constants as the compiler does, and 9 ** 9 ** 9 would take for ever.
        unknown = find_undeclared_variables(tree) - view.keys()
    except TemplateError as fault:
        return (_problem(fault),)
    return (
        *(Problem(_line_of(tree, name), f"unknown variable {name}") for name in sorted(unknown)),
        *_unknown_attributes(tree, view),
        *_too_deep(tree, 0),
    )


def _problem(fault: TemplateError) -> Problem:
    return Problem(getattr(fault, "lineno", None) or 1, fault.message or type(fault).__name__)


def _outside(tree: nodes.Template) -> list[nodes.Node]:
    everything = [tree, *tree.find_all(nodes.Node)]
    return [node for node in everything if not _inside(node)]


def _inside(node: nodes.Node) -> bool:
    match node:
        case nodes.Filter():
            return node.name in _FILTERS
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


def _unknown_attributes(tree: nodes.Template, view: View) -> tuple[Problem, ...]:
    """`evidence.dept`: names are checked one level down, where the view is the same for every incident."""
    return tuple(
        Problem(node.lineno, f"unknown variable {node.node.name}.{node.attr}")
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name)
        and isinstance(known := view.get(node.node.name), dict)
        and node.attr not in known
    )


def _too_deep(node: nodes.Node, depth: int) -> tuple[Problem, ...]:
    if depth > _DEEPEST_LOOP:
        return (Problem(node.lineno, f"loops nested more than {_DEEPEST_LOOP} deep"),)
    inner = depth + isinstance(node, nodes.For)
    return tuple(problem for child in node.iter_child_nodes() for problem in _too_deep(child, inner))


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
    return environment
