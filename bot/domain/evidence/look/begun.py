"""One look at an incident at a time, so that one whose looks hang holds one place of OnJob and no more.

asked for ──► begun ──► ended ──► once more, if it was asked for again meanwhile
                └─ never ended: another may begin after the time-out, later and later; then none is tried
                   any more, and the evidence says so until the incident is due for its next look
"""

from datetime import datetime, timedelta
from typing import NamedTuple

# Lambda has killed whoever began by then: OnJob's time-out.
LONGEST = timedelta(seconds=120)
# After so many in a row that never ended, the evidence is what they found: nothing.
MOST_CUT_OFF = 2


class Begun(NamedTuple):
    """A look as it is written down before it begins.

    Attributes:
        cut_off: How many just before it never came to their end.
    """

    at: datetime
    cut_off: int = 0


def next_look(last: Begun | None, now: datetime) -> Begun | None:
    """The look that may begin now after one that has not ended; None while that may still be going on."""
    if last is None:
        return Begun(now)
    if now < last.at + LONGEST * 2 ** min(last.cut_off, MOST_CUT_OFF):
        return None
    return Begun(now, last.cut_off + 1)


def nothing_found(look: Begun) -> str:
    """Why a look finds nothing without being tried; empty where it is tried."""
    if look.cut_off < MOST_CUT_OFF:
        return ""
    return f"{look.cut_off} looks did not finish (see the log of on_job)"
