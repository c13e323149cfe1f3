"""Work that is done as a job: intent before effect, slices of at most a minute, one live job per queue.

This is the same for each kind of work; how far it went is told by the progress of its kind.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.policy.by import NOBODY, By
from bot.domain.redrive.chain import NO_RECEIPTS, Chain
from bot.domain.redrive.progress import RedriveProgress

# A slice's lease outlasts the longest invocation that may hold it (on_job's timeout is 120 s).
LEASE = timedelta(seconds=150)
# A live job whose next slice did not come by then is sent again by the clock.
REVIVE = timedelta(seconds=180)
# A paused job is asked so often whether somebody pressed Resume.
PAUSED = timedelta(seconds=60)


class JobKind(StrEnum):
    """What a job does; stored. Who does a slice of it, bot.wiring.on_job says."""

    REDRIVE = "redrive"


class JobState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Skip(NamedTuple):
    """Who does not wait for the watch to be over, and why."""

    by: By
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work on one queue, of which the queue has one at a time.

    Attributes:
        token: Fencing token; every checkpoint is conditional on it, each slice takes the next.
        revision: Raised by every checkpoint; what the card compares.
        stop_by: Who pressed Stop, else nobody.
        paused_by: Who pressed Pause, until somebody presses Resume; else nobody.
        skip: None as long as nobody pressed Continue.
        receipts: How far the chain of its receipts goes, of those that are kept.
    """

    id: str
    group: str
    queue: str
    by: By
    reason: str
    state: JobState
    kind: JobKind = JobKind.REDRIVE
    started_at: datetime
    due_at: datetime | None
    token: int = 0
    lease_until: datetime | None = None
    revision: int = 0
    stop_by: By = NOBODY
    paused_by: By = NOBODY
    skip: Skip | None = None
    ended_at: datetime | None = None
    verdict: str = ""
    receipts: Chain = NO_RECEIPTS
    # Its fields stand among the job's own.
    progress: RedriveProgress = field(metadata={"among": {}})

    @property
    def live(self) -> bool:
        return self.state is JobState.RUNNING

    @property
    def paused(self) -> bool:
        """Whoever stops it ends the pause, too."""
        return bool(self.paused_by.user) and not self.stop_by.user


def claimed(job: Job, now: datetime) -> Job | None:
    """The job with this slice's token and lease; None while another slice holds it or when it has ended."""
    if not job.live or (job.lease_until is not None and now < job.lease_until):
        return None
    return replace(
        job, token=job.token + 1, revision=job.revision + 1, lease_until=now + LEASE, due_at=now + REVIVE
    )


def taking_over(job: Job, noted: Job) -> Job:
    """The job with what the slice before it had noted when it died."""
    taken = replace(
        noted,
        token=job.token,
        revision=max(job.revision, noted.revision + 1),
        lease_until=job.lease_until,
        due_at=job.due_at,
    )
    return heeding(taken, job)


def heeding(job: Job, stored: Job) -> Job:
    """The job with what people have asked of it meanwhile."""
    return replace(job, stop_by=stored.stop_by, paused_by=stored.paused_by, skip=stored.skip)


def yielded(job: Job, now: datetime) -> Job:
    """Give the lease back between slices."""
    return replace(job, lease_until=None, revision=job.revision + 1, due_at=now + REVIVE)


def still_paused(job: Job, now: datetime) -> Job | None:
    """The job until the clock asks again; None where it may go on, or a slice of it may have died."""
    return replace(job, due_at=now + PAUSED) if job.live and job.paused and not job.lease_until else None


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
