"""What is masked and what stays, over lines as systems write them."""

from collections import defaultdict
from collections.abc import Iterable

import pytest

from bot.domain.evidence.error_shape import error_shape
from tests.masking_corpus import SETS, Line, harmless_lines, secret_lines

SECRETS, HARMLESS = secret_lines(), harmless_lines()


def by_heading(lines: Iterable[Line]) -> list[object]:
    found = defaultdict[str, list[Line]](list)
    for line in lines:
        found[line.where].append(line)
    return [pytest.param(each, id=where) for where, each in found.items()]


def shapes(text: str) -> str:
    return error_shape(f"[ERROR] ShopError: {text}") + error_shape(f"[ERROR] {text}")


@pytest.mark.parametrize("lines", by_heading(SECRETS))
def test_a_secret_vanishes(lines: list[Line]) -> None:
    assert all(line.secrets for line in lines)
    assert [line.text for line in lines if line.missed] == []


@pytest.mark.parametrize("each", SETS)
def test_fewer_than_one_line_in_a_hundred_is_masked_falsely(each: str) -> None:
    harmless = harmless_lines(each)
    false = [line.text for line in (*secret_lines(each), *harmless) if line.falsely_masked]
    assert len(false) < len(harmless) / 100, false


@pytest.mark.parametrize("lines", by_heading(each for each in HARMLESS if each.kept))
def test_what_is_harmless_stays_in_the_shape_of_an_error(lines: list[Line]) -> None:
    assert [line.text for line in lines if "[masked" in shapes(line.text) and not line.falsely_masked] == []


@pytest.mark.parametrize("lines", by_heading(SECRETS))
def test_a_secret_is_in_no_shape_of_an_error(lines: list[Line]) -> None:
    assert [line.text for line in lines if any(each in shapes(line.text) for each in line.secrets)] == []


def test_the_corpus_is_large_in_both_ways() -> None:
    assert len(SECRETS) >= 900
    assert len(HARMLESS) >= 900
