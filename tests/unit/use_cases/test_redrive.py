"""A redrive so long that what it left behind comes into sight again while it runs."""

from datetime import timedelta

import pytest

from bot.domain.dead_letters.dead_letter import QueueFacts, ReceivedMessage
from bot.domain.incident.change import changed
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.acts.redrive import started
from bot.domain.redrive.job import Job, JobKind
from bot.domain.redrive.plan import RedrivePlan
from bot.domain.redrive.progress import MOST_KEPT
from bot.ports.incidents import Write
from bot.use_cases.continue_job import ContinueJob
from bot.use_cases.redrive import RunRedrive
from bot.use_cases.redrive_slice import BATCH, HIDE_FOR
from bot.use_cases.write_incident import IncidentWriter
from tests.fakes import (
    FakeDeadLetterQueues,
    FakeFeeders,
    FakeIncidents,
    FakeJobs,
    FakeOutbox,
    FakeWaysBack,
    HandClock,
    Store,
)
from tests.unit.domain.incidents import ANA, NOW, OPEN, POLICY

SOURCE = "arn:aws:sqs:eu-west-1:111122223333:orders"
SENT = str(int((NOW - timedelta(hours=1)).timestamp() * 1000))
MOST_SLICES = 200


class Slow(FakeDeadLetterQueues):
    """Each receive takes so long that a message is visible again after five of them, behind all others."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__(clock)
        self.hand = clock

    def receive(
        self, queue: QueueFacts, most: int, hide_for: timedelta, wait: timedelta
    ) -> tuple[ReceivedMessage, ...]:
        self.hand.now += HIDE_FOR / 5
        self.queues[queue.arn].held.sort(key=lambda each: each.visible_at)
        return super().receive(queue, most, hide_for, wait)


class Redriven:
    """A queue of messages that go back and of ones that stay, redriven slice by slice to its end."""

    def __init__(self, *, going: int, staying: int) -> None:
        self.clock, self.store, self.outbox = HandClock(NOW), Store(), FakeOutbox()
        self.queues = Slow(self.clock)
        self.arn = OPEN.resource.arn
        self.queues.add(self.arn, sources=(SOURCE,))
        self.queues.add(SOURCE)
        self.queues.put(self.arn, *(message(n, DeadLetterQueueSourceArn=SOURCE) for n in range(going)))
        self.queues.put(self.arn, *(message(going + n) for n in range(staying)))
        self.incidents = FakeIncidents(self.store, self.clock)
        self.keep = IncidentWriter(self.incidents, self.outbox, lambda: POLICY)
        self.start(RedrivePlan(self.arn, (SOURCE,), going + staying, NOW))

    def start(self, plan: RedrivePlan) -> None:
        self.incidents.save(Write(changed(OPEN, NOW)._replace(before=0)))
        begun = started(self.incident, plan, "01", ANA, "fixed", NOW)
        self.incidents.save(Write(begun.change, start=begun.job))

    @property
    def incident(self) -> Incident:
        return self.store.incidents[OPEN.group]

    @property
    def job(self) -> Job:
        return self.store.jobs[OPEN.group, "01"]

    def slice(self) -> None:
        jobs = FakeJobs(self.store)
        redrive = RunRedrive(
            incidents=self.incidents,
            jobs=jobs,
            queues=self.queues,
            feeders=FakeFeeders(),
            ways_back=FakeWaysBack(self.queues),
            outbox=self.outbox,
            keep=self.keep,
            clock=self.clock,
        )
        ContinueJob(jobs, {JobKind.REDRIVE: redrive})(OPEN.group, "01")
        self.clock.now += self.outbox.sent_jobs[-1].delay if self.job.live else timedelta(0)

    def to_its_end(self) -> Job:
        for _ in range(MOST_SLICES):
            if not self.job.live:
                return self.job
            self.slice()
        raise AssertionError(f"it never ends: {self.job}")


def message(number: int, **system: str) -> ReceivedMessage:
    return ReceivedMessage(f"m-{number}", "", "{}", {"SentTimestamp": SENT, **system}, {})


@pytest.mark.parametrize("staying", [1, 25, 150])
def test_what_stays_is_counted_once_however_often_it_is_met(staying: int) -> None:
    redriven = Redriven(going=30, staying=staying)
    job = redriven.to_its_end()
    assert (job.progress.moved, job.progress.kept_count) == (30, staying)
    assert f"{staying} left here: nothing in the message says who put it here" in job.verdict


def test_what_is_held_up_first_and_moved_when_it_is_met_again_is_not_kept() -> None:
    redriven = Redriven(going=60, staying=0)
    redriven.queues.held_up = {"m-0": "throttled"}
    redriven.slice()
    assert redriven.job.progress.kept == {"m-0": "throttled"}
    redriven.queues.held_up.clear()
    job = redriven.to_its_end()
    assert (job.progress.moved, job.progress.kept) == (60, {})


def test_a_redrive_that_leaves_nearly_everything_ends_and_says_so() -> None:
    job = Redriven(going=0, staying=MOST_KEPT + 5 * BATCH).to_its_end()
    assert job.progress.kept_count == MOST_KEPT
    assert "too many messages could not be moved" in job.verdict
