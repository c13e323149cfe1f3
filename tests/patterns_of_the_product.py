"""Every regular expression of the product, found in its source, so that a new one cannot be missed."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import bot

_ROOT = Path(bot.__file__).parent
_FUNCTIONS = frozenset(
    {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
)
_ENGINES = frozenset({"re", "regex", "re2", "sre_compile", "_sre"})
_PLAINLY = "import re"
# Whose patterns are the team's own, looked at by `config check` before they are built in.
CONFIGURED = {("bot.domain.redaction.clean_text", "_compiled"), ("bot.config.values", "pattern")}
# What reads no foreign text: the local stack reads what it wrote itself, on the developer's machine, and a
# lastcall.toml that tomllib has accepted is read by its own author, each place once.
_OUR_OWN_TEXT = ("local.", "bot.config.toml_lines")


class Used(NamedTuple):
    """Attributes: pattern as it is tried: from anywhere, or only from the beginning, or as a whole."""

    place: str
    pattern: str
    flags: int


class Unknown(NamedTuple):
    """A pattern that is put together where nobody can look at it beforehand."""

    place: str
    within: tuple[str, str]


def patterns() -> Iterator[Used | Unknown]:
    for name, source in _modules():
        if _PLAINLY in source:
            tree = ast.parse(source)
            if any(_imports(each) == _PLAINLY for each in ast.walk(tree)):
                yield from _of_module(name, tree)


def hidden_imports() -> Iterator[str]:
    """Where an engine is imported in a way in which its patterns would not be found."""
    for name, source in _modules():
        for node in ast.walk(ast.parse(source)):
            if (told := _imports(node)) not in ("", _PLAINLY):
                yield f"{name}: {told}"


def _modules() -> Iterator[tuple[str, str]]:
    for path in sorted(_ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(_ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
        if not name.startswith(_OUR_OWN_TEXT):
            yield name, path.read_text("utf-8")


def _imports(node: ast.AST) -> str:
    """The statement that imports an engine of regular expressions; empty for any other."""
    match node:
        case ast.Import(names=names):
            named = {each.name.partition(".")[0] for each in names}
        case ast.ImportFrom(module=str(module)):
            named = {module.partition(".")[0]}
        case _:
            return ""
    return ast.unparse(node) if named & _ENGINES else ""


def _of_module(name: str, tree: ast.Module) -> Iterator[Used | Unknown]:
    module = importlib.import_module(name)
    ways = _ways(tree)
    for top in tree.body:
        target = _target(top)
        within = (name, top.name if isinstance(top, ast.FunctionDef | ast.ClassDef) else "")
        for call in ast.walk(top):
            if isinstance(call, ast.Call) and (function := _function(call)):
                yield _used(call, function, module, within, ways.get(target, {"search"}))


def _used(
    call: ast.Call, function: str, module: ModuleType, within: tuple[str, str], ways: set[str]
) -> Used | Unknown:
    place = f"{module.__name__}:{call.lineno}"
    try:
        pattern = _value(call.args[0], module)
        flags = [_value(each, module) for each in call.args[1:]] if function == "compile" else []
    except NameError:
        return Unknown(place, within)
    used = ways if function == "compile" else {function}
    if used <= {"match", "fullmatch"}:
        pattern = rf"\A(?:{pattern})" + (r"\Z" if "fullmatch" in used else "")
    elif "fullmatch" in used:
        pattern = rf"(?:{pattern})\Z"
    return Used(place, pattern, int(sum(flags)))


def _value(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), module.__name__, "eval"), vars(module))  # noqa: S307 - our own source


def _function(call: ast.Call) -> str:
    """`compile` of `re.compile(...)`; empty for any other call."""
    given = call.func
    ours = isinstance(given, ast.Attribute) and isinstance(given.value, ast.Name) and given.value.id == "re"
    return given.attr if ours and isinstance(given, ast.Attribute) and given.attr in _FUNCTIONS else ""


def _target(top: ast.stmt) -> str:
    plain = isinstance(top, ast.Assign) and isinstance(top.value, ast.Call) and _function(top.value)
    target = top.targets[0] if plain and isinstance(top, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else ""


def _ways(tree: ast.Module) -> dict[str, set[str]]:
    """How each name is used: `_ID.fullmatch(text)`; a name that is handed on is searched with."""
    ways: dict[str, set[str]] = {}
    called = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            ways.setdefault(node.value.id, set()).add(node.attr)
            called.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called:
            ways.setdefault(node.id, set()).add("search")
    return ways
