"""When dead letters arrived: by the depth of their queue at each reading, and when they were sent.

A consumer may fail without an error or a log line, for example one that reports single messages of a batch
as failed (Lambda developer guide, "Implementing partial batch responses"). Its failures show here.

    depth       0  0  3  3  12  8  8      what left in between takes others with it: of the eight that stand
    of those    0  0  3  3   8  8  8      there now, three came in with the third reading, five with the fifth
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

MINUTE = timedelta(minutes=1)
# A minute this long ago is complete: CloudWatch's numbers arrive within one to three minutes.
READ_BY = timedelta(minutes=5)


class Counted(NamedTuple):
    """How many were there at some moment between two times."""

    begins: datetime
    ends: datetime
    depth: int


class Arrivals(NamedTuple):
    """Arrivals of what is in the queue now.

    Attributes:
        by: All of it had arrived by then.
        number: How many were seen arriving.
        first_after: The first of these arrived after that; None if none was seen.
        sent_at: When the newest sampled message that SQS moved here was sent: it failed later than that.
            None if there is none, or its time restarted with the move (FIFO).
    """

    by: datetime
    number: int = 0
    first_after: datetime | None = None
    sent_at: datetime | None = None


def with_newest(known: Arrivals, sent_at: datetime | None, now: datetime) -> Arrivals:
    """Add when the newest message was first sent.

    If that was after all had arrived, some left and came back between two equal readings: by the end of the
    first minute that begins after it, once that minute is complete.
    """
    by = known.by
    if sent_at is not None and sent_at >= by:
        by = now if now - sent_at < READ_BY else sent_at + 2 * MINUTE
    return known._replace(by=by, sent_at=sent_at)


def arrivals(readings: Sequence[Counted]) -> Arrivals | None:
    """Arrivals from the readings, oldest first, the last one being now's; None if the queue is empty."""
    if not readings or not readings[-1].depth:
        return None
    least, left = [readings[-1].depth], readings[-1].depth
    for each in reversed(readings[:-1]):
        left = min(left, each.depth)
        least.insert(0, left)
    rises = [n for n in range(1, len(least)) if least[n] > least[n - 1]]
    if not rises:
        return Arrivals(readings[0].ends)
    return Arrivals(
        by=readings[rises[-1]].ends,
        number=least[-1] - least[0],
        first_after=readings[rises[0] - 1].begins,
    )
