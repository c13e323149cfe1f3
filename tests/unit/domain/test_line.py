"""Who goes first before what Slack limits, and how long everybody waits while it fails."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lifecycle.card.line import (
    EDIT_PACE,
    EDITS,
    EDITS_AT_ONCE,
    RAREST_PROBE,
    SOONEST_PROBE,
    TURN_LOST,
    Line,
    last_in_line,
    place_in_line,
)
from bot.domain.urgency.decision import Urgency
from tests.amended import amended
from tests.unit.domain.incidents import MINUTE, NOW, OPEN

ORDERS = Line("C0ORDERS01")
SECOND = timedelta(seconds=1)


def at(
    *, calls: bool = False, pressed: bool = False, there: bool = True, urgency: Urgency = Urgency.UNKNOWN
) -> int:
    return place_in_line(OPEN, urgency, mentions=calls, pressed=pressed, there=there)


def test_calls_go_first_then_what_people_pressed_then_what_nobody_sees_yet() -> None:
    assert at(calls=True, there=False) < at(pressed=True) < at(there=False) < at()


def test_of_the_same_kind_the_most_urgent_goes_first_then_the_oldest() -> None:
    older = amended(OPEN, opened_at=NOW - MINUTE)
    lost = at(urgency=Urgency.BEING_LOST)
    assert lost < place_in_line(older, Urgency.UNKNOWN, mentions=False, pressed=False, there=True) < at()


def test_whom_slack_failed_stands_behind_all_others() -> None:
    assert at() < last_in_line(NOW) < last_in_line(NOW + SECOND)


def test_a_channel_is_open_until_slack_asks_to_wait() -> None:
    assert ORDERS.open(NOW)
    assert not ORDERS.limited(SECOND, NOW).open(NOW)
    assert ORDERS.limited(SECOND, NOW).open(NOW + SECOND)


def test_a_shorter_wait_does_not_cut_a_longer_one() -> None:
    assert ORDERS.limited(MINUTE, NOW).limited(SECOND, NOW).closed(NOW + SECOND)


def test_while_somebody_stands_there_nobody_else_goes_before() -> None:
    line = ORDERS.next_turn("t", NOW)
    assert not line.open(NOW + MINUTE)
    assert line._replace(idle=True).open(NOW)


def test_a_turn_comes_no_sooner_than_slack_allows() -> None:
    assert ORDERS.limited(MINUTE, NOW).next_turn("t", NOW).turn_at == NOW + MINUTE
    assert ORDERS.next_turn("t", NOW).turn_at == NOW + SECOND


def test_a_turn_that_does_not_come_is_lost() -> None:
    line = ORDERS.next_turn("t", NOW)
    assert not line.turn_lost(NOW + TURN_LOST)
    assert line.turn_lost(NOW + SECOND + TURN_LOST)
    assert ORDERS.turn_lost(NOW)


@given(st.integers(1, 48))
def test_while_slack_fails_it_is_tried_within_a_thirtieth_of_the_time_and_rarely(hours: int) -> None:
    end, now, tried, line = NOW + timedelta(hours=hours), NOW, 0, ORDERS
    while now < end:
        line, tried = line.failed("status 503", now), tried + 1
        assert line.closed_until is not None
        wait = line.closed_until - now
        assert SOONEST_PROBE <= wait <= max(SOONEST_PROBE, min((now - NOW) / 30, RAREST_PROBE))
        now = line.closed_until
    assert tried <= 120 + hours * 12


def test_after_an_outage_of_an_hour_cards_are_back_within_two_minutes() -> None:
    line = ORDERS.failed("status 503", NOW).failed("status 503", NOW + 60 * MINUTE)
    assert not line.closed(NOW + 62 * MINUTE)


def test_a_success_ends_the_failing() -> None:
    assert ORDERS.failed("status 503", NOW).succeeded().failing_since is None
    assert not ORDERS.failed("token_revoked", NOW, refused=True).succeeded().refused


def test_a_line_knows_a_refusal_from_a_slack_that_is_down() -> None:
    refused = ORDERS.failed("token_revoked", NOW, refused=True)
    assert refused.refused
    assert not refused.failed("status 503", NOW + MINUTE).refused


def test_a_newcomer_shortens_a_long_wait_of_a_failing_slack_only() -> None:
    failing = ORDERS.failed("x", NOW - timedelta(hours=9)).failed("x", NOW)
    assert failing.waits_long(NOW)
    assert failing.sooner(NOW).closed_until == NOW + SOONEST_PROBE
    assert not ORDERS.limited(MINUTE, NOW).waits_long(NOW)


@given(st.lists(st.tuples(st.integers(0, 5000), st.booleans()), min_size=1, max_size=400))
def test_never_more_edits_than_slack_takes_in_any_minute(asked: list[tuple[int, bool]]) -> None:
    line = Line(EDITS)
    made: list[datetime] = []
    for milliseconds, by_person in asked:
        now = (made[-1] if made else NOW) + timedelta(milliseconds=milliseconds)
        if taken := line.edited(now, for_person=by_person):
            line = taken
            made.append(now)
    assert all(sum(start <= each < start + MINUTE for each in made) <= 45 for start in made)


def test_a_storm_of_changes_leaves_edits_for_what_people_press() -> None:
    line: Line | None = Line(EDITS)
    storm = 0
    while line and (taken := line.edited(NOW, for_person=False)):
        line, storm = taken, storm + 1
    assert line is not None
    for _ in range(EDITS_AT_ONCE - storm):
        line = line.edited(NOW, for_person=True)
        assert line is not None
    assert line.edited(NOW, for_person=True) is None
    assert line.edited(NOW + EDIT_PACE, for_person=True) is not None
