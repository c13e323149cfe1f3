"""The public worlds are sound, and what Lastcall says of them is never wrong."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deadbench.answer import Truth
from tests.deadbench.lint import faults
from tests.deadbench.making.__main__ import make
from tests.deadbench.published import PAGE, last_run, published
from tests.deadbench.run import ANSWERS, WORLDS, Bench, bench, failures, of_baselines, of_lastcall
from tests.deadbench.score import Marked, scores

NAMES = sorted(each.name for each in WORLDS.iterdir())
ONE = "a-mapping-off"


@pytest.fixture(scope="module")
def public() -> Bench:
    return bench()


@pytest.fixture(scope="module")
def marked(public: Bench) -> list[Marked]:
    return of_lastcall(public)


@pytest.mark.parametrize("name", NAMES)
def test_a_world_is_sound(name: str) -> None:
    assert faults(WORLDS / name, ANSWERS) == []


def test_nothing_is_claimed_promised_or_shown_that_is_not_so(marked: list[Marked]) -> None:
    found = scores(marked)
    assert [each.hits for each in (found.wrong, found.harm, found.late)] == [0, 0, 0], failures(marked)


def test_the_page_tells_what_the_worlds_score_now(public: Bench, marked: list[Marked]) -> None:
    told = published({"lastcall": marked} | dict(of_baselines(public)))
    assert last_run(PAGE.read_text()) == told, "make deadbench PUBLISH=1 writes it"


def test_the_goals_are_reached_on_the_public_worlds(public: Bench, marked: list[Marked]) -> None:
    found, generic = scores(marked), scores(of_baselines(public)["b: generic rules"])
    assert found.diagnosis.value >= 0.80
    assert found.coverage.value >= 0.85
    assert (found.silence.value, found.unsupported.hits) == (1, 0)
    assert found.diagnosis.value >= 2 * generic.diagnosis.value


def test_a_twin_has_the_answer_of_the_world_it_is_of(public: Bench) -> None:
    of: dict[str, Truth] = {
        world.about.twin_of: public.truths[world.name] for world in public.worlds if world.about.twin_of
    }
    assert of
    assert {name: public.truths[name].claim for name in of} == {name: each.claim for name, each in of.items()}


def test_a_red_herring_changes_no_verdict(marked: list[Marked]) -> None:
    diagnosed = {each.world: each.diagnosis for each in marked}
    twins = {name: of for name, of in diagnosed.items() if name.endswith("-twin")}
    assert twins == {name: diagnosed[name.removesuffix("-twin")] for name in twins}


def test_the_worlds_are_those_that_their_makers_write(tmp_path: Path) -> None:
    make(1, tmp_path)
    made = {each.relative_to(tmp_path): each.read_text() for each in tmp_path.rglob("*") if each.is_file()}
    there = {name: (WORLDS.parent / name).read_text() for name in made}
    assert made == there


@pytest.mark.parametrize("seed", [2, 3])
def test_other_names_and_numbers_change_no_mark(seed: int, tmp_path: Path, marked: list[Marked]) -> None:
    make(seed, tmp_path)
    again = of_lastcall(bench(tmp_path / "worlds", tmp_path / "answers"), numbers=False)
    assert {each.world: (each.diagnosis, each.wrong, each.harm) for each in again} == {
        each.world: (each.diagnosis, each.wrong, each.harm) for each in marked if each.kind != "c"
    }


def _spoil(file: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "metrics.json").unlink(), "missing"),
        (_spoil("world.json", '"class": "a"', '"class": "b"'), "is not how the folder begins"),
        (_spoil("world.json", '"now": "2026', '"now": "2025'), "not published by now"),
        (_spoil("alarm.json", '"AlarmName": "', '"AlarmName": "not_consuming '), "gives the answer away"),
        (_spoil("config/lambda/get-account-settings.json", "{", "["), "JSONDecodeError"),
    ],
    ids=["a file is missing", "another class", "from the future", "the answer inside", "no JSON"],
)
def test_the_linter_says_what_is_wrong(spoil: Callable[[Path], object], said: str, tmp_path: Path) -> None:
    worlds = tmp_path / "worlds"
    for name in (ONE, f"{ONE}-twin"):
        shutil.copytree(WORLDS / name, worlds / name)
    spoil(worlds / ONE)
    assert any(said in each for each in faults(worlds / ONE, ANSWERS))
