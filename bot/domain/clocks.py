"""The loss clock: when the first message is lost for good, and how that is known.

Facts: a message in a standard queue expires by its original enqueue time even after SQS moved it to the
dead-letter queue; in a FIFO queue the time restarts at the move. The dead-letter queue's own age metric
restarts at the move too, which is the unsafe direction, so it is never used (SQS developer guide,
"Setting up dead-letter queue retention").
"""

from datetime import datetime, timedelta
from typing import NamedTuple

THRESHOLDS = (timedelta(hours=24), timedelta(hours=6), timedelta(hours=1))


class LossClock(NamedTuple):
    """When the first loss falls.

    Attributes:
        not_before: Nothing is lost earlier than this; None when unknown.
        at_the_latest: The oldest message seen is lost at this time; None when none was seen.
        how: How the times are known, in words for the card.
    """

    not_before: datetime | None
    at_the_latest: datetime | None
    how: str

    @property
    def first_loss(self) -> datetime | None:
        """The time to act by: the earlier of what is known."""
        known = [at for at in (self.not_before, self.at_the_latest) if at is not None]
        return min(known, default=None)

    def ahead(self, now: datetime) -> "LossClock":
        """The clock without a lower bound that has passed: it says nothing any more, least of all a loss.

        With sources that keep messages as long as the dead-letter queue does, it has passed at once.
        """
        passed = self.not_before is not None and self.not_before <= now
        return self._replace(not_before=None) if passed else self


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
        last_empty: Last time the queue was known to hold nothing.
        retention: The dead-letter queue's own retention.
        source_retention: The longest retention of its sources; None when a source could not be read.
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


def next_threshold(first_loss: datetime, after: datetime) -> datetime | None:
    """The next time at which the time left becomes worth saying again; None when all have passed."""
    return min(
        (at for left in (*THRESHOLDS, timedelta(0)) if (at := first_loss - left) > after), default=None
    )
