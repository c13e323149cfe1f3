"""Several resources of one alarm: who is in trouble, what stands in all, and whose clock counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.members import Member, depth_of_all, first_loss, may_have_expired, troubled, unread
from bot.domain.resource.grouping import Resource

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def at(hours: float) -> LossClock:
    when = NOW + timedelta(hours=hours)
    return LossClock(when, when + timedelta(hours=1), "from the queue's retention")


def member(
    name: str, *, healthy: bool | None = False, depth: int | None = 1, loss: LossClock | None = None
) -> Member:
    resource = Resource("queue", name, "111122223333", "eu-west-1")
    return Member(resource, healthy, f"{name} is as it is", depth, loss)


WELL = member("well", healthy=True, depth=0)
DARK = member("dark", healthy=None, depth=None)

_members = st.lists(
    st.builds(
        lambda healthy, depth, hours: member(
            "x", healthy=healthy, depth=depth, loss=None if hours is None else at(hours)
        ),
        st.sampled_from([True, False, None]),
        st.none() | st.integers(0, 9),
        st.none() | st.integers(-50, 50),
    ),
    max_size=6,
)


def test_those_in_trouble_are_told_by_their_loss_and_then_by_what_stands_there() -> None:
    few, many = member("few", depth=2), member("many", depth=7)
    soon, late = member("soon", loss=at(1)), member("late", loss=at(9))
    assert troubled([few, WELL, late, many, DARK, soon]) == (soon, late, many, few)


def test_what_stands_in_all_is_known_only_when_each_was_counted() -> None:
    assert depth_of_all([member("a", depth=2), WELL]) == 2
    assert depth_of_all([member("a", depth=2), DARK]) is None
    assert depth_of_all([]) is None


def test_the_first_of_their_losses_is_the_one_to_act_by() -> None:
    clock = first_loss([member("a", loss=at(9)), member("b", loss=at(2)), WELL])
    assert clock is not None
    assert clock.first_loss == NOW + timedelta(hours=2)


@pytest.mark.parametrize("other", [DARK, member("no clock")])
def test_beside_one_whose_clock_is_not_known_nothing_is_bounded_from_below(other: Member) -> None:
    clock = first_loss([member("a", loss=at(2)), other])
    assert clock is not None
    assert (clock.not_before, clock.at_the_latest) == (None, NOW + timedelta(hours=3))


@pytest.mark.parametrize(
    ("before", "gone"),
    [
        pytest.param(member("a", loss=at(1)), False, id="its time is still ahead"),
        pytest.param(member("a", loss=at(-1)), True, id="its time is over"),
        pytest.param(member("a"), True, id="its time is not known"),
        pytest.param(DARK, True, id="it was not read"),
        pytest.param(WELL, False, id="nothing stood there"),
    ],
)
def test_what_may_have_expired_is_not_proven_healthy(before: Member, *, gone: bool) -> None:
    assert bool(may_have_expired([before], NOW)) is gone


@given(_members)
def test_nobody_is_both_well_and_in_trouble_and_nobody_is_left_out(members: list[Member]) -> None:
    well = sum(each.healthy is True for each in members)
    assert well + len(troubled(members)) + len(unread(members)) == len(members)


@given(_members)
def test_no_clock_of_one_of_them_is_earlier_than_that_of_all(members: list[Member]) -> None:
    clock = first_loss(members)
    latest = [each.loss.at_the_latest for each in members if each.loss and each.loss.at_the_latest]
    assert clock is None or clock.at_the_latest == min(latest)
