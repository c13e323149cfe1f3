"""Looks begin one after the other."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.look.pace import (
    APART,
    LATE,
    LOOKED_AT_WHOLE,
    PAGES_APART,
    has_turn,
    last_of,
    looks_of,
    next_turn,
)
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


@given(st.lists(st.integers(0, 12), max_size=30))
def test_looks_at_the_members_of_an_alarm_take_as_many_turns(members: list[int]) -> None:
    taken, begun = None, []
    for each in members:
        turn = next_turn(taken, NOON)
        taken = last_of(turn, looks_of(each))
        begun += [turn + n * APART for n in range(looks_of(each))]
    assert all(other - one >= APART for one, other in pairwise(begun))
    assert all(1 <= looks_of(each) <= LOOKED_AT_WHOLE for each in members)


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
