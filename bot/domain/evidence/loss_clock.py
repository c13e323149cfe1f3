"""The loss clock: when the first message, record or event is lost for good, and how that is known.

Its bounds say when the first of what is there now is lost if no one takes it out.

- Dead letters: a message in a standard queue expires by its original enqueue time even after SQS moved it to
  the dead-letter queue; in a FIFO queue the time restarts at the move. The dead-letter queue's own age metric
  restarts at the move too, which is the unsafe direction, so it is never used (SQS developer guide, "Setting
  up dead-letter queue retention").
- Streams: IteratorAge is the age of the LAST record of a batch when the function was called with it, the
  greatest over all shards. The first record of that batch is older, and a shard whose reader waits reports
  nothing: so the true first loss may be earlier, never later, and there is no lower bound (Lambda developer
  guide, "Types of metrics").
- Asynchronous events: AsyncEventAge is the age of an event at one of its attempts. Others may be older, and
  an event is given up earlier when its retries are used up: again a bound from above only.
- Source queues: ApproximateAgeOfOldestMessage leaves out what was received three times and not deleted: the
  oldest may be older (SQS developer guide, "Available CloudWatch metrics").
"""

from datetime import datetime, timedelta
from typing import NamedTuple

# From this slope (seconds of age per second) a clock runs; below it the end would be years away.
SLOWEST_RISE = 0.001
THRESHOLDS = (timedelta(hours=24), timedelta(hours=6), timedelta(hours=1))
_NOTHING = timedelta(0)


class LossClock(NamedTuple):
    """When the first loss falls.

    Attributes:
        not_before: Nothing is lost earlier than this; None if unknown.
        at_the_latest: The oldest message seen is lost at this time; None if none was seen.
        how: How the times are known, in words for the card.
        at_this_rate: When the first loss falls if the recent trend of the backlog continues; None if it is
            not aging, or unknown. A forecast, not a bound: nothing waits for it.
    """

    not_before: datetime | None
    at_the_latest: datetime | None
    how: str
    at_this_rate: datetime | None = None

    @property
    def first_loss(self) -> datetime | None:
        """The time to act by: the earlier of what is known."""
        known = [at for at in (self.not_before, self.at_the_latest) if at is not None]
        return min(known, default=None)

    def ahead(self, now: datetime) -> "LossClock":
        """The clock without a passed lower bound, which says nothing any more, least of all a loss.

        With sources that keep messages as long as the dead-letter queue does, it has passed at once.
        """
        passed = self.not_before is not None and self.not_before <= now
        return self._replace(not_before=None) if passed else self

    def near(self, after: datetime, left: timedelta) -> datetime | None:
        """The first time from `after` on with no more than `left` to go; None if that is never known.

        A lower bound counts until it has passed, the oldest message seen for ever.
        """
        below = max(after, self.not_before - left) if self.not_before is not None else None
        if below is not None and self.not_before is not None and below < self.not_before:
            return below
        return max(after, self.at_the_latest - left) if self.at_the_latest is not None else None

    def thresholds(self) -> tuple[datetime, ...]:
        """The times at which the time left is worth repeating, the loss itself last."""
        below, above = self.not_before, self.at_the_latest
        lower = tuple(below - left for left in (*THRESHOLDS, _NOTHING)) if below is not None else ()
        upper = tuple(above - left for left in (*THRESHOLDS, _NOTHING)) if above is not None else ()
        return tuple(sorted({*lower, *(at for at in upper if below is None or at > below)}))


def dead_letter_clock(
    *,
    oldest_sent: datetime | None,
    last_empty: datetime | None,
    retention: timedelta,
    source_retention: timedelta | None,
    fifo: bool,
) -> LossClock:
    """The loss clock of a dead-letter queue that SQS itself fills.

    Args:
        oldest_sent: Oldest SentTimestamp among the sampled messages.
        last_empty: Last time the queue was known to be empty.
        retention: The dead-letter queue's own retention.
        source_retention: The longest retention of its sources; None if a source could not be read.
        fifo: In a FIFO queue the clock restarts when SQS moves the message.
    """
    spent_before = timedelta(0) if fifo else source_retention
    not_before = None
    if last_empty is not None and spent_before is not None:
        not_before = last_empty + retention - spent_before
    at_the_latest = oldest_sent + retention if oldest_sent is not None else None
    if not_before is not None and at_the_latest is not None:
        # A message that was already old when it arrived is lost before the bound we knew: the sample wins.
        not_before = min(not_before, at_the_latest)
    how = "from the oldest message sampled" if oldest_sent else "from the queue's retention"
    return LossClock(not_before, at_the_latest, how)


def stream_clock(
    *,
    age: timedelta | None,
    at: datetime,
    retention: timedelta,
    max_age: timedelta | None,
    slope: float | None,
) -> LossClock:
    """The loss clock of a stream as its consumer sees it.

    Args:
        age: The newest datapoint of the age; None without one: nothing is known then.
        at: The end of that datapoint's period: the age was measured by then.
        retention: The stream's.
        max_age: MaximumRecordAgeInSeconds of the mapping, which discards earlier; None for unlimited.
        slope: Seconds of age per second.
    """
    if age is None:
        return LossClock(None, None, "the age has no datapoint")
    kept = min(retention, max_age) if max_age is not None else retention
    limit = "the mapping's maximum record age" if kept < retention else "the stream's retention"
    how = f"from the age of the last record read and {limit}"
    return LossClock(None, at + kept - age, how, _at_this_rate(kept - age, at, slope))


def _at_this_rate(left: timedelta, at: datetime, slope: float | None) -> datetime | None:
    """Nothing ages faster than time passes; a rise so slow that it means years does not count."""
    if slope is None or slope < SLOWEST_RISE:
        return None
    return at + max(left, timedelta(0)) / min(slope, 1.0)


def async_clock(*, age: timedelta | None, at: datetime, max_age: timedelta) -> LossClock:
    """The loss clock of a function's asynchronous events.

    Args:
        age: The newest datapoint of AsyncEventAge; None without one.
        at: The end of that datapoint's period.
        max_age: MaximumEventAgeInSeconds of the function, six hours unless it was changed.
    """
    if age is None:
        return LossClock(None, None, "the age has no datapoint")
    return LossClock(None, at + max_age - age, "from the event's age and the function's maximum event age")


def backlog_clock(*, age: timedelta | None, at: datetime, retention: timedelta) -> LossClock:
    """The loss clock of a work queue.

    Args:
        age: The newest datapoint of the oldest message's age; None without one.
        at: The end of that datapoint's period.
        retention: The queue's.
    """
    if age is None:
        return LossClock(None, None, "the age has no datapoint")
    return LossClock(None, at + retention - age, "from the oldest message's age and the queue's retention")


def pointer_clock(*, first_arrival: datetime, retention: timedelta) -> LossClock:
    """The loss clock of the records that sampled pointers lead to: the stream expires them, not the queue.

    Args:
        first_arrival: When the sample's oldest record arrived; the queue may hold older pointers.
        retention: The stream's: always 24 hours for DynamoDB.
    """
    return LossClock(
        None, first_arrival + retention, "from the records pointed to and their stream's retention"
    )


def earlier(one: LossClock, other: LossClock) -> LossClock:
    """The clock of two kinds of loss: whichever comes first. A lower bound needs both."""
    nearer, farther = sorted((one, other), key=_nearness)
    below = None
    if nearer.not_before is not None and farther.not_before is not None:
        below = min(nearer.not_before, farther.not_before)
    rates = [each.at_this_rate for each in (one, other) if each.at_this_rate is not None]
    above = [each.at_the_latest for each in (one, other) if each.at_the_latest is not None]
    return LossClock(below, min(above, default=None), nearer.how, min(rates, default=None))


def _nearness(clock: LossClock) -> tuple[bool, float]:
    first = clock.first_loss
    return (first is None, first.timestamp() if first else 0.0)
