"""The clocks of streams, events, queues at work and records pointed to, over whatever happened to them.

What is lost first is what stands there when the metric is taken, if nobody takes it out any more.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.loss_clock import (
    LossClock,
    async_clock,
    backlog_clock,
    dead_letter_clock,
    earlier,
    pointer_clock,
    stream_clock,
)

BEGINNING = datetime(2026, 3, 2, tzinfo=UTC)
PERIOD = timedelta(minutes=1)
minutes = st.integers(0, 3 * 24 * 60).map(lambda number: timedelta(minutes=number))
seconds = st.integers(0, 24 * 3600).map(lambda number: BEGINNING + timedelta(seconds=number))
slopes = st.none() | st.floats(-100, 100)
MOST_RECEIVES = 3


class Shard(NamedTuple):
    """Arrivals in order, and calls with batches of them; a batch that fails is read again."""

    arrivals: tuple[datetime, ...]
    calls: tuple[tuple[datetime, int, int, bool], ...]

    def ages(self, begins: datetime) -> list[timedelta]:
        """As Lambda sends them in one period: of the last record of each batch."""
        return [at - self.arrivals[last] for at, _, last, _ in self.calls if begins <= at < begins + PERIOD]

    def oldest_waiting(self, at: datetime) -> datetime | None:
        """The first record not worked off by then: a batch in work is not."""
        done = max((last + 1 for when, _, last, passed in self.calls if passed and when < at), default=0)
        waiting = [arrival for arrival in self.arrivals[done:] if arrival <= at]
        return min(waiting, default=None)


@st.composite
def shards(draw: st.DrawFn) -> Shard:
    arrivals = tuple(sorted(draw(st.lists(seconds, min_size=1, max_size=8))))
    calls: list[tuple[datetime, int, int, bool]] = []
    at, first = arrivals[0], 0
    for wait in draw(st.lists(st.integers(1, 7200), max_size=8)):
        at += timedelta(seconds=wait)
        there = [n for n, arrival in enumerate(arrivals) if n >= first and arrival <= at]
        if not there:
            continue
        last = min(first + draw(st.integers(0, 3)), there[-1])
        passed = draw(st.booleans())
        calls.append((at, first, last, passed))
        first = last + 1 if passed else first
    return Shard(arrivals, tuple(calls))


@given(
    stream=st.lists(shards(), min_size=1, max_size=3),
    retention=minutes,
    max_age=st.none() | minutes,
    slope=slopes,
    data=st.data(),
)
def test_a_stream_loses_its_first_record_no_later_than_the_clock_says(
    stream: list[Shard],
    retention: timedelta,
    max_age: timedelta | None,
    slope: float | None,
    data: st.DataObject,
) -> None:
    called = [call for shard in stream for call in shard.calls]
    begins = data.draw(st.sampled_from([call[0] for call in called])) if called else BEGINNING
    age = max((age for shard in stream for age in shard.ages(begins)), default=None)
    clock = stream_clock(age=age, at=begins + PERIOD, retention=retention, max_age=max_age, slope=slope)
    assert clock.not_before is None
    assert (clock.at_the_latest is None) == (age is None)
    if age is None or clock.at_the_latest is None:
        return
    kept = min(retention, max_age) if max_age is not None else retention
    # Each call of the period is a time at which its batch still stood there.
    lost = [
        oldest + kept
        for shard in stream
        for at, *_ in shard.calls
        if begins <= at < begins + PERIOD and (oldest := shard.oldest_waiting(at)) is not None
    ]
    assert clock.at_the_latest >= min(lost)
    assert clock.at_this_rate is None or clock.at_this_rate >= clock.at_the_latest


@given(age=minutes, retention=minutes, slope=st.floats(0.9, 2))
def test_at_a_standstill_the_forecast_is_the_bound(
    age: timedelta, retention: timedelta, slope: float
) -> None:
    clock = stream_clock(age=age, at=BEGINNING, retention=retention, max_age=None, slope=max(slope, 1.0))
    assert clock.at_this_rate == max(BEGINNING + retention - age, BEGINNING)


@given(events=st.lists(st.tuples(seconds, minutes), min_size=1, max_size=6), begins=seconds, max_age=minutes)
def test_an_event_is_dropped_no_later_than_the_clock_says(
    events: list[tuple[datetime, timedelta]], begins: datetime, max_age: timedelta
) -> None:
    """Each event is queued and tried once more after a while; events in between wait without a word."""
    tried = [(queued + after, queued) for queued, after in events]
    ages = [at - queued for at, queued in tried if begins <= at < begins + PERIOD]
    clock = async_clock(age=max(ages, default=None), at=begins + PERIOD, max_age=max_age)
    assert clock.not_before is None
    if clock.at_the_latest is not None:
        waiting = [queued for at, queued in tried if at >= begins and queued < begins + PERIOD]
        assert clock.at_the_latest >= min(waiting) + max_age
    else:
        assert not ages


@given(messages=st.lists(st.tuples(minutes, st.integers(0, 5)), min_size=1, max_size=6), retention=minutes)
def test_a_queue_loses_its_first_message_no_later_than_the_clock_says(
    messages: list[tuple[timedelta, int]], retention: timedelta
) -> None:
    """What was received three times is older than the metric knows."""
    ages = [age for age, received in messages if received < MOST_RECEIVES]
    at = BEGINNING + timedelta(days=4)
    clock = backlog_clock(age=max(ages, default=None), at=at + PERIOD, retention=retention)
    assert clock.not_before is None
    assert (clock.at_the_latest is None) == (not ages)
    oldest = max(age for age, _ in messages)
    assert clock.at_the_latest is None or clock.at_the_latest >= at - oldest + retention


class Pointers(NamedTuple):
    """A queue of pointers: when each was written, and when its first record had arrived."""

    written: tuple[datetime, ...]
    arrivals: tuple[datetime, ...]


@st.composite
def pointers(draw: st.DrawFn) -> Pointers:
    written = draw(st.lists(seconds, min_size=1, max_size=5))
    return Pointers(tuple(written), tuple(at - draw(minutes) for at in written))


@given(queue=pointers(), retention=minutes, stream=minutes, data=st.data())
def test_what_a_queue_of_pointers_loses_first_lies_within_the_earlier_of_both_clocks(
    queue: Pointers, retention: timedelta, stream: timedelta, data: st.DataObject
) -> None:
    sampled = data.draw(st.sets(st.sampled_from(range(len(queue.written))), min_size=1))
    own = dead_letter_clock(
        oldest_sent=min(queue.written[n] for n in sampled),
        last_empty=data.draw(st.sampled_from((None, BEGINNING))),
        retention=retention,
        source_retention=timedelta(0),
        fifo=False,
    )
    records = pointer_clock(first_arrival=min(queue.arrivals[n] for n in sampled), retention=stream)
    clock = earlier(own, records)
    truth = min(min(queue.written) + retention, min(queue.arrivals) + stream)
    assert clock == earlier(records, own)._replace(how=clock.how)
    assert clock.at_the_latest is not None
    assert clock.at_the_latest >= truth
    assert clock.not_before is None or clock.not_before <= truth


@given(bounds=st.tuples(st.none() | seconds, st.none() | seconds), now=seconds)
def test_the_earlier_of_two_clocks_lets_nobody_wait_longer_than_either(
    bounds: tuple[datetime | None, datetime | None], now: datetime
) -> None:
    one, other = (LossClock(None, above, "x") for above in bounds)
    known = [at for at in bounds if at is not None]
    assert earlier(one, other).ahead(now).first_loss == min(known, default=None)
