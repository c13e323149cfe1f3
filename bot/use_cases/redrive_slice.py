"""The batches of one slice of a redrive: what touches the queues, and nothing else.

Every message that a slice receives is sent and deleted, or put back; what it may claim, `redrive_step` says.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from bot.domain.dead_letters.dead_letter import QueueFacts, ReceivedMessage
from bot.domain.dead_letters.way_back import WayBack
from bot.domain.errors import BotError, Permanent
from bot.domain.redrive.job import Job, JobState, heeding
from bot.domain.redrive.progress import RedriveProgress
from bot.domain.redrive.receipt import Ends, Receipt, left_by, lines_of, sent_by
from bot.domain.redrive.route import Going, together
from bot.domain.redrive.sqs_answers import Undeleted
from bot.domain.redrive.step import after_deleting, after_sending, sort_out, under_way
from bot.ports.clock import Clock
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.ports.jobs import Jobs
from bot.ports.ways_back import WaysBack
from bot.use_cases.find_ways import FindWays

log = logging.getLogger("lastcall")

# A slice ends well before on_job's timeout of 120 s.
SLICE = timedelta(seconds=60)
# Outlasts the slice: what is kept back is not received a second time by the same slice.
HIDE_FOR = timedelta(seconds=120)
WAIT = timedelta(seconds=2)
# SQS samples its servers: one empty answer proves nothing (long polls make three a strong sign).
EMPTY_READS = 3
CHECKPOINT_EVERY = timedelta(seconds=3)
# Each note carries those that are not kept yet: so many are kept without waiting for the checkpoint.
MOST_PENDING = 100
# SQS's own largest batch.
BATCH = 10
# So many batches are received to see whether what was sent is back among them.
LOOKED_THROUGH = 10
# What is sent must not stand here, too: its delete is asked for so often before anything else is sent.
DELETES = 3


class SupersededError(BotError):
    """Another slice holds the token: this one must not touch anything any more."""


def keep_receipts(jobs: Jobs, job: Job, receipts: Sequence[Receipt]) -> Job:
    """The job that may claim them, once they are kept."""
    lines, chain = lines_of(job, receipts)
    if lines and not jobs.keep_receipts(job, lines):
        raise SupersededError
    return replace(job, receipts=chain)


class Source(NamedTuple):
    facts: QueueFacts
    sources: tuple[str, ...]


class Slice:
    """The batches of one slice.

    Attributes:
        job: The progress at any moment, however the slice ends.
        fault: Why nothing more may be copied: SQS refuses for good to delete what was, or deletes none of it.
    """

    def __init__(
        self,
        queues: DeadLetterQueues,
        ways_back: WaysBack,
        find_ways: FindWays,
        jobs: Jobs,
        clock: Clock,
        job: Job,
    ) -> None:
        self._queues = queues
        self._ways_back = ways_back
        self._find_ways = find_ways
        self._jobs = jobs
        self._clock = clock
        self._held: dict[str, ReceivedMessage] = {}
        self._pending: list[Receipt] = []
        self._received: Sequence[ReceivedMessage] = ()
        self._ways: Mapping[str, WayBack] = {}
        self._moved: set[str] = set()
        self._copies: dict[str, str] = {}
        self._accounted = job.progress
        self.job = job
        self.fault = ""

    def batches(self, source: Source) -> JobState | None:
        """Move batches until something ends the job; None when it is paused or the slice's time is over."""
        started = written = self._clock()
        while self._clock() - started < SLICE:
            self._heed()
            if self.job.stop_by.user:
                return JobState.STOPPED
            if self.job.paused:
                return None
            if self.fault:
                return JobState.FAILED
            if _nothing_more(self.job.progress):
                return JobState.DONE
            self._batch(source)
            if self._clock() - written >= CHECKPOINT_EVERY:
                written = self._clock()
                self._checkpoint()
        return None

    def put_back(self, facts: QueueFacts) -> None:
        """What this slice received and left is nobody's secret: the last of a group first, so that it stays
        locked until its first is there again.
        """
        if self._held:
            self._queues.put_back(facts, tuple(reversed(self._held.values())))

    def back_among(self, facts: QueueFacts) -> int:
        """How many of the first copies stand in the queue again, of as many as are looked through."""
        copies, seen = set(self.job.progress.copies), set[str]()
        try:
            for _ in range(LOOKED_THROUGH):
                received = self._queues.receive(facts, BATCH, HIDE_FOR, WAIT)
                self._held.update({each.message_id: each for each in received})
                seen |= copies & {each.message_id for each in received}
                if not received or seen == copies:
                    break
        except Permanent as refused:
            log.warning("not looked through", extra={"job": self.job.id, "why": str(refused)})
        self.put_back(facts)
        return len(seen)

    def _heed(self) -> None:
        stored = self._jobs.load(self.job.group, self.job.id)
        if stored is None or stored.token != self.job.token:
            raise SupersededError
        self.job = heeding(self.job, stored)

    def settled(self) -> Job:
        """The job, once the receipts of all it met are kept: it may claim them now."""
        self._account()
        self.job, self._pending = keep_receipts(self._jobs, self.job, self._pending), []
        return self.job

    def _account(self) -> None:
        """Have a receipt of whatever became of this batch since it was asked last."""
        before, self._accounted = self._accounted, self.job.progress
        ends = Ends(before, self.job.progress, self._moved, self._copies)
        self._pending += left_by(self._received, self._ways, ends, self._clock())
        self._moved = set()

    def _checkpoint(self) -> None:
        self.settled()
        self.job = replace(self.job, revision=self.job.revision + 1)
        if not self._jobs.checkpoint(self.job, self.job.token):
            raise SupersededError

    def _progressed(self, progress: RedriveProgress) -> None:
        self.job = replace(self.job, progress=progress)

    def _batch(self, source: Source) -> None:
        before = self.job.progress
        chosen = before.trial is not None and bool(before.trial.among)
        most = BATCH if before.unsettled or chosen else min(BATCH, before.room)
        received = self._queues.receive(source.facts, most, HIDE_FOR, WAIT)
        self._held.update({each.message_id: each for each in received})
        ways = self._find_ways(received, source.sources, before.sent_before)
        self._received, self._ways = received, ways
        batch = sort_out(before, received, ways, fifo=source.facts.fifo)
        self._progressed(batch.progress)
        self._delete(source, batch.only_delete)
        for going in together(batch.going, ways):
            if not self.fault:
                self._move(source, going)
        self._account()
        if len(self._pending) >= MOST_PENDING:
            self.settled()

    def _move(self, source: Source, going: Sequence[Going]) -> None:
        self._account()
        messages = [each.message for each in going]
        noted = replace(self.job, progress=under_way(self.job.progress, messages))
        if not self._jobs.note(noted, [*self._pending, *sent_by(going, self._clock())]):
            raise SupersededError
        sent = self._ways_back.send(going)
        self._copies |= sent.copies
        self._progressed(after_sending(self.job.progress, messages, sent, fifo=source.facts.fifo))
        self._delete(source, [each for each in messages if each.message_id in sent.accepted])

    def _delete(self, source: Source, messages: Sequence[ReceivedMessage]) -> None:
        if not messages:
            return
        asked = [each.message_id for each in messages]
        undeleted = self._undeleted(source, messages)
        self._progressed(after_deleting(self.job.progress, asked, undeleted))
        for each in asked:
            if each not in undeleted:
                self._held.pop(each, None)
                self._moved.add(each)
        if undeleted:
            log.warning("sent but not deleted", extra={"job": self.job.id, "messages": len(undeleted)})
        if any(each.for_good for each in undeleted.values()) or len(undeleted) == len(asked):
            self.fault = "nothing more is sent while it cannot be deleted here"

    def _undeleted(self, source: Source, messages: Sequence[ReceivedMessage]) -> Mapping[str, Undeleted]:
        for_good: dict[str, Undeleted] = {}
        now: Mapping[str, Undeleted] = {}
        for _ in range(DELETES):
            now = self._queues.delete(source.facts, messages)
            for_good |= {each: why for each, why in now.items() if why.for_good}
            messages = [each for each in messages if each.message_id in now.keys() - for_good.keys()]
            if not messages:
                break
        return {**now, **for_good}


def _nothing_more(progress: RedriveProgress) -> bool:
    """All is settled, or the queue gives out nothing, or nothing that was not left where it is before."""
    if progress.kept_enough or progress.unproven or progress.empty_reads >= EMPTY_READS:
        return True
    if progress.first_are_sent:
        return True  # for now
    met = len(progress.kept) + len(progress.both) + len(progress.perhaps)
    return progress.met_again > met or (progress.room == 0 and not progress.unsettled)
