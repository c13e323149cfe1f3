"""The domain is as many rooms as its nouns, and what each may know of is few and goes one way.

The way itself, that no arrow goes up and none in a circle, is import-linter's (pyproject.toml).
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import bot.domain

ROOT = Path(bot.domain.__file__).parent
MOST_ROOMS, MOST_ARROWS = 18, 50


def room(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").parts[0]


def arrows() -> Iterator[tuple[str, str]]:
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.ImportFrom(module=str(name)) if name.startswith("bot.domain."):
                    if (known := name.split(".")[2]) != room(path):
                        yield room(path), known
                case ast.ImportFrom(module="bot.domain"):
                    yield from ((room(path), each.name) for each in node.names)
                case _:
                    pass


def test_a_newcomer_finds_few_rooms() -> None:
    assert (
        len(
            {room(path) for path in ROOT.iterdir() if path.suffix == ".py" or path.is_dir()}
            - {"__init__", "__pycache__"}
        )
        <= MOST_ROOMS
    )


def test_a_room_knows_of_few_others() -> None:
    assert 0 < len(set(arrows())) <= MOST_ARROWS
