"""A redrive goes in stages: a few first, a watch over them, then the rest; each by what was read.

    first ──► watch ──┬─ they stayed away, or are not back in time, or a person says so ──► the rest
                      └─ some are back, the consumer fails, or nobody can tell ──► it stops itself

Ten or fewer all go first: there is no rest to hold back, and what became of them the looks that follow tell.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.evidence.depth import Depth
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import Evidence, Failing
from bot.domain.evidence.missing import Missing
from bot.domain.incident.follow_up import LAST, LATEST_LAST, SLACK, FollowUp
from bot.domain.redrive.job import Job
from bot.domain.redrive.progress import CanaryWatch

# Of so many or fewer none is held back.
ALL_FIRST = 10
FIRST = 5
# How often it is read whether they are back.
EVERY = timedelta(seconds=30)
_MINUTE = timedelta(minutes=1)


class Waits(NamedTuple):
    """Nothing is known yet."""


class GoesOn(NamedTuple):
    """The rest may go."""

    why: str


class Stops(NamedTuple):
    """The rest stays where it is.

    Attributes:
        back: How many of those sent first are back, as far as that was counted.
        same: Whether they were recognised.
        called: Whether whoever pressed was called for it already.
    """

    why: str
    back: int = 0
    same: bool = False
    called: bool = False


def first_of(planned: int) -> int:
    """How many go first; 0 where none is held back."""
    return FIRST if planned > ALL_FIRST else 0


def watch_lasts(returns: timedelta | None) -> timedelta:
    """Until what fails again is back, in whole minutes; at most as long as anybody looks for it.

    Args:
        returns: maxReceiveCount times the visibility timeout; None where nothing tells.
    """
    lasts = LAST if returns is None else min(returns + SLACK, LATEST_LAST)
    return -(-lasts // _MINUTE) * _MINUTE


def watched(
    job: Job,
    followed: FollowUp,
    depth: Depth | Missing,
    evidence: Evidence | None,
    now: datetime,
    *,
    seen: int = 0,
) -> Waits | GoesOn | Stops:
    """What is next for those that are held back.

    Args:
        followed: What the looks have told of those sent first.
        depth: The dead-letter queue's count now.
        seen: How many of them were received from it just now.
    """
    watch, first = job.progress.watch, _first(job.progress.sent_now)
    if job.skip is not None:
        return GoesOn(f"{job.skip.by.name} did not wait for {first}: {job.skip.reason}")
    if not followed.moved:
        return Stops(f"whether {first} arrived is not known: no answer came")
    if back := max(seen, followed.back):
        same = bool(seen or followed.same)
        return Stops(_back(back, first, same=same), back, same, called=bool(followed.back))
    if followed.passed_at is not None:
        return GoesOn(
            f"{first} did not come back: {lasting(now - followed.at)} later they stood in neither queue"
        )
    if watch is not None and (failed := _failed(evidence, watch)):
        return Stops(failed)
    if watch is not None and now < watch.until:
        return Waits()
    return _counted(followed, depth, first, now)


def _counted(followed: FollowUp, depth: Depth | Missing, first: str, now: datetime) -> GoesOn | Stops:
    """Once the time is over the count alone must do."""
    if isinstance(depth, Missing):
        return Stops(f"whether {first} came back could not be read: {depth.reason}")
    if back := followed.new_among(depth.total):
        return Stops(f"{back:,} more stand here than were left; not known whether these are {first}")
    return GoesOn(f"{first} were not back after {lasting(now - followed.at)}")


def _first(count: int) -> str:
    return "the one sent first" if count == 1 else f"the {count:,} sent first"


def _back(back: int, first: str, *, same: bool) -> str:
    if not same:
        return f"{back:,} stand here again; not known whether these are of {first}"
    came = f"{first} came back" if first == _first(back) else f"{back:,} of {first} came back"
    return f"{came} and {'stays' if back == 1 else 'stay'}"


def _failed(evidence: Evidence | None, watch: CanaryWatch) -> str:
    """By the consumer's own log lines, each of which bears its time."""
    failing = evidence.failing if evidence else None
    if not isinstance(failing, Failing) or failing.last_at is None or failing.last_at <= watch.began:
        return ""
    return f"its consumer failed {lasting(failing.last_at - watch.began)} after the first were sent"
