"""What is masked and what stays, over lines as systems write them."""

import pytest

from bot.domain.error_shape import error_shape
from tests.masking_corpus import Line, harmless_lines, secret_lines

SECRETS, HARMLESS = secret_lines(), harmless_lines()


@pytest.mark.parametrize("line", SECRETS, ids=lambda line: f"{line.where}: {line.text[:40]!r}")
def test_a_secret_vanishes(line: Line) -> None:
    assert line.secrets
    assert line.missed == ()


def test_fewer_than_one_line_in_a_hundred_is_masked_falsely() -> None:
    false = [line.text for line in (*SECRETS, *HARMLESS) if line.falsely_masked]
    assert len(false) < len(HARMLESS) / 100, false


@pytest.mark.parametrize("line", [each for each in HARMLESS if each.kept], ids=lambda line: line.text[:40])
def test_what_is_harmless_stays_in_the_shape_of_an_error(line: Line) -> None:
    assert "[masked" not in error_shape(f"[ERROR] ShopError: {line.text}") + error_shape(
        f"[ERROR] {line.text}"
    )


@pytest.mark.parametrize("line", SECRETS, ids=lambda line: f"{line.where}: {line.text[:40]!r}")
def test_a_secret_is_in_no_shape_of_an_error(line: Line) -> None:
    shape = error_shape(f"[ERROR] ShopError: {line.text}") + error_shape(f"[ERROR] {line.text}")
    assert [each for each in line.secrets if each in shape] == []


def test_the_corpus_is_large_in_both_ways() -> None:
    assert len(SECRETS) >= 400
    assert len(HARMLESS) >= 280
