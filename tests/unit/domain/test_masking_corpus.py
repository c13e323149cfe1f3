"""What is masked and what stays, over lines as systems write them."""

import pytest

from tests.masking_corpus import Line, harmless_lines, secret_lines

SECRETS, HARMLESS = secret_lines(), harmless_lines()


@pytest.mark.parametrize("line", SECRETS, ids=lambda line: f"{line.where}: {line.text[:40]!r}")
def test_a_secret_vanishes(line: Line) -> None:
    assert line.secrets
    assert line.missed == ()


def test_fewer_than_one_line_in_a_hundred_is_masked_falsely() -> None:
    false = [line.text for line in (*SECRETS, *HARMLESS) if line.falsely_masked]
    assert len(false) < len(HARMLESS) / 100, false


def test_the_corpus_is_large_in_both_ways() -> None:
    assert len(SECRETS) >= 400
    assert len(HARMLESS) >= 280
