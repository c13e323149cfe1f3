"""Every pattern of the product is read in proportion to the text."""

import pytest

from bot.config.slow_pattern import why_slow
from tests.patterns_of_the_product import CONFIGURED, Unknown, Used, hidden_imports, patterns

ALL = tuple(patterns())


@pytest.mark.parametrize(
    "used", [each for each in ALL if isinstance(each, Used)], ids=lambda used: used.place
)
def test_no_pattern_of_ours_may_take_long(used: Used) -> None:
    assert why_slow(used.pattern, used.flags) == ""


def test_only_the_teams_own_patterns_are_put_together_at_run_time() -> None:
    assert {each.within for each in ALL if isinstance(each, Unknown)} == CONFIGURED


def test_no_pattern_hides_behind_another_import() -> None:
    assert list(hidden_imports()) == []
