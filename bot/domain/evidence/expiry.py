"""What the end of its retention has taken out of a queue.

SQS counts no expired messages: they are known only by what left without being deleted. A purge, and a move
that somebody else started, leave as little trace. So of a message that was sampled it is *proven* that it
expired when it left soon after its own time was over, and nothing unexplained had left before: that might
have been it. Of all others it is only known that they *may* have expired.

A purge in the very minutes in which messages expire anyway cannot be told from their expiry. Arrivals hide as
many departures as fall between the same two readings.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

# SQS's count and CloudWatch's datapoint follow a departure within this time.
SEEN_WITHIN = timedelta(minutes=15)


class Reading(NamedTuple):
    """How many messages a queue held: visible, hidden and delayed ones."""

    at: datetime
    depth: int


class Expired(NamedTuple):
    """How many messages a queue has lost to the end of its retention.

    Attributes:
        proven: At least so many.
        possible: So many left without being deleted or moved by Lastcall: expired, purged or moved by others.
        since: Of the first reading.
    """

    proven: int
    possible: int
    since: datetime

    def and_then(self, later: "Expired") -> "Expired":
        """Both, one after the other."""
        return Expired(self.proven + later.proven, self.possible + later.possible, self.since)


def expired(
    readings: Sequence[Reading], *, taken: int, sent: Sequence[datetime], retention: timedelta
) -> Expired | None:
    """What may have expired between the first reading and the last, and what has; None without two readings.

    Args:
        readings: Oldest first.
        taken: How many were deleted in that time, by anybody; a redrive deletes what it has moved.
        sent: Send times of the messages known to have been in the queue at the first reading.
        retention: The queue's. What was sent so long ago is gone.
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
    """How many are over by the later reading, and not so long before the earlier that it would have shown."""
    return sum(before.at - SEEN_WITHIN <= end <= after.at for end in ends)
