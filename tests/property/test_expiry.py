"""What is said to have expired did, and what did was possible, whatever else happened to the queue."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.expiry import Expired, Reading, expired

BEGINNING = datetime(2026, 3, 2, tzinfo=UTC)
RETENTION = timedelta(days=4)
# Shorter than the time in which a departure shows, so that one departure may be taken for another.
STEP = timedelta(minutes=5)


class History(NamedTuple):
    """A queue read after everything that happened to it, and how many messages expired in truth."""

    readings: tuple[Reading, ...]
    taken: int
    sent: tuple[datetime, ...]
    expired: int
    purged: int


@st.composite
def histories(
    draw: st.DrawFn, *, ends: tuple[str, ...] = ("delete", "purge"), sampled: float = 0.5
) -> History:
    """Messages that stand at the beginning, then arrivals, deletions, purges and expiry, one at a time."""
    ages = draw(st.lists(st.integers(0, 40), min_size=1, max_size=8))
    standing = [BEGINNING - age * STEP for age in ages]
    sent = tuple(at for at in standing if sampled == 1 or draw(st.booleans()))
    readings, taken, gone, purged = [Reading(BEGINNING, len(standing))], 0, 0, 0
    now = BEGINNING + RETENTION - 41 * STEP
    events = ("none", "none", "arrival", *ends)
    for event in draw(st.lists(st.sampled_from(events), max_size=45)):
        now += STEP
        over = [at for at in standing if at + RETENTION <= now]
        standing = [at for at in standing if at + RETENTION > now]
        gone += len(over)
        readings.append(Reading(now, len(standing)))
        if over or (not standing and event != "arrival"):
            continue
        if event == "arrival":
            standing.append(now)
        elif event == "delete":
            standing.pop(draw(st.integers(0, len(standing) - 1)))
            taken += 1
        elif event == "purge":
            purged += len(standing)
            standing = []
        readings.append(Reading(now + timedelta(seconds=1), len(standing)))
    return History(tuple(readings), taken, sent, gone, purged)


def said(history: History) -> Expired:
    found = expired(
        (*history.readings, history.readings[-1]), taken=history.taken, sent=history.sent, retention=RETENTION
    )
    assert found is not None
    return found


@given(history=histories())
def test_no_more_is_proven_than_expired_and_no_fewer_are_possible(history: History) -> None:
    found = said(history)
    assert 0 <= found.proven <= history.expired <= found.possible


@given(history=histories())
def test_what_was_neither_deleted_nor_expired_was_purged(history: History) -> None:
    assert said(history).possible == history.expired + history.purged


@given(history=histories(ends=(), sampled=1))
def test_with_every_message_known_and_nothing_deleted_all_of_it_is_proven(history: History) -> None:
    assert said(history).proven == history.expired


@given(one=histories(), later=histories())
def test_two_times_add_up(one: History, later: History) -> None:
    both = said(one).and_then(said(later))
    assert both.possible == said(one).possible + said(later).possible
    assert both.since == said(one).since
