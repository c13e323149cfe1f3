"""When dead letters came in: by how many stood in their queue at each reading, and when they were sent.

A consumer may fail without an error and without a word in its log, as one does that reports single messages
of a batch as failed (Lambda developer guide, "Implementing partial batch responses"). Its failures show here.

    standing    0  0  3  3  12  8  8      what left in between takes others with it: of the eight that stand
    of those    0  0  3  3   8  8  8      there now, three came in with the third reading, five with the fifth
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

MINUTE = timedelta(minutes=1)
# A minute of so long ago was read: CloudWatch's numbers of it came in one to three minutes.
READ_BY = timedelta(minutes=5)


class Counted(NamedTuple):
    """How many stood there at some moment between two times."""

    begins: datetime
    ends: datetime
    standing: int


class Arrivals(NamedTuple):
    """Of what stands in the queue now.

    Attributes:
        by: All of it had come in by then.
        number: How many were seen to come in.
        first_after: The first of these came in after that; None where none was seen to.
        sent_at: When the newest of the sample was sent that SQS moved here: it failed later than that. None
            where there is none, or its time began anew with the move (FIFO).
    """

    by: datetime
    number: int = 0
    first_after: datetime | None = None
    sent_at: datetime | None = None


def with_newest(known: Arrivals, sent_at: datetime | None, now: datetime) -> Arrivals:
    """With when the newest was sent to be worked on.

    Where that was after all had come in, some left and came back between two readings of equal number: by the
    end of the first minute that begins after it, once that minute was read.
    """
    by = known.by
    if sent_at is not None and sent_at >= by:
        by = now if now - sent_at < READ_BY else sent_at + 2 * MINUTE
    return known._replace(by=by, sent_at=sent_at)


def arrivals(readings: Sequence[Counted]) -> Arrivals | None:
    """What the readings say, oldest first, the last one being of now; None where nothing stands there."""
    if not readings or not readings[-1].standing:
        return None
    least, left = [readings[-1].standing], readings[-1].standing
    for each in reversed(readings[:-1]):
        left = min(left, each.standing)
        least.insert(0, left)
    rises = [n for n in range(1, len(least)) if least[n] > least[n - 1]]
    if not rises:
        return Arrivals(readings[0].ends)
    return Arrivals(
        by=readings[rises[-1]].ends,
        number=least[-1] - least[0],
        first_after=readings[rises[0] - 1].begins,
    )
