"""One slice of a redrive: receive, send, delete what is proven sent; checkpoint; hand on to the next slice.

    claim (fencing token) ─► batch … batch ─► checkpoint ─► next slice, delayed
                                │                              │
                                ├─ some in flight ─► waits ────┤
                                └─ stop, planned, empty ───────┴─► end: verdict, queue freed

A crash between send and delete sends at most that batch again (a FIFO queue swallows it: the
deduplication id is derived from the message). What returns while the job runs was sent after the plan and
is never moved again.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from bot.domain.dead_letter import QueueFacts, ReceivedMessage
from bot.domain.errors import BotError, Permanent, Transient
from bot.domain.evidence import Missing
from bot.domain.grouping import Resource
from bot.domain.incident import Incident, changed
from bot.domain.job import (
    Job,
    JobState,
    claimed,
    ended,
    keeping,
    moving,
    receiving,
    waiting,
    yielded,
)
from bot.domain.redrive_plan import may_move
from bot.domain.timeline import Event, TimelineEntry
from bot.ports.clock import Clock
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.ports.incidents import Incidents
from bot.ports.jobs import Jobs
from bot.ports.outbox import Outbox
from bot.use_cases.keep import Keep, Write

log = logging.getLogger("lastcall")

# A slice ends well before on_job's timeout of 120 s.
SLICE = timedelta(seconds=60)
# Outlasts the slice: what is kept back is not received a second time by the same slice.
HIDE_FOR = timedelta(seconds=120)
WAIT = timedelta(seconds=2)
# SQS samples its servers: one empty answer proves nothing (long polls make three a strong sign).
EMPTY_READS = 3
CHECKPOINT_EVERY = timedelta(seconds=3)
# SQS's own largest batch.
BATCH = 10


# What somebody still holds after so many waits of HIDE_FOR, they keep.
WAITS = 3
# After a fault that may pass, the next slice comes this much later.
PAUSE = timedelta(seconds=15)


class _SupersededError(BotError):
    """Another slice holds the token: this one must not touch anything any more."""


class _Source(NamedTuple):
    facts: QueueFacts
    sources: tuple[str, ...]


class Redrive:
    def __init__(
        self,
        *,
        incidents: Incidents,
        jobs: Jobs,
        queues: DeadLetterQueues,
        outbox: Outbox,
        keep: Keep,
        clock: Clock,
    ) -> None:
        self._incidents = incidents
        self._jobs = jobs
        self._queues = queues
        self._outbox = outbox
        self._keep = keep
        self._clock = clock

    def __call__(self, group: str, job_id: str) -> None:
        """Do one slice. A second message for the same slice finds the lease taken and does nothing."""
        stored = self._jobs.load(group, job_id)
        incident = self._incidents.load([group]).get(group)
        if stored is None or incident is None:
            log.warning("redrive without its job", extra={"group": group, "job": job_id})
            return
        job = claimed(stored, self._clock())
        if job is None or not self._jobs.checkpoint(job, stored.token):
            return
        if stored.lease_until is not None:
            # The last slice died: its batch under way may have been sent and not deleted.
            job = replace(job, doubled=job.doubled + BATCH, interrupted=True)
        self._slice(job, incident)

    def _slice(self, job: Job, incident: Incident) -> None:
        source = self._source(incident.resource)
        if isinstance(source, Missing):
            self._end(job, JobState.FAILED, f"could not go on: {source.reason}")
            return
        run = _Slice(self._queues, self._jobs, self._clock, source, job)
        try:
            state = run.batches()
        except _SupersededError:
            log.warning("slice superseded", extra={"group": job.group, "job": job.id})
        except Transient as fault:
            log.warning("slice paused", extra={"group": job.group, "job": job.id, "why": str(fault)})
            self._hand_on(run.job, PAUSE)
        except Permanent as fault:
            self._end(run.job, JobState.FAILED, str(fault))
        else:
            self._after(run.job, state, incident.resource)

    def _after(self, job: Job, state: JobState | None, queue: Resource) -> None:
        """A queue that gives out nothing is not empty while somebody holds some of its messages."""
        if state is None:
            self._hand_on(job, timedelta(seconds=1))
            return
        silent = state is JobState.DONE and job.empty_reads >= EMPTY_READS
        held = self._held(job, queue) if silent else 0
        if held and job.waits < WAITS:
            self._hand_on(waiting(job), HIDE_FOR)
        else:
            self._end(job, state, f"{held} are held by somebody else and stay" if held else "")

    def _held(self, job: Job, queue: Resource) -> int:
        """How many of the planned messages are in flight: after a lost answer, or at another consumer."""
        left = job.planned - job.moved - job.kept_count
        facts = self._queues.facts(queue) if left > 0 else Missing("nothing is left")
        return 0 if isinstance(facts, Missing) else min(facts.in_flight, left)

    def _hand_on(self, job: Job, delay: timedelta) -> None:
        if self._jobs.checkpoint(yielded(job, self._clock()), job.token):
            self._outbox.job({"job": {"group": job.group, "job": job.id}}, delay)

    def _source(self, queue: Resource) -> _Source | Missing:
        facts, sources = self._queues.facts(queue), self._queues.sources(queue)
        if isinstance(facts, Missing):
            return facts
        return sources if isinstance(sources, Missing) else _Source(facts, sources)

    def _end(self, job: Job, state: JobState, fault: str) -> None:
        now = self._clock()
        job = ended(job, state, _verdict(job, state, fault), now)

        def decide(incident: Incident | None) -> Write | None:
            if incident is None or incident.live_job != job.id:
                return None
            entry = TimelineEntry(
                at=now, event=Event.REDRIVE_ENDED, what=job.verdict, why=str(state), thread=True
            )
            freed = replace(incident, live_job="", ended_job=job.id, evidence_wanted=now)
            return Write(changed(freed, now, entry), end=job)

        self._keep(job.group, decide, now)


class _Slice:
    """The batches of one slice; `job` is the progress at any moment, however the slice ends."""

    def __init__(self, queues: DeadLetterQueues, jobs: Jobs, clock: Clock, source: _Source, job: Job) -> None:
        self._queues = queues
        self._jobs = jobs
        self._clock = clock
        self._source = source
        self._undeleted: set[str] = set()
        self.job = job

    def batches(self) -> JobState | None:
        """Move batches until something ends the job, or None when the slice's time is over."""
        started = written = self._clock()
        while self._clock() - started < SLICE:
            if self.job.stop_by.user:
                return JobState.STOPPED
            if _nothing_more(self.job):
                return JobState.DONE
            self._batch()
            if self._clock() - written >= CHECKPOINT_EVERY:
                written = self._clock()
                self._checkpoint()
        return None

    def _checkpoint(self) -> None:
        self.job = replace(self.job, revision=self.job.revision + 1)
        if not self._jobs.checkpoint(self.job, self.job.token):
            raise _SupersededError
        stored = self._jobs.load(self.job.group, self.job.id)
        self.job = replace(self.job, stop_by=stored.stop_by if stored else self.job.stop_by)

    def _batch(self) -> None:
        most = min(BATCH, self.job.planned - self.job.moved)
        received = self._queues.receive(self._source.facts, most, HIDE_FOR, WAIT)
        self.job = receiving(self.job, [each.message_id for each in received])
        # What was sent before and could not be deleted is only deleted: it must not be sent twice.
        self._delete([each for each in received if each.message_id in self._undeleted])
        fresh = [each for each in received if each.message_id not in self._undeleted]
        reasons = {
            each.message_id: may_move(each, self.job.sent_before, self._source.sources) for each in fresh
        }
        self.job = keeping(self.job, {each: reason for each, reason in reasons.items() if reason})
        going = [each for each in fresh if not reasons[each.message_id]]
        for destination in dict.fromkeys(each.source for each in going):
            self._move(destination, [each for each in going if each.source == destination])

    def _move(self, destination: str, messages: Sequence[ReceivedMessage]) -> None:
        sent = self._queues.send(destination, messages)
        accepted = [each for each in messages if each.message_id in sent.accepted]
        self.job = keeping(self.job, sent.refused)
        # An unanswered one comes again and is sent again: it was perhaps not sent at all.
        doubled = self.job.doubled + len(sent.unanswered)
        self.job = moving(replace(self.job, doubled=doubled), {each.message_id for each in accepted})
        self._delete(accepted)

    def _delete(self, messages: Sequence[ReceivedMessage]) -> None:
        undeleted = self._queues.delete(self._source.facts, messages) if messages else {}
        if undeleted:
            log.warning("sent but not deleted", extra={"job": self.job.id, "messages": len(undeleted)})
        self._undeleted.update(undeleted)


def _nothing_more(job: Job) -> bool:
    """All is moved, or the queue gives out nothing, or nothing that was not left where it is before."""
    emptied = job.moved >= job.planned or job.empty_reads >= EMPTY_READS
    return emptied or job.kept_enough or job.met_again > job.kept_count


def _verdict(job: Job, state: JobState, fault: str) -> str:
    """What is proven: moved means accepted by the source queue, not consumed."""
    at_least = "at least " if job.interrupted else ""
    parts = [f"{at_least}{job.moved} of {job.planned} moved back"]
    if state is JobState.STOPPED:
        parts.append(f"stopped by {job.stop_by.name}")
    parts.extend(f"{seen} kept: {reason}" for reason, seen in job.kept_why.items())
    if job.doubled:
        parts.append(f"up to {job.doubled} may have been sent twice")
    if job.kept_enough:
        parts.append("left off there: so many stay that something else is wrong")
    if fault:
        parts.append(fault)
    return "; ".join(parts)
