"""One slice of a redrive: receive, send, delete what is proven sent; checkpoint; hand on to the next slice.

    claim (fencing token) ─► batch … batch ─► checkpoint ─► next slice, delayed
                               │                              │
                               ├─ some may yet be settled ─► waits ─┤
                               └─ stop, promised, empty ────────────┴─► end: verdict, queue freed

Stop is read before every batch, and what is about to be sent is noted: a crash between send and delete sends
at most that batch again (a FIFO queue swallows it: the deduplication id is derived from the message). What
returns while the job runs was sent after the preview and is never moved again. What SQS refuses to delete is
not copied any further.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import Permanent, Transient
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import changed
from bot.domain.incident.follow_up import redrive_of
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.policy.policy import Target
from bot.domain.redrive.came_back import followed, to_be_followed
from bot.domain.redrive.job import Job, JobState, claimed, ended, still_paused, taking_over, yielded
from bot.domain.redrive.progress import CanaryWatch, RedriveProgress, going_on, waiting
from bot.domain.redrive.stages import EVERY, GoesOn, Stops, Waits, watch_lasts, watched
from bot.domain.redrive.tally import tally
from bot.domain.redrive.words import verdict, watches
from bot.domain.resource.grouping import Resource
from bot.ports.clock import Clock
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.ports.feeders import Feeders
from bot.ports.incidents import Incidents, Write
from bot.ports.jobs import Jobs
from bot.ports.outbox import Outbox
from bot.ports.ways_back import WaysBack
from bot.use_cases.find_ways import FindWays
from bot.use_cases.read_returns import read_returns
from bot.use_cases.redrive_slice import HIDE_FOR, Slice, Source, SupersededError, keep_receipts
from bot.use_cases.write_incident import IncidentWriter

log = logging.getLogger("lastcall")

# What somebody still holds after so many waits of HIDE_FOR, they keep.
WAITS = 3
# After a fault that may pass, the next slice comes this much later.
PAUSE = timedelta(seconds=15)


class RunRedrive:
    def __init__(
        self,
        *,
        incidents: Incidents,
        jobs: Jobs,
        queues: DeadLetterQueues,
        feeders: Feeders,
        ways_back: WaysBack,
        outbox: Outbox,
        keep: IncidentWriter,
        clock: Clock,
    ) -> None:
        self._incidents = incidents
        self._jobs = jobs
        self._queues = queues
        self._feeders = feeders
        self._ways_back = ways_back
        self._outbox = outbox
        self._keep = keep
        self._clock = clock

    def __call__(self, stored: Job) -> None:
        """Do one slice. A second message for the same slice finds the lease taken and does nothing."""
        incident = self._incidents.load([stored.group]).get(stored.group)
        if incident is None:
            log.warning("redrive without its incident", extra={"group": stored.group, "job": stored.id})
            return
        if paused := still_paused(stored, self._clock()):
            self._jobs.checkpoint(paused, stored.token)
            return
        try:
            job = self._claimed(stored)
        except SupersededError:
            return
        if job is not None and self._jobs.checkpoint(job, stored.token):
            self._slice(job, incident)

    def _claimed(self, stored: Job) -> Job | None:
        job = claimed(stored, self._clock())
        if job is None or stored.lease_until is None or (noted := self._jobs.noted(stored)) is None:
            return job
        # The last slice died: what it had under way may have been sent, and deleted or not.
        return keep_receipts(self._jobs, taking_over(job, noted.job), noted.receipts)

    def _slice(self, job: Job, incident: Incident) -> None:
        find_ways = FindWays(self._feeders, job.queue, job.progress.to)
        run = Slice(self._queues, self._ways_back, find_ways, self._jobs, self._clock, job)
        try:
            if job.progress.watching and not job.stop_by.user:
                self._watch(run, incident)
            else:
                self._do(run, incident.resource)
        except SupersededError:
            log.warning("slice superseded", extra={"group": job.group, "job": job.id})
        except Transient as fault:
            # Nothing was sent that is not counted: what was received is given out again.
            log.warning("slice paused", extra={"group": job.group, "job": job.id, "why": str(fault)})
            self._hand_on(run.settled(), PAUSE)

    def _do(self, run: Slice, queue: Resource) -> None:
        try:
            source = self._source(queue)
            if isinstance(source, Missing):
                self._end(run.settled(), JobState.FAILED, f"could not go on: {source.reason}")
                return
            state = run.batches(source)
            if state is not None:
                run.put_back(source.facts)
            self._after(run, state, queue)
        except Permanent as fault:
            self._end(run.settled(), JobState.FAILED, str(fault), self._depth(queue))

    def _after(self, run: Slice, state: JobState | None, queue: Resource) -> None:
        """A queue that gives out nothing is not empty while somebody holds some of its messages."""
        job = run.settled()
        if state is None:
            self._hand_on(job, timedelta(seconds=1))
            return
        depth = self._depth(queue)
        if state is JobState.DONE and job.progress.first_are_sent and not _too_many_stay(job.progress):
            watch = CanaryWatch(now := self._clock(), now + watch_lasts(self._returns(job)))
            self._hand_on(replace(job, progress=replace(job.progress, watch=watch)), timedelta(0))
        elif state is JobState.DONE and not run.fault and _worth_waiting(job.progress, depth):
            self._hand_on(replace(job, progress=waiting(job.progress)), HIDE_FOR)
        else:
            self._end(job, state, run.fault, depth)

    def _watch(self, run: Slice, incident: Incident) -> None:
        """Read what became of those sent first, which the looks at the incident follow, too."""
        job, now, facts = run.job, self._clock(), self._queues.facts(incident.resource)
        depth = facts if isinstance(facts, Missing) else Depth(facts.visible, facts.in_flight, facts.delayed)
        redrive = redrive_of(incident.follow_ups)
        if redrive is None or redrive.began != job.started_at:
            self._follow(job, depth, now)
            self._hand_on(job, EVERY)
            return
        more = not isinstance(depth, Missing) and redrive.new_among(depth.total)
        seen = run.back_among(facts) if more and not isinstance(facts, Missing) else 0
        match watched(job, redrive, depth, incident.evidence, now, seen=seen):
            case Waits():
                self._hand_on(job, EVERY)
            case GoesOn(why):
                self._hand_on(replace(job, progress=going_on(job.progress, why)), timedelta(0))
            case Stops() as stops:
                counted = None if isinstance(depth, Missing) else depth
                self._end(job, JobState.STOPPED, f"stopped itself: {stops.why}", counted, stops)

    def _follow(self, job: Job, depth: Depth | Missing, now: datetime) -> None:
        """Have those sent first looked for, and the thread told until when the others wait."""
        standing = None if isinstance(depth, Missing) else depth.total
        redrive = followed(job, standing, self._returns(job), now)

        def decide(incident: Incident | None) -> Write | None:
            if incident is None or incident.live_job != job.id:
                return None
            entry = TimelineEntry(at=now, event=Event.REDRIVE_WATCHED, what=watches(job), thread=True)
            return Write(changed(to_be_followed(incident, redrive), now, entry))

        self._keep(job.group, decide, now)

    def _depth(self, queue: Resource) -> Depth | None:
        facts = self._queues.facts(queue)
        return None if isinstance(facts, Missing) else Depth(facts.visible, facts.in_flight, facts.delayed)

    def _hand_on(self, job: Job, delay: timedelta) -> None:
        if self._jobs.checkpoint(yielded(job, self._clock()), job.token):
            self._outbox.job({"job": {"group": job.group, "job": job.id}}, delay)

    def _source(self, queue: Resource) -> Source | Missing:
        facts, sources = self._queues.facts(queue), self._queues.sources(queue)
        if isinstance(facts, Missing):
            return facts
        return sources if isinstance(sources, Missing) else Source(facts, sources)

    def _end(
        self,
        job: Job,
        state: JobState,
        fault: str,
        depth: Depth | None = None,
        stops: Stops | None = None,
    ) -> None:
        now = self._clock()
        standing, held = (depth.total, depth.in_flight) if depth else (None, 0)
        job = ended(job, state, verdict(job, state, fault, standing, held), now)
        redrive = followed(job, standing, self._returns(job), now)
        # Whoever pressed is called where it stopped itself, once.
        called: tuple[Target, ...] = ()
        if stops:
            redrive = redrive._replace(back=stops.back, same=stops.same)
            called = () if stops.called else (Target("user", job.by.user),)
        entry = TimelineEntry(
            at=now,
            event=Event.REDRIVE_ENDED,
            what=job.verdict,
            why=str(state),
            thread=True,
            mentions=called,
        )

        def decide(incident: Incident | None) -> Write | None:
            if incident is None or incident.live_job != job.id:
                return None
            freed = replace(incident, live_job="", ended_job=job.id, evidence_wanted=now)
            return Write(changed(to_be_followed(freed, redrive), now, entry), end=job)

        self._keep(job.group, decide, now)

    def _returns(self, job: Job) -> timedelta | None:
        # Without copies by which to know them the looks come at the usual times.
        return read_returns(self._queues, job.progress.to) if job.progress.copies else None


def _too_many_stay(progress: RedriveProgress) -> bool:
    return progress.kept_enough or progress.unproven


def _worth_waiting(progress: RedriveProgress, depth: Depth | None) -> bool:
    """Whether what is hidden now may yet be settled: by another try, or once somebody else lets go of it."""
    if _too_many_stay(progress) or progress.waits >= WAITS:
        return False
    if depth is None:
        return progress.unsettled
    if depth.total <= len(progress.kept) - len(progress.later):
        return False
    left = tally(progress, depth.total).left
    if progress.unsettled or (left and depth.in_flight):
        return True
    # Counts lag by up to a minute, and a receive asks only some of SQS's servers: once more, then.
    return left > 0 and progress.waits == 0
