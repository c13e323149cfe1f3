"""However many messages a redrive meets and whatever is said of each, its items fit into the table."""

import json
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.aws.items import document, with_schema
from bot.aws.jobs import job_item
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.dead_letters.way_back import NoWayBack, SourceQueue, WayBack
from bot.domain.lifecycle.acts.redrive import started
from bot.domain.redrive.job import Job, JobState, ended
from bot.domain.redrive.plan import RedrivePlan
from bot.domain.redrive.progress import RedriveProgress
from bot.domain.redrive.receipt import End, Receipt
from bot.domain.redrive.sqs_answers import Sent, Undeleted
from bot.domain.redrive.step import after_deleting, after_sending, sort_out, under_way
from bot.domain.redrive.words import verdict
from bot.use_cases.redrive_slice import BATCH, MOST_PENDING
from tests.unit.domain.incidents import ANA, NOW, OPEN

# DynamoDB developer guide, "Quotas": an item may hold 400 KB, with its attribute names.
MOST_BYTES = 400 * 1024
PROMISED = 100_000
ASCII = [chr(each) for each in range(35, 126)]
ANY = [chr(each) for each in range(0x1F300, 0x1F600)]


class Worst:
    """Long reasons, of which no two are alike."""

    def __init__(self, seed: int, letters: Sequence[str]) -> None:
        self.dice = Random(seed)  # noqa: S311 - a story that can be told again
        self._letters = letters

    def why(self) -> str:
        return "".join(self.dice.choices(self._letters, k=1000))

    def letters(self) -> list[ReceivedMessage]:
        ids = [str(UUID(int=self.dice.getrandbits(128))) for _ in range(BATCH)]
        return [ReceivedMessage(each, "", "", {}, {}) for each in ids]

    def step(self, progress: RedriveProgress) -> RedriveProgress:
        received = self.letters()
        ways: dict[str, WayBack] = {
            each.message_id: NoWayBack(self.why()) if self.dice.random() < 0.7 else SourceQueue("orders")
            for each in received
        }
        batch = sort_out(progress, received, ways, fifo=False)
        going = [each.message_id for each in batch.going]
        lots = {each: self.dice.random() for each in going}
        sent = Sent(
            frozenset(each for each in going if lots[each] < 0.4),
            {each: self.why() for each in going if 0.4 <= lots[each] < 0.6},
            frozenset(each for each in going if 0.6 <= lots[each] < 0.65),
            {each: self.why() for each in going if lots[each] >= 0.65},
        )
        progress = after_sending(batch.progress, batch.going, sent, fifo=False)
        stuck = {each: Undeleted(self.why()) for each in sent.accepted if self.dice.random() < 0.2}
        return after_deleting(progress, sent.accepted, stuck)

    def run(self, job: Job) -> Job:
        progress = job.progress
        while not (progress.kept_enough or progress.unproven):
            progress = self.step(progress)
        return replace(job, progress=progress)


def size(item: object) -> int:
    if isinstance(item, dict):
        return sum(len(str(name)) + size(each) for name, each in item.items())
    return len(item if isinstance(item, bytes) else str(item).encode())


def begun(before: Job | None = None) -> Job:
    plan = RedrivePlan(OPEN.resource.arn, ("arn:aws:sqs:eu-west-1:111122223333:orders",), PROMISED, NOW)
    return started(OPEN, plan, "01", ANA, "fixed", NOW, before).job


@settings(max_examples=4)
@given(st.integers(0, 2**32), st.sampled_from([ASCII, ANY]))
def test_an_item_of_a_job_fits_into_the_table(seed: int, letters: list[str]) -> None:
    worst = Worst(seed, letters)
    job = begun()
    for _ in range(12):  # as often as somebody presses again
        job = worst.run(begun(job))
    noted = replace(job, progress=under_way(job.progress, worst.letters()))
    told = [
        Receipt(each.message_id, "0" * 64, End.KEPT, NOW, why=receipt_why(worst))
        for _ in range(MOST_PENDING // BATCH + 1)
        for each in worst.letters()
    ]
    note = {"document": document(noted), "receipts": document(tuple(told))}
    assert size(with_schema(note)) < MOST_BYTES
    over = ended(job, JobState.FAILED, verdict(job, JobState.FAILED, "a fault", 5), NOW)
    assert size(job_item(over, "w" * 32)) < MOST_BYTES
    assert len(json.dumps(over.verdict)) < 10_000


def receipt_why(worst: Worst) -> str:
    why = worst.why()
    return why[: 500 if why.isascii() else 80]


def test_what_is_too_much_to_be_known_is_said_to_be_sent_twice_perhaps() -> None:
    before = begun()
    progress = replace(
        before.progress, earlier=tuple(map(str, range(1200))), both={"new": Undeleted("throttled")}
    )
    job = begun(replace(before, progress=progress))
    assert (len(job.progress.earlier), job.progress.earlier[0], job.progress.doubled) == (1000, "new", 201)


@pytest.mark.parametrize("why", ["x" * 240, "\N{SNOWMAN}" * 40, ""])
def test_a_reason_of_the_usual_length_is_kept_whole(why: str) -> None:
    progress = sort_out(
        begun().progress, [ReceivedMessage("m", "", "", {}, {})], {"m": NoWayBack(why or "no")}, fifo=False
    ).progress
    assert progress.kept == {"m": why or "no"}
