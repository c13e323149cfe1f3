"""Whatever happens, in whatever order: once it is quiet, each card shows its newest, each reply once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.lifecycle.card.line import EDITS, RAREST_PROBE
from tests.fakes.board import SEARCH
from tests.fakes.projecting import CHANNELS, MINUTE, SECOND, DiedError, Projecting

Deed = Callable[[Projecting], None]
NAMES = ("a", "b", "c", "d")
# Longer than the longest that Slack asks to wait here.
QUIET = timedelta(seconds=2_000) + RAREST_PROBE


def die() -> None:
    raise DiedError


def _change(name: str, person: bool, calls: bool) -> Deed:  # noqa: FBT001 - drawn
    return lambda world: world.change(name, person=person, calls=calls)


def _passes(seconds: float) -> Deed:
    return lambda world: world.forward(seconds * SECOND)


def _closed(name: str, seconds: int) -> Deed:
    def deed(world: Projecting) -> None:
        world.board.closed_until[name] = world.clock() + seconds * SECOND

    return deed


def _fails(failing: bool, accepting: bool) -> Deed:  # noqa: FBT001 - drawn
    def deed(world: Projecting) -> None:
        world.board.failing, world.board.accepting = failing, accepting

    return deed


def _dies(within: int) -> Deed:
    def deed(world: Projecting) -> None:
        world.meanwhile[world.calls + within] = die

    return deed


def _slow(within: int, seconds: int, others: int) -> Deed:
    """One call takes so long, and others run meanwhile."""

    def deed(world: Projecting) -> None:
        world.meanwhile[world.calls + within] = lambda: world.slow(seconds, others)

    return deed


def _skewed(milliseconds: int) -> Deed:
    def deed(world: Projecting) -> None:
        world.skew = timedelta(milliseconds=milliseconds)

    return deed


SOON = st.integers(1, 40)
DEEDS = st.one_of(
    st.builds(_change, st.sampled_from(NAMES), st.booleans(), st.booleans()),
    st.builds(_change, st.sampled_from(NAMES), st.booleans(), st.booleans()),
    st.builds(_passes, st.sampled_from((0.2, 1, 3, 7, 30, 120))),
    st.builds(_closed, st.sampled_from((*CHANNELS, EDITS, SEARCH)), st.sampled_from((3, 60, 2_000))),
    st.builds(_fails, st.booleans(), st.booleans()),
    st.builds(_dies, SOON),
    st.builds(_slow, SOON, st.sampled_from((1, 8, 50)), st.integers(0, 3)),
    st.builds(_skewed, st.sampled_from((0, 400, 900))),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(DEEDS, min_size=1, max_size=25), st.sampled_from((0, 1_000, 3_000)))
def test_when_it_is_quiet_each_card_shows_its_newest_and_each_reply_stands_once(
    deeds: list[Deed], index_lag: int
) -> None:
    world = Projecting(timedelta(milliseconds=index_lag))
    for deed in deeds:
        deed(world)
    world.board.failing = False
    world.board.closed_until.clear()
    world.meanwhile.clear()
    world.forward(QUIET)
    assert world.behind() == []
    assert world.untold() == []


def test_a_line_that_fell_asleep_during_a_slow_edit_is_woken() -> None:
    world = Projecting()
    world.change("a")
    world.forward(10 * SECOND)
    for name in "cegi":
        world.change(name)
    world.forward(SECOND)
    world.meanwhile["edit"] = lambda: world.slow(30)
    world.change("a", person=True, calls=True)
    world.forward(QUIET)
    assert not world.meanwhile
    assert world.untold() == []


def test_what_may_be_searched_only_after_longer_than_a_message_can_wait_is_searched_then() -> None:
    world = Projecting()
    world.board.failing = world.board.accepting = True
    world.board.closed_until[SEARCH] = world.clock() + 2_000 * SECOND
    world.change("a")
    world.forward(10 * SECOND)
    world.board.failing = False
    world.forward(2_000 * SECOND + QUIET)
    assert world.store.cards[world.group("a")].ts


def test_a_look_that_comes_before_its_time_by_the_clock_of_its_own_process_is_not_the_last() -> None:
    world = Projecting()
    for _ in range(2):
        world.change("a")
        world.forward(0.2 * SECOND)
    world.skew = timedelta(milliseconds=400)
    world.forward(QUIET)
    assert world.behind() == []


def _searches_in_turn(world: Projecting) -> None:
    """A post whose answer was lost is searched for when its turn comes, and Slack lets nobody search."""
    world.board.failing = True
    world.change("a", calls=True)
    world.forward(0.2 * SECOND)
    world.board.failing = False
    world.board.closed_until[SEARCH] = world.clock() + 60 * SECOND


def _edits_after_its_turn(world: Projecting) -> None:
    """A card that posts in its turn owes an edit as well, and people have used up what the app may edit."""
    for name in "abdfhj":
        world.change(name)
    world.forward(MINUTE)
    world.board.closed_until[CHANNELS[1]] = world.clock() + 3 * SECOND
    for name in "bdfhj":
        world.change(name, person=True)
    world.change("a", calls=True)
    world.forward(2 * SECOND)
    for name in "bdfhj":
        world.change(name, person=True)


@pytest.mark.parametrize("story", [_searches_in_turn, _edits_after_its_turn])
def test_whoever_dies_at_any_call_leaves_no_card_behind(story: Deed) -> None:
    whole = Projecting()
    story(whole)
    whole.forward(QUIET)
    left = {}
    for call in range(1, whole.calls + 1):
        world = Projecting()
        world.meanwhile[call] = die
        story(world)
        world.forward(QUIET)
        left[call] = (world.behind(), world.untold())
    assert {call: each for call, each in left.items() if any(each)} == {}
