"""The loss clock's bounds hold whatever was sent, moved and sampled."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.evidence.loss_clock import LossClock, dead_letter_clock

BEGINNING = datetime(2026, 3, 2, tzinfo=UTC)
hours = st.integers(0, 24 * 14).map(lambda number: timedelta(hours=number))


class Queue(NamedTuple):
    """A dead-letter queue with all that stands in it, and what is known about that."""

    sent: tuple[datetime, ...]
    retention: timedelta
    source_retention: timedelta
    sampled: tuple[datetime, ...]
    last_empty: datetime | None
    fifo: bool

    @property
    def true_first_loss(self) -> datetime:
        return min(self.sent) + self.retention

    @property
    def clock(self) -> LossClock:
        return dead_letter_clock(
            oldest_sent=min(self.sampled, default=None),
            last_empty=self.last_empty,
            retention=self.retention,
            source_retention=self.source_retention,
            fifo=self.fifo,
        )


@st.composite
def queues(draw: st.DrawFn) -> Queue:
    """Messages wait in their source at most its retention, and are moved after the queue was last empty."""
    source_retention, empty_at, fifo = draw(hours), BEGINNING + draw(hours), draw(st.booleans())
    moved = draw(st.lists(hours.map(lambda after: empty_at + after), min_size=1, max_size=5))
    waited = [draw(st.timedeltas(timedelta(0), source_retention)) for _ in moved]
    # What counts is the time of sending; in a FIFO queue it begins again with the move.
    sent = tuple(at if fifo else at - wait for at, wait in zip(moved, waited, strict=True))
    return Queue(
        sent=sent,
        retention=draw(hours),
        source_retention=source_retention,
        sampled=tuple(draw(st.lists(st.sampled_from(sent), max_size=3))),
        last_empty=draw(st.sampled_from((None, empty_at))),
        fifo=fifo,
    )


@given(queue=queues())
def test_not_before_is_never_later_than_the_true_first_loss(queue: Queue) -> None:
    not_before = queue.clock.not_before
    assert not_before is None or not_before <= queue.true_first_loss


@given(queue=queues())
def test_at_the_latest_is_never_earlier_than_the_true_first_loss(queue: Queue) -> None:
    at_the_latest = queue.clock.at_the_latest
    assert at_the_latest is None or at_the_latest >= queue.true_first_loss


@given(queue=queues())
def test_the_time_to_act_by_is_in_time_once_it_is_known_when_the_queue_was_empty(queue: Queue) -> None:
    assume(queue.last_empty is not None)
    first_loss = queue.clock.first_loss
    assert first_loss is not None
    assert first_loss <= queue.true_first_loss


@given(queue=queues())
def test_what_is_not_known_is_not_made_up(queue: Queue) -> None:
    clock = queue.clock
    assert (clock.not_before is None) == (queue.last_empty is None)
    assert (clock.at_the_latest is None) == (not queue.sampled)


@given(bounds=st.tuples(st.none() | hours, st.none() | hours), passed=hours)
def test_a_threshold_is_told_for_every_bound_and_the_last_is_the_last_bound(
    bounds: tuple[timedelta | None, timedelta | None], passed: timedelta
) -> None:
    below, above = sorted_bounds(bounds)
    clock = LossClock(below, above, "x")
    now = BEGINNING + passed
    ahead = [at for at in clock.thresholds() if at > now]
    last = max((at for at in (below, above) if at is not None), default=None)
    assert bool(ahead) == (last is not None and now < last)
    assert not ahead or max(ahead) == last


@given(bounds=st.tuples(st.none() | hours, st.none() | hours), passed=hours, left=hours)
def test_the_loss_is_near_exactly_when_no_more_than_that_is_left(
    bounds: tuple[timedelta | None, timedelta | None], passed: timedelta, left: timedelta
) -> None:
    clock, now = LossClock(*sorted_bounds(bounds), "x"), BEGINNING + passed
    first_loss = clock.ahead(now).first_loss
    assert (clock.near(now, left) == now) == (first_loss is not None and first_loss - now <= left)


def sorted_bounds(
    bounds: tuple[timedelta | None, timedelta | None],
) -> tuple[datetime | None, datetime | None]:
    """The same two times with the lower bound first."""
    known = sorted(BEGINNING + bound for bound in bounds if bound is not None)
    below = known[0] if bounds[0] is not None else None
    return below, known[-1] if bounds[1] is not None else None
