"""The policy may change while a function runs: nobody keeps the one it was made with."""

import ast
from collections.abc import Iterator
from pathlib import Path

import bot

ROOT = Path(bot.__file__).parent
# Whatever may decide: the wiring alone holds the policy that a function started with.
ROOMS = ("use_cases", "slack", "probes", "aws")


def _classes() -> Iterator[ast.ClassDef]:
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        yield from (each for each in ast.walk(ast.parse(path.read_text())) if isinstance(each, ast.ClassDef))


def _made_of(made: ast.ClassDef) -> Iterator[str]:
    """Types of the fields of a tuple, and of what a class is made with."""
    for each in made.body:
        if isinstance(each, ast.AnnAssign):
            yield ast.unparse(each.annotation)
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            given = (*each.args.args, *each.args.kwonlyargs)
            yield from (ast.unparse(one.annotation) for one in given if one.annotation)


def test_nothing_is_made_with_a_policy_but_what_lasts_no_longer_than_a_press() -> None:
    assert [each.name for each in _classes() if "Policy" in _made_of(each)] == ["Interaction"]
