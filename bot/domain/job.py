"""A redrive as a job: intent before effect, slices of at most a minute, one live job per queue."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.sqs_answers import Undeleted
from bot.domain.timeline import NOBODY, By
from bot.domain.trial import Trial

# A slice's lease outlasts the longest invocation that may hold it (on_job's timeout is 120 s).
LEASE = timedelta(seconds=150)
# A live job whose next slice did not come by then is sent again by the clock.
REVIVE = timedelta(seconds=180)
# Bounds the item. A redrive that has left so many where they are would go on to do little else.
MOST_KEPT = 1000
# A redrive that cannot tell of so many what became of them does more harm than good.
MOST_UNPROVEN = 100
# Of so many copies the ids are kept: by them what comes back is recognised.
MOST_COPIES = 100
# Why messages stay that were not among those promised: they count for nothing but themselves.
NEWER = "arrived after the redrive began"
BEYOND = "more than were agreed to"
# Of a trial: it would be tried later.
OTHERS = "left for later"
BESIDE = frozenset({NEWER, BEYOND, OTHERS})


class JobState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One redrive of one dead-letter queue.

    Attributes:
        planned: How many the preview promised; never more are moved.
        to: ARNs of the queues they go back to; empty of a redrive that an older release began.
        trial: Which one message is to be tried; None for all.
        sent_before: Only messages sent before the preview are moved: what returns is newer.
        token: Fencing token; every checkpoint is conditional on it, each slice takes the next.
        revision: Raised by every checkpoint; what the card compares.
        moved: Accepted by their source queue and deleted here.
        both: Accepted there and not deleted here: message id and why. They are never sent again.
        perhaps: Ids of what was sent and not answered for, or under way when a slice died: perhaps accepted.
            Met again, it is sent again.
        earlier: Ids of what an earlier redrive left in both places: only to be deleted.
        earlier_perhaps: Ids of what an earlier redrive sent and had no answer for.
        beyond: How many more stood there as it began than were agreed to.
        kept: Messages left in the queue so far: message id and reason. A long redrive meets them again.
        later: Ids of those kept for a reason that may pass: they are tried again.
        copies: Ids of the first copies that were accepted.
        met_again: Received in a row that were all kept before.
        doubled: Messages that may have been sent twice (an answer was lost).
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
    both: Mapping[str, Undeleted] = field(default_factory=dict)
    perhaps: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    earlier_perhaps: tuple[str, ...] = ()
    beyond: int = 0
    to: tuple[str, ...] = ()
    trial: Trial | None = None
    kept: Mapping[str, str]
    later: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    met_again: int = 0
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
        """How many of the promised ones were kept."""
        return sum(why not in BESIDE for why in self.kept.values())

    @property
    def kept_enough(self) -> bool:
        return len(self.kept) >= MOST_KEPT

    @property
    def kept_why(self) -> Mapping[str, int]:
        """How many were kept for each reason."""
        return Counter(self.kept.values())

    @property
    def met_any(self) -> bool:
        """Whether any of those that were to go was given out."""
        return bool(self.moved or self.both or self.perhaps or self.kept_count)

    @property
    def unproven(self) -> bool:
        return len(self.both) + len(self.perhaps) >= MOST_UNPROVEN

    @property
    def room(self) -> int:
        """How many more may be moved: what was kept, or cannot be told, is of the promised ones too."""
        return max(self.planned - self.moved - len(self.both) - len(self.perhaps) - self.kept_count, 0)

    @property
    def unsettled(self) -> bool:
        """Whether there are messages that another try may settle."""
        return bool(self.both or self.perhaps or self.later)


def claimed(job: Job, now: datetime) -> Job | None:
    """The job with this slice's token and lease; None while another slice holds it or when it has ended."""
    if not job.live or (job.lease_until is not None and now < job.lease_until):
        return None
    return replace(
        job, token=job.token + 1, revision=job.revision + 1, lease_until=now + LEASE, due_at=now + REVIVE
    )


def taking_over(job: Job, noted: Job) -> Job:
    """The job with what the slice before it had noted when it died."""
    return replace(
        noted,
        token=job.token,
        revision=max(job.revision, noted.revision + 1),
        lease_until=job.lease_until,
        due_at=job.due_at,
        stop_by=job.stop_by,
    )


def waiting(job: Job) -> Job:
    """The job before messages that somebody holds are received anew: what it kept back among them."""
    return replace(job, waits=job.waits + 1, empty_reads=0, met_again=0)


def receiving(job: Job, ids: Collection[str]) -> Job:
    """The job after one receive; what it kept before tells nothing new."""
    known = job.kept.keys() | job.both.keys() | set(job.perhaps)
    again = bool(ids) and all(each in known for each in ids)
    met = {each for each in ids if each in job.earlier_perhaps}
    # With no room left, only what is to be tried again is worth receiving for.
    wanted = job.room > 0 or any(
        each in {*job.both, *job.perhaps, *job.later, *job.earlier, *met} for each in ids
    )
    return replace(
        job,
        empty_reads=0 if ids and wanted else job.empty_reads + 1,
        met_again=job.met_again + len(ids) if again or not ids else 0,
        perhaps=(*job.perhaps, *sorted(met)),
        earlier_perhaps=tuple(each for each in job.earlier_perhaps if each not in met),
    )


def keeping(job: Job, reasons: Mapping[str, str], *, later: bool = False) -> Job:
    """The job with messages left where they are, by id; each counts once, for its latest reason.

    One that was sent before, whatever came of that, is not merely left where it is.
    """
    sent = job.both.keys() | set(job.perhaps)
    reasons = {each: why for each, why in reasons.items() if each not in sent}
    if not reasons:
        return job
    others = tuple(each for each in job.later if each not in reasons)
    return replace(job, kept={**job.kept, **reasons}, later=(*others, *reasons) if later else others)


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
