"""Redrives in a hostile world: partial answers, lost ones, throttling, kills, thieves, purges, newcomers.

Nothing is lost, nothing moves beyond what was promised, no group of a FIFO queue is overtaken, nothing is
doubled unsaid, and the words of the verdict are true of what stands where.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.use_cases.redrive_slice
from bot.domain.dead_letters.dead_letter import QueueFacts, ReceivedMessage
from bot.domain.errors import Transient
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import changed
from bot.domain.lifecycle.acts.redrive import started
from bot.domain.redrive.job import LEASE, Job, JobKind
from bot.domain.redrive.ledger import agrees, closing, ends_of, summed, verify
from bot.domain.redrive.plan import RedrivePlan
from bot.domain.redrive.receipt import End, Receipt, content_of
from bot.domain.redrive.sqs_answers import Sent, Undeleted
from bot.domain.resource.grouping import Resource
from bot.ports.incidents import Write
from bot.use_cases.continue_job import ContinueJob
from bot.use_cases.redrive import RunRedrive
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
from tests.fakes.store import kept_receipts
from tests.unit.domain.incidents import ANA, NOW, OPEN, POLICY

HOSTILE_SLICES, MOST_SLICES = 5, 60
HOUR = timedelta(hours=1)
DENIED = Undeleted("denied: allow sqs:DeleteMessage", for_good=True)


@pytest.fixture(autouse=True, scope="module")
def _receipts_are_kept_now_and_then() -> Iterator[None]:
    """As in a redrive of thousands, which keeps some before its next checkpoint."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bot.use_cases.redrive_slice, "MOST_PENDING", 7)
        yield


class _KilledError(BaseException):
    """The function's life ends here, whatever anybody would catch."""


class _Chaos:
    """What goes wrong, by the throw of dice; nothing once it is `calm`."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)  # noqa: S311 - a story that can be told again
        self.calm = False
        self.denied = self.dice.random() < 0.2

    def happens(self, chance: float) -> bool:
        return not self.calm and self.dice.random() < chance

    def maybe_killed(self) -> None:
        if self.happens(0.02):
            raise _KilledError


class _Queues(FakeDeadLetterQueues):
    """Attributes:
    copies: How often each message was taken by its source queue.
    deleted: What the redrive deleted, answered or not.
    """

    def __init__(self, clock: HandClock, chaos: _Chaos) -> None:
        super().__init__(clock)
        self.clock = clock
        self.chaos = chaos
        self.copies: Counter[str] = Counter()
        self.order: list[str] = []
        self.deleted: set[str] = set()

    def facts(self, queue: Resource) -> QueueFacts | Missing:
        self._throttled()
        return Missing("denied") if self.chaos.happens(0.02) else super().facts(queue)

    def receive(
        self, queue: QueueFacts, most: int, hide_for: timedelta, wait: timedelta
    ) -> tuple[ReceivedMessage, ...]:
        self._throttled()
        self.clock.now += timedelta(seconds=1)  # so that a slice writes checkpoints, too
        few = max(1, self.chaos.dice.randint(1, most)) if self.chaos.happens(0.3) else most
        received = super().receive(queue, few, hide_for, wait)
        self.chaos.maybe_killed()
        return received

    def send(self, destination_arn: str, messages: Sequence[ReceivedMessage]) -> Sent:
        self.chaos.maybe_killed()
        self._throttled()
        ids = [each.message_id for each in messages]
        self.refused = {each: "too large" for each in ids if self.chaos.happens(0.05)}
        self.held_up = {each: "InternalError" for each in ids if self.chaos.happens(0.05)}
        lost = {each for each in ids if self.chaos.happens(0.1)}
        self.lost_answers = {each for each in lost if self.chaos.dice.random() < 0.5}
        never = dict.fromkeys(lost - self.lost_answers, "")
        self.held_up |= never
        sent = super().send(destination_arn, messages)
        # Of some it is not known that they were never taken.
        unanswered = sent.unanswered | (never.keys() & sent.later.keys())
        later = {each: why for each, why in sent.later.items() if each not in never}
        self.chaos.maybe_killed()
        return sent._replace(unanswered=frozenset(unanswered), later=later)

    def _take(self, arn: str, message: ReceivedMessage) -> None:
        before = len(self.queues[arn].held)
        super()._take(arn, message)
        taken = len(self.queues[arn].held) - before
        self.copies[message.message_id] += taken
        self.order += [message.message_id] * taken

    def delete(self, queue: QueueFacts, messages: Sequence[ReceivedMessage]) -> Mapping[str, Undeleted]:
        self.chaos.maybe_killed()
        if self.chaos.denied and not self.chaos.calm:
            return {each.message_id: DENIED for each in messages}
        failing = [each.message_id for each in messages if self.chaos.happens(0.1)]
        self.stuck = {each: Undeleted("InternalError") for each in failing}
        unanswered = {
            each.message_id: Undeleted("no answer") for each in messages if self.chaos.happens(0.05)
        }
        undeleted = dict(super().delete(queue, messages))
        self.deleted |= {each.message_id for each in messages if each.message_id not in undeleted}
        self.chaos.maybe_killed()
        return unanswered | undeleted

    def _throttled(self) -> None:
        if self.chaos.happens(0.05):
            raise Transient("AWS throttles")


class _Jobs(FakeJobs):
    def __init__(self, store: Store, chaos: _Chaos) -> None:
        super().__init__(store)
        self.chaos = chaos

    def checkpoint(self, job: Job, before_token: int) -> bool:
        self.chaos.maybe_killed()
        done = super().checkpoint(job, before_token)
        self.chaos.maybe_killed()
        return done

    def note(self, job: Job, receipts: Sequence[Receipt]) -> bool:
        done = super().note(job, receipts)
        self.chaos.maybe_killed()
        return done

    def keep_receipts(self, job: Job, lines: Sequence[str]) -> bool:
        self.chaos.maybe_killed()
        done = super().keep_receipts(job, lines)
        self.chaos.maybe_killed()
        return done


class Campaign:
    """One queue and its redrives, whatever happens."""

    def __init__(self, seed: int, *, end: str, count: int) -> None:
        self.chaos = _Chaos(seed)
        self.dice, self.clock, self.store, self.outbox = (
            self.chaos.dice,
            HandClock(NOW),
            Store(),
            FakeOutbox(),
        )
        self.queues = _Queues(self.clock, self.chaos)
        resource = OPEN.resource._replace(name=f"orders-dlq{end}")
        self.fifo, self.dlq, self.source = (
            bool(end),
            resource.arn,
            f"arn:aws:sqs:eu-west-1:111122223333:orders{end}",
        )
        self.queues.add(self.dlq, sources=(self.source,))
        self.queues.add(self.source)
        self.originals = [f"m-{n:03}" for n in range(count)]
        self.queues.put(self.dlq, *(self.letter(each, NOW - HOUR) for each in self.originals))
        self.stolen: set[str] = set()
        self.newcomers = 0
        self.incidents = FakeIncidents(self.store, self.clock)
        self.keep = IncidentWriter(self.incidents, self.outbox, lambda: POLICY)
        self.incidents.save(Write(changed(replace(OPEN, resource=resource), NOW)._replace(before=0)))

    def letter(self, name: str, sent_at: Any) -> ReceivedMessage:
        system = {"SentTimestamp": str(int(sent_at.timestamp() * 1000))}
        if int(name[2:]) % 11 != 7:
            system["DeadLetterQueueSourceArn"] = self.source
        system["MessageGroupId"] = f"g-{int(name[2:]) % 3}"
        return ReceivedMessage(name, "", name, system, {})

    def press(self, job_id: str, planned: int) -> Job:
        """A redrive to its end."""
        stored = self.store.incidents[OPEN.group]
        before = self.store.jobs.get((OPEN.group, stored.ended_job))
        plan = RedrivePlan(self.dlq, (self.source,), planned, self.clock())
        begun = started(stored, plan, job_id, ANA, "fixed", self.clock(), before)
        self.incidents.save(Write(begun.change, start=begun.job))
        for number in range(MOST_SLICES):
            self.chaos.calm = self.chaos.calm or number >= HOSTILE_SLICES
            job = self.store.jobs[OPEN.group, job_id]
            if not job.live:
                return job
            self._slice(job_id)
            self._world()
        raise AssertionError(f"it never ends: {job}")

    def _slice(self, job_id: str) -> None:
        jobs = _Jobs(self.store, self.chaos)
        redrive = RunRedrive(
            incidents=self.incidents, jobs=jobs, queues=self.queues, outbox=self.outbox, keep=self.keep,
            clock=self.clock, feeders=FakeFeeders(), ways_back=FakeWaysBack(self.queues),
        )  # fmt: skip
        asked = len(self.outbox.sent_jobs)
        try:
            ContinueJob(jobs, {JobKind.REDRIVE: redrive})(OPEN.group, job_id)
        except (_KilledError, Transient):
            self.clock.now += LEASE
        handed_on = self.outbox.sent_jobs[asked:]
        self.clock.now += handed_on[-1].delay if handed_on else LEASE

    def _world(self) -> None:
        """What others do between two slices."""
        held = self.queues.queues[self.dlq].held
        if self.chaos.happens(0.05):
            self._steal(lambda _name: True)
        if self.chaos.happens(0.2):
            self._steal(lambda _name: self.dice.random() < 0.2)
        if self.chaos.happens(0.2):
            for each in held:
                if each.visible_at <= self.clock() and self.dice.random() < 0.2:
                    each.visible_at = self.clock() + timedelta(minutes=self.dice.choice([1, 5, 600]))
        if self.chaos.happens(0.3):
            old = self.dice.random() < 0.5
            sent_at = NOW - HOUR if old else self.clock() + timedelta(seconds=1)
            self.newcomers += 1
            self.queues.put(self.dlq, self.letter(f"m-{900 + self.newcomers}", sent_at))
        if self.chaos.happens(0.05):
            _Jobs(self.store, self.chaos).ask_to_stop(
                OPEN.group, self.store.incidents[OPEN.group].live_job, ANA
            )

    def _steal(self, chosen: Callable[[str], bool]) -> None:
        queue = self.queues.queues[self.dlq]
        gone = {m.message.message_id for m in queue.held if chosen(m.message.message_id)}
        self.stolen |= gone
        queue.held = [each for each in queue.held if each.message.message_id not in gone]

    @property
    def standing(self) -> list[str]:
        return [each.message_id for each in self.queues.queues[self.dlq].messages]


def said(job: Job) -> dict[str, int]:
    """The numbers of a verdict, by what they say."""
    words = {
        "moved": r"(\d+) of \d+ moved back",
        "both": r"(\d+) in both queues",
        "perhaps_both": r"(\d+) perhaps in both queues",
        "either": r"(\d+) in one queue or both",
        "kept": r"(\d+) left here: ",
        "held": r"(\d+) are held",
        "not_tried": r"(\d+) were not (?:tried|returned by SQS)",
        "gone": r"(\d+) are no longer there",
        "unread": r"cannot tell whether (\d+) more",
        "twice": r"up to (\d+) may have been sent twice",
    }
    return {name: sum(map(int, re.findall(pattern, job.verdict))) for name, pattern in words.items()}


@settings(max_examples=400)
@given(st.integers(0, 2**32), st.sampled_from(["", ".fifo"]), st.integers(1, 45))
def test_whatever_happens_nothing_is_lost_and_every_word_is_true(seed: int, end: str, count: int) -> None:
    campaign = Campaign(seed, end=end, count=count)
    promised = campaign.dice.randint(1, count)
    job = campaign.press("01", promised)
    true_of(campaign, job)
    campaign.chaos.calm = True
    if campaign.standing:
        campaign.clock.now += HOUR * 24
        again = campaign.press("02", len(campaign.standing))
        known = job.progress.doubled + again.progress.doubled
        assert sum(each - 1 for each in campaign.queues.copies.values() if each) <= known
        assert not lost(campaign)


def lost(campaign: Campaign) -> set[str]:
    there = {each for each, seen in campaign.queues.copies.items() if seen}
    return set(campaign.originals) - there - set(campaign.standing) - campaign.stolen


def true_of(campaign: Campaign, job: Job) -> None:
    queues, told, went = campaign.queues, said(job), job.progress
    there = {each for each, seen in queues.copies.items() if seen}
    assert not lost(campaign)
    assert len(there) <= went.planned
    # What is said to be moved was taken there and deleted here, and hardly anything was moved unsaid.
    assert told["moved"] == went.moved <= len(queues.deleted)
    assert len(queues.deleted) <= told["moved"] + told["perhaps_both"] + told["either"]
    assert queues.deleted <= there
    assert len(there) <= told["moved"] + told["both"] + told["perhaps_both"] + told["either"]
    assert sum(each - 1 for each in queues.copies.values() if each) <= told["twice"]
    both = {each for each, why in went.both.items() if why.for_good}
    assert both <= there
    assert told["both"] == len(both)
    assert both <= {*campaign.standing, *campaign.stolen}
    assert told["gone"] <= len(campaign.stolen)
    beside = len(went.kept) - went.kept_count
    parts = ("moved", "both", "perhaps_both", "either", "kept", "held", "not_tried", "gone", "unread")
    assert sum(told[each] for each in parts) - beside >= went.planned
    if went.kept_count + went.moved + len(went.both) + len(went.perhaps) <= went.planned:
        assert sum(told[each] for each in parts) - beside == went.planned
    accounts_for_each(campaign, job)
    if campaign.fifo:
        in_order(campaign)


def accounts_for_each(campaign: Campaign, job: Job) -> None:
    """Every message that was met left a receipt, and what these say is true and adds up to the verdict."""
    lines = kept_receipts(campaign.store, job)
    assert len(lines) == job.receipts.length
    told = [json.loads(each) for each in lines]
    ends = ends_of(told)
    ledger = summed(job.progress.planned, ends)
    assert agrees(ledger, job), (ledger, job)
    assert verify("".join(f"{each}\n" for each in [*lines, closing(job, ledger)]).encode()) == []
    queues = campaign.queues
    there = {each for each, seen in queues.copies.items() if seen}
    assert {each for each, end in ends.items() if end == End.MOVED} <= queues.deleted
    assert there <= {each for each, end in ends.items() if end in {End.MOVED, End.BOTH, End.PERHAPS}}
    for each in told:
        letter = campaign.letter(each["message"], NOW)
        assert each["content"] == content_of(letter)


def in_order(campaign: Campaign) -> None:
    """Nothing of a group came before one that was kept, or that went back before it."""
    first = list(dict.fromkeys(campaign.queues.order))
    for group in range(3):
        back = [each for each in first if int(each[2:]) % 3 == group]
        assert back == sorted(back)
        left = [each for each in campaign.standing if int(each[2:]) % 3 == group and each not in back]
        assert not (left and back) or max(back) < min(left)
