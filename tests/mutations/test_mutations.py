"""A short run of `make test-long`: the first mutations, and each text of a megabyte."""

import pytest

from tests.mutations import readings
from tests.mutations.megabytes import MEGABYTES, SIZE
from tests.mutations.mutate import mutation
from tests.mutations.readings import troubles


@pytest.mark.parametrize("hundred", range(3))
def test_no_bent_input_raises_or_takes_long(hundred: int) -> None:
    seeds = range(hundred * 100, hundred * 100 + 100)
    assert [(seed, *each[:2]) for seed in seeds for each in troubles(mutation(seed))] == []


@pytest.mark.parametrize("text", MEGABYTES[::5], ids=lambda text: repr(text[:12]))
def test_no_megabyte_takes_long(text: str) -> None:
    assert [each[:2] for each in troubles(text)] == []


def test_there_are_forty_different_megabytes() -> None:
    assert len(set(MEGABYTES)) == 40
    assert all(len(text) > SIZE * 0.99 for text in MEGABYTES)


def test_a_seed_makes_the_same_text_every_time() -> None:
    assert mutation(7) == mutation(7) != mutation(8)


def test_what_raises_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: str) -> object:
        raise KeyError("x")

    monkeypatch.setattr(readings, "READINGS", {"fails": fails})
    assert [each.why for each in troubles("a")] == ["KeyError('x')"]
