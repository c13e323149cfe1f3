"""ports.Jobs, on the fake and on DynamoDB."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.domain.policy.by import NOBODY
from bot.domain.redrive.job import JobState, Skip, claimed, ended
from bot.domain.redrive.receipt import End, Receipt, lines_of
from bot.ports.incidents import Write
from bot.ports.jobs import Noted
from tests.contract.aws.examples import ANA, ARN, BEN, GROUP, change, incident, job
from tests.contract.aws.ports import Ports
from tests.contract.aws.race import race
from tests.fakes.clock import NOON

RECEIPT = Receipt("m-1", "c0ffee", End.MOVED, NOON, ARN, "m-1-copy")


@pytest.fixture
def started(ports: Ports) -> Ports:
    ports.incidents.save(Write(change(incident()), start=job()))
    return ports


def test_a_job_is_loaded_as_it_was_started(started: Ports) -> None:
    assert started.jobs.load(GROUP, "01J0") == job()


def test_an_unknown_job_is_none(started: Ports) -> None:
    assert started.jobs.load(GROUP, "01J9") is None


def test_progress_is_kept(started: Ports) -> None:
    moved = job(moved=20, kept={"m-1": "too large"}, lease_until=NOON, due_at=NOON + timedelta(minutes=1))
    assert started.jobs.checkpoint(moved, 0)
    assert started.jobs.load(GROUP, "01J0") == moved


def test_a_slice_whose_token_was_taken_writes_nothing(started: Ports) -> None:
    started.jobs.checkpoint(job(token=1), 0)
    assert not started.jobs.checkpoint(job(moved=99), 0)
    assert started.jobs.load(GROUP, "01J0") == job(token=1)


def test_a_note_is_read_by_whoever_follows_the_slice_that_wrote_it(started: Ports) -> None:
    noted = Noted(job(token=1, perhaps=("m-1",)), (RECEIPT,))
    assert started.jobs.note(*noted)
    assert started.jobs.noted(job(token=1)) == noted
    assert started.jobs.noted(job(token=2)) is None
    assert started.jobs.load(GROUP, "01J0") == job()


def test_a_slice_that_noted_nothing_left_no_note(started: Ports) -> None:
    assert started.jobs.noted(job()) is None


def test_a_note_is_not_read_where_a_checkpoint_came_after_it(started: Ports) -> None:
    started.jobs.note(job(token=1, revision=4), (RECEIPT,))
    assert started.jobs.noted(job(token=1, revision=5)) is None


def test_a_slice_that_was_overtaken_takes_the_place_of_no_note_and_of_no_receipts(started: Ports) -> None:
    started.jobs.note(job(token=2), ())
    assert not started.jobs.note(job(token=1), (RECEIPT,))
    assert started.jobs.noted(job(token=2)) == Noted(job(token=2), ())
    lines, chain = lines_of(job(token=2), [RECEIPT])
    assert started.jobs.keep_receipts(job(token=2), lines)
    assert not started.jobs.keep_receipts(job(token=1), ["others"])
    assert list(started.kept_receipts(job(receipts=chain))) == lines


def test_receipts_are_read_in_their_order_as_far_as_the_job_claims_them(started: Ports) -> None:
    first, chain = lines_of(job(), [RECEIPT] * 3)
    dead, _ = lines_of(job(receipts=chain), [RECEIPT._replace(why="of a slice that died")] * 5)
    second, whole = lines_of(job(receipts=chain), [RECEIPT._replace(message="m-2")] * 2)
    started.jobs.keep_receipts(job(), first)
    for lines in (dead, second):
        assert started.jobs.keep_receipts(job(token=1, receipts=chain), lines)
    assert list(started.kept_receipts(job(receipts=whole))) == [*first, *second]
    assert list(started.kept_receipts(job(receipts=chain))) == first
    assert list(started.kept_receipts(job())) == []


def test_what_a_slice_that_died_kept_behind_is_passed_over(started: Ports) -> None:
    """It had kept two chunks that nobody claimed, and the one that followed needed a longer one."""
    dead, after_dead = lines_of(job(), [RECEIPT] * 2)
    behind, _ = lines_of(job(receipts=after_dead), [RECEIPT] * 2)
    lines, chain = lines_of(job(), [RECEIPT._replace(message="m-2")] * 4)
    started.jobs.keep_receipts(job(), dead)
    started.jobs.keep_receipts(job(receipts=after_dead), behind)
    started.jobs.keep_receipts(job(token=1), lines)
    assert list(started.kept_receipts(job(receipts=chain))) == lines


def test_receipts_that_fit_into_no_item_are_kept_in_several(started: Ports) -> None:
    words = Random(7)  # noqa: S311 - what does not compress
    many = [
        RECEIPT._replace(message=f"m-{n}", why="".join(chr(words.randint(35, 125)) for _ in range(500)))
        for n in range(1000)
    ]
    lines, chain = lines_of(job(), many)
    assert started.jobs.keep_receipts(job(), lines)
    assert list(started.kept_receipts(job(receipts=chain))) == lines


def test_of_two_slices_that_claim_at_the_same_moment_one_gets_the_job(started: Ports) -> None:
    claim = claimed(job(), NOON)
    assert claim is not None
    # Word for word the same claim: only who wrote it first tells them apart.
    results = race(6, lambda _n: started.jobs.checkpoint(claim, 0))
    assert Counter(results) == {True: 1, False: 5}


def test_a_job_that_ended_takes_no_more_progress(started: Ports) -> None:
    stored = started.incidents.load([GROUP])[GROUP]
    over = ended(job(), JobState.DONE, "done", NOON)
    started.incidents.save(Write(change(stored), end=over))
    assert not started.jobs.checkpoint(job(moved=99), 0)
    assert started.jobs.load(GROUP, "01J0") == over


def test_stop_is_seen_by_the_slice_that_runs(started: Ports) -> None:
    assert started.jobs.ask_to_stop(GROUP, "01J0", BEN)
    assert started.jobs.load(GROUP, "01J0") == job(stop_by=BEN)


def test_stop_survives_a_checkpoint_that_did_not_know_of_it(started: Ports) -> None:
    started.jobs.ask_to_stop(GROUP, "01J0", BEN)
    assert started.jobs.checkpoint(job(moved=5, stop_by=NOBODY), 0)
    assert started.jobs.load(GROUP, "01J0") == job(moved=5, stop_by=BEN)


def test_whoever_asked_first_is_the_one_who_stopped_it(started: Ports) -> None:
    started.jobs.ask_to_stop(GROUP, "01J0", BEN)
    assert started.jobs.ask_to_stop(GROUP, "01J0", ANA)
    assert started.jobs.load(GROUP, "01J0") == job(stop_by=BEN)


def test_a_job_that_ended_cannot_be_stopped(started: Ports) -> None:
    stored = started.incidents.load([GROUP])[GROUP]
    started.incidents.save(Write(change(stored), end=ended(job(), JobState.DONE, "", NOON)))
    assert not started.jobs.ask_to_stop(GROUP, "01J0", BEN)


def test_a_job_that_never_was_cannot_be_stopped_into_being(started: Ports) -> None:
    assert not started.jobs.ask_to_stop(GROUP, "01J9", BEN)
    assert started.jobs.load(GROUP, "01J9") is None


def test_a_job_that_never_was_takes_no_progress(started: Ports) -> None:
    assert not started.jobs.checkpoint(replace(job(), id="01J9"), 0)


def test_who_does_not_wait_for_the_watch_is_kept_over_a_checkpoint(started: Ports) -> None:
    assert started.jobs.skip_watch(GROUP, "01J0", Skip(BEN, "they cannot wait"))
    assert started.jobs.skip_watch(GROUP, "01J0", Skip(ANA, "nor can I"))
    assert started.jobs.checkpoint(job(moved=5), 0)
    assert started.jobs.load(GROUP, "01J0") == job(moved=5, skip=Skip(BEN, "they cannot wait"))


def test_a_pause_ends_when_somebody_resumes_it_whatever_a_checkpoint_wrote(started: Ports) -> None:
    assert started.jobs.pause(GROUP, "01J0", BEN)
    assert started.jobs.checkpoint(job(moved=5, paused_by=BEN), 0)
    assert started.jobs.load(GROUP, "01J0") == job(moved=5, paused_by=BEN)
    assert started.jobs.resume(GROUP, "01J0")
    assert started.jobs.load(GROUP, "01J0") == job(moved=5)


def test_what_nobody_paused_cannot_be_resumed(started: Ports) -> None:
    assert not started.jobs.resume(GROUP, "01J0")
    assert not started.jobs.pause(GROUP, "01J9", BEN)
