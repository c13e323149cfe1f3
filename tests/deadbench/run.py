"""Worlds and their truths, the answers of Lastcall, of the baselines and of anybody else, marked."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.deadbench import baselines
from tests.deadbench.answer import Answer, Truth, answer, truth
from tests.deadbench.reading import answered
from tests.deadbench.score import Marked, mark
from tests.deadbench.shown import lastcall
from tests.deadbench.support import unsupported
from tests.deadbench.world import World

HERE = Path(__file__).resolve().parent
WORLDS, ANSWERS = HERE / "worlds", HERE / "answers"


class Bench(NamedTuple):
    """Attributes: truths by the names of their worlds."""

    worlds: tuple[World, ...]
    truths: Mapping[str, Truth]


def bench(worlds: Path = WORLDS, answers: Path = ANSWERS) -> Bench:
    """Raises:
    OSError: A folder or a truth is missing.
    """
    found = tuple(World(each) for each in sorted(worlds.iterdir()) if (each / "world.json").exists())
    truths = {each.name: truth(json.loads((answers / f"{each.name}.json").read_text())) for each in found}
    return Bench(found, truths)


def of_lastcall(bench: Bench, *, numbers: bool = True) -> list[Marked]:
    """Args:
    numbers: Whether those that are shown are looked for in the worlds, which takes longest.
    """
    marked = []
    for world in bench.worlds:
        shown = lastcall(world)
        said = answered(shown)
        if not numbers:
            said = said._replace(numbers=())
        one = _marked(bench, world, said)
        marked.append(one._replace(seconds=shown.seconds, calls=shown.calls))
    return marked


def of_baselines(bench: Bench) -> Mapping[str, list[Marked]]:
    answering: Mapping[str, Callable[[World], Answer]] = {
        "a: the alarm alone": baselines.by_alarm(bench.worlds, bench.truths),
        "b: generic rules": baselines.by_rules,
        "c: the loudest line": baselines.by_loudest_line,
    }
    return {
        name: [_marked(bench, world, says(world)) for world in bench.worlds]
        for name, says in answering.items()
    }


def of_answers(bench: Bench, folder: Path) -> list[Marked]:
    """Of another tool: a file for each world; a world without one is one it says nothing of."""
    files = {world: folder / f"{world.name}.json" for world in bench.worlds}
    said = {
        world: answer(json.loads(file.read_text())) if file.exists() else Answer(())
        for world, file in files.items()
    }
    return [_marked(bench, world, each) for world, each in said.items()]


def _marked(bench: Bench, world: World, said: Answer) -> Marked:
    missing = unsupported(said.numbers, world)
    return mark(world.name, world.about.kind, bench.truths[world.name], said, unsupported=missing)


def failures(marked: Sequence[Marked]) -> list[str]:
    """By name: what was wrong, harmful, silent though answerable, or shown without support."""
    told: Sequence[tuple[Callable[[Marked], bool], str]] = (
        (lambda each: each.wrong, "wrong with confidence"),
        (lambda each: each.harm, "said that they would pass"),
        (lambda each: each.answerable and not each.answered, "silent"),
        (lambda each: each.late, "promised too late a loss"),
        (lambda each: bool(each.unsupported), "shows numbers without support"),
    )
    return [
        f"{each.world}: {what}{_which(each, what)}" for each in marked for fits, what in told if fits(each)
    ]


def _which(marked: Marked, what: str) -> str:
    return f" ({', '.join(marked.unsupported)})" if "numbers" in what else ""
