"""A redrive as a job: intent before effect, slices of at most a minute, one live job per queue."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.timeline import NOBODY, By

# A slice's lease outlasts the longest invocation that may hold it (on_job's timeout is 120 s).
LEASE = timedelta(seconds=150)
# A live job whose next slice did not come by then is sent again by the clock.
REVIVE = timedelta(seconds=180)
# Bounds the item. A redrive that has left so many where they are would go on to do little else.
MOST_KEPT = 1000


class JobState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One redrive of one dead-letter queue.

    Attributes:
        planned: How many messages stood in the queue at the plan; never more are moved.
        sent_before: Only messages sent before the plan are moved: what returns is newer.
        token: Fencing token; every checkpoint is conditional on it, each slice takes the next.
        revision: Raised by every checkpoint; what the card compares.
        kept: Messages left in the queue so far: message id and reason. A long redrive meets them again.
        met_again: Received in a row that were all kept before.
        doubled: Messages that may have been sent twice (an answer was lost).
        interrupted: A slice died, so that more may have been moved than is counted.
        empty_reads: Receives in a row that returned nothing.
        waits: How often it was waited for messages that somebody held.
        stop_by: Who pressed Stop, else nobody.
    """

    id: str
    group: str
    queue: str
    by: By
    reason: str
    state: JobState
    planned: int
    started_at: datetime
    sent_before: datetime
    due_at: datetime | None
    token: int = 0
    lease_until: datetime | None = None
    revision: int = 0
    moved: int = 0
    doubled: int = 0
    kept: Mapping[str, str]
    met_again: int = 0
    interrupted: bool = False
    empty_reads: int = 0
    waits: int = 0
    stop_by: By = NOBODY
    ended_at: datetime | None = None
    verdict: str = ""

    @property
    def live(self) -> bool:
        return self.state is JobState.RUNNING

    @property
    def kept_count(self) -> int:
        return len(self.kept)

    @property
    def kept_enough(self) -> bool:
        return self.kept_count >= MOST_KEPT

    @property
    def kept_why(self) -> Mapping[str, int]:
        """How many were kept for each reason."""
        return Counter(self.kept.values())


def claimed(job: Job, now: datetime) -> Job | None:
    """The job with this slice's token and lease; None while another slice holds it or when it has ended."""
    if not job.live or (job.lease_until is not None and now < job.lease_until):
        return None
    return replace(
        job, token=job.token + 1, revision=job.revision + 1, lease_until=now + LEASE, due_at=now + REVIVE
    )


def waiting(job: Job) -> Job:
    """The job before messages that somebody holds are received anew: what it kept back among them."""
    return replace(job, waits=job.waits + 1, empty_reads=0, met_again=0)


def receiving(job: Job, ids: Collection[str]) -> Job:
    """The job after one receive; what it kept before tells nothing new."""
    again = bool(ids) and all(each in job.kept for each in ids)
    return replace(
        job,
        empty_reads=0 if ids else job.empty_reads + 1,
        met_again=job.met_again + len(ids) if again or not ids else 0,
    )


def keeping(job: Job, reasons: Mapping[str, str]) -> Job:
    """The job with messages left where they are, by id; each counts once, for its latest reason."""
    return replace(job, kept={**job.kept, **reasons}) if reasons else job


def moving(job: Job, ids: Collection[str]) -> Job:
    """The job with messages accepted by their source queue, some of which may have been refused before."""
    if not ids:
        return job
    kept = {each: why for each, why in job.kept.items() if each not in ids}
    return replace(job, moved=job.moved + len(ids), kept=kept, met_again=0)


def yielded(job: Job, now: datetime) -> Job:
    """Give the lease back between slices."""
    return replace(job, lease_until=None, revision=job.revision + 1, due_at=now + REVIVE)


def ended(job: Job, state: JobState, verdict: str, now: datetime) -> Job:
    """The job as it is kept: nothing falls due any more."""
    return replace(
        job,
        state=state,
        verdict=verdict,
        ended_at=now,
        due_at=None,
        lease_until=None,
        revision=job.revision + 1,
    )
