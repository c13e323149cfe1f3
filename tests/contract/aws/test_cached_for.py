"""Answers that are kept for a while."""

from datetime import timedelta

import pytest

from bot.aws.cached_for import CachedFor
from bot.domain.errors import Transient

MINUTE = timedelta(minutes=1)


def test_an_answer_is_asked_for_again_when_its_time_is_over() -> None:
    now, answers = [0.0], iter("abc")
    kept = CachedFor[str](MINUTE, lambda: now[0])
    assert [kept.get(("k",), lambda: next(answers)) for _ in range(2)] == ["a", "a"]
    now[0] = 61.0
    assert kept.get(("k",), lambda: next(answers)) == "b"
    assert kept.get(("another",), lambda: next(answers)) == "c"


def test_a_fault_is_not_kept() -> None:
    kept = CachedFor[str](MINUTE)

    def fails() -> str:
        raise Transient("throttled")

    with pytest.raises(Transient):
        kept.get(("k",), fails)
    assert kept.get(("k",), lambda: "answered") == "answered"
