"""Looks begin one after the other."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pace import APART, LATE, PAGES_APART, has_turn, next_turn
from tests.fakes.clock import NOON


def test_who_looks_alone_does_not_wait() -> None:
    assert next_turn(None, NOON) == NOON
    assert next_turn(NOON - APART, NOON) == NOON


@given(st.lists(st.floats(0, 5), max_size=60))
def test_however_many_come_no_two_looks_begin_together(pauses: list[float]) -> None:
    now, taken, turns = NOON, None, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        taken = next_turn(taken, now)
        turns.append(taken)
        assert taken >= now
    for one, other in pairwise(turns):
        assert other - one >= APART


def test_a_look_and_the_pages_of_a_long_list_in_the_same_second_are_below_lambdas_quota() -> None:
    of_a_look, second = 9, timedelta(seconds=1)
    assert second < APART
    assert of_a_look + second / PAGES_APART < 15


def test_a_turn_is_good_for_a_moment() -> None:
    assert has_turn(NOON, NOON)
    assert has_turn(NOON, NOON + LATE)
    assert not has_turn(NOON, NOON + LATE + timedelta(seconds=1))
    assert not has_turn(NOON, NOON - timedelta(seconds=1))
    assert not has_turn(None, NOON)
