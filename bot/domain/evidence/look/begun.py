"""One look at an incident at a time, so that an incident whose looks hang takes only one slot of OnJob.

asked for ──► begun ──► ended ──► once more, if it was asked for again meanwhile
                └─ never ended: another may begin after the time-out, later and later; then none is tried
                   any more, and the evidence says so until the incident is due for its next look
"""

from datetime import datetime, timedelta
from typing import NamedTuple

# By then Lambda has killed the invocation that began it: OnJob's time-out.
LONGEST = timedelta(seconds=120)
# After this many in a row that never ended, the evidence is what they found: nothing.
MOST_CUT_OFF = 2


class Begun(NamedTuple):
    """A look as recorded before it begins.

    Attributes:
        cut_off: How many just before it never ended.
    """

    at: datetime
    cut_off: int = 0


def next_look(last: Begun | None, now: datetime) -> Begun | None:
    """The look that may begin now after one that has not ended; None while that may still be running."""
    if last is None:
        return Begun(now)
    if now < last.at + LONGEST * 2 ** min(last.cut_off, MOST_CUT_OFF):
        return None
    return Begun(now, last.cut_off + 1)


def nothing_found(look: Begun) -> str:
    """Why a look is not tried and finds nothing; empty if it is tried."""
    if look.cut_off < MOST_CUT_OFF:
        return ""
    return f"{look.cut_off} looks did not finish (see the log of on_job)"
