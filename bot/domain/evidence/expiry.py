"""What has expired from a queue.

SQS does not count expired messages: they show only as departures without a delete. A purge, and a move that
someone else started, leave as little trace. So a sampled message is *proven* to have expired only if it left
soon after its own time was over, and nothing unexplained had left before: that might have been it. All
others only *may* have expired.

A purge in the same minutes in which messages expire anyway cannot be told from their expiry. Arrivals hide as
many departures as fall between the same two readings.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

# SQS's count and CloudWatch's datapoint follow a departure within this time.
SEEN_WITHIN = timedelta(minutes=15)


class Reading(NamedTuple):
    """How many messages a queue held: visible, hidden and delayed."""

    at: datetime
    depth: int


class Expired(NamedTuple):
    """How many messages of a queue have expired.

    Attributes:
        proven: At least this many.
        possible: How many left without Lastcall deleting or moving them: expired, purged or moved by others.
        since: When the first reading was taken.
    """

    proven: int
    possible: int
    since: datetime

    def and_then(self, later: "Expired") -> "Expired":
        """The sum of two consecutive spans."""
        return Expired(self.proven + later.proven, self.possible + later.possible, self.since)


def expired(
    readings: Sequence[Reading], *, taken: int, sent: Sequence[datetime], retention: timedelta
) -> Expired | None:
    """What may and what must have expired between the first and last reading; None without two readings.

    Args:
        readings: Oldest first.
        taken: How many were deleted in that time, by anyone; a redrive deletes what it has moved.
        sent: Send times of the messages known to have been in the queue at the first reading.
        retention: The queue's. What was sent longer ago is gone.
    """
    if len(readings) < 2:  # noqa: PLR2004 - nothing leaves between fewer
        return None
    ends = sorted(at + retention for at in sent)
    proven = matched = unexplained = 0
    for before, after in pairwise(readings):
        left = max(before.depth - after.depth, 0)
        due = _due(ends[matched:], before, after)
        explained = min(due, left)
        matched += explained
        unexplained += left - explained
        proven = max(proven, matched - unexplained - taken)
    return Expired(proven, max(matched + unexplained - taken, proven), readings[0].at)


def _due(ends: Sequence[datetime], before: Reading, after: Reading) -> int:
    """How many expired by the later reading, and not so long before the earlier that it would have shown."""
    return sum(before.at - SEEN_WITHIN <= end <= after.at for end in ends)
