"""What a new look tells beyond the last one: another proven cause, and what was lost in the meantime.

The first look stands on the card; the thread is told only of what changed, and of a count that goes on
growing only when it has doubled.
"""

from collections.abc import Iterator
from datetime import datetime

from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import Evidence, PointedTo
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.failure_bucket import place_name
from bot.domain.evidence.lag.lag import Losses
from bot.domain.evidence.verdict import Cause
from bot.domain.incident.timeline import Event, TimelineEntry


def evidence_changes(before: Evidence | None, found: Evidence, now: datetime) -> tuple[TimelineEntry, ...]:
    """Entries for the thread; none on the first look."""
    if before is None:
        return ()
    told = (
        TimelineEntry(at=now, event=Event.EVIDENCE, what=what, thread=True) for what in _losses(before, found)
    )
    return (*_another_verdict(before, found, now), *told)


def _another_verdict(before: Evidence, found: Evidence, now: datetime) -> tuple[TimelineEntry, ...]:
    said, verdict = before.verdict, found.verdict
    if said is None or verdict is None or verdict.cause in {said.cause, Cause.CANNOT_TELL}:
        return ()
    what = f"Now: {verdict.what} ({', '.join(verdict.proof)})"
    return (TimelineEntry(at=now, event=Event.EVIDENCE, what=what, why=verdict.next, thread=True),)


def _losses(before: Evidence, found: Evidence) -> Iterator[str]:
    lost, dropped, window = _counted(found)
    lost_before, dropped_before, _ = _counted(before)
    if _grew(lost_before, lost):
        yield f"Lost for good: {_of(lost, 'event')}{window}"
    losses = found.losses
    if _grew(dropped_before, dropped) and isinstance(losses, Losses) and losses.destination:
        where = place_name(losses.destination)
        yield f"Dropped: {_of(dropped, 'event')}{window}, kept by {where}"
    if (gone := _proven(found) - _proven(before)) > 0:
        yield f"Expired and lost: {_of(gone, 'message')}"
    if (gone := _pointers(found) - _pointers(before)) > 0:
        yield f"Lost: the stream no longer has the records of {_of(gone, 'pointer')}"


def _counted(evidence: Evidence) -> tuple[int, int, str]:
    losses = evidence.losses
    if not isinstance(losses, Losses):
        return 0, 0, ""
    return losses.lost or 0, losses.dropped or 0, f" in {lasting(losses.window)}"


def _grew(before: int, after: int) -> bool:
    """The counts are those of a window that moves on: a few more are the same loss."""
    return after > 0 and after >= 2 * before


def _proven(evidence: Evidence) -> int:
    return evidence.expired.proven if isinstance(evidence.expired, Expired) else 0


def _pointers(evidence: Evidence) -> int:
    return evidence.pointed_to.lost if isinstance(evidence.pointed_to, PointedTo) else 0


def _of(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
