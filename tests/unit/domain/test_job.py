"""A redrive in slices: one at a time, and none after its end."""

from dataclasses import replace

from bot.domain.job import (
    BEYOND,
    LEASE,
    NEWER,
    REVIVE,
    Job,
    JobState,
    claimed,
    ended,
    keeping,
    receiving,
    yielded,
)
from bot.domain.sqs_answers import Undeleted
from tests.unit.domain.incidents import ANA, MINUTE, NOW, QUIET

JOB = Job(
    id="01",
    group=QUIET.group,
    queue=QUIET.resource.arn,
    by=ANA,
    reason="fixed",
    state=JobState.RUNNING,
    planned=3,
    started_at=NOW,
    sent_before=NOW,
    due_at=NOW,
    kept={},
)

DENIED = Undeleted("denied", for_good=True)


def test_a_slice_takes_the_next_token_and_a_lease() -> None:
    job = claimed(JOB, NOW)
    assert job is not None
    assert (job.token, job.lease_until, job.due_at, job.revision) == (1, NOW + LEASE, NOW + REVIVE, 1)


def test_while_a_slice_holds_the_lease_no_other_begins() -> None:
    held = replace(JOB, lease_until=NOW + LEASE)
    assert claimed(held, NOW + LEASE - MINUTE) is None
    assert claimed(held, NOW + LEASE) is not None


def test_a_lost_slice_is_revived_only_after_its_lease() -> None:
    assert REVIVE > LEASE


def test_an_ended_job_is_never_claimed() -> None:
    assert claimed(replace(JOB, state=JobState.STOPPED), NOW) is None


def test_between_slices_the_lease_is_free() -> None:
    job = yielded(replace(JOB, lease_until=NOW + LEASE), NOW)
    assert (job.lease_until, job.due_at, job.revision) == (None, NOW + REVIVE, 1)


def test_an_ended_job_falls_due_no_more() -> None:
    job = ended(replace(JOB, lease_until=NOW + LEASE), JobState.DONE, "moved 3", NOW)
    assert (job.state, job.verdict, job.ended_at) == (JobState.DONE, "moved 3", NOW)
    assert (job.due_at, job.lease_until, job.live) == (None, None, False)


def test_what_stays_is_counted_once_and_by_its_latest_reason() -> None:
    first = keeping(JOB, {"m-1": "too new", "m-2": "no source", "m-3": "no source"})
    again = keeping(first, {"m-1": "no source", "m-2": "no source"})
    assert (again.kept_count, again.kept_why) == (3, {"no source": 3})


def test_only_what_was_never_kept_is_new() -> None:
    kept = keeping(JOB, {"m-1": "no source", "m-2": "no source"})
    again = receiving(receiving(kept, ["m-1"]), ["m-1", "m-2"])
    assert again.met_again == 3
    assert receiving(again, ["m-1", "m-3"]).met_again == 0


def test_what_was_sent_is_not_merely_kept() -> None:
    job = replace(JOB, both={"m-1": DENIED}, perhaps=("m-2",))
    assert keeping(job, {"m-1": "no source", "m-2": "no source", "m-3": "no source"}).kept.keys() == {"m-3"}


def test_what_came_later_takes_no_room_of_what_was_promised() -> None:
    job = keeping(JOB, {"m-1": NEWER, "m-2": BEYOND, "m-3": "no source"})
    assert (job.kept_count, job.room) == (1, 2)


def test_with_no_room_left_only_what_is_to_be_tried_again_is_worth_receiving_for() -> None:
    full = replace(JOB, moved=2, both={"m-1": DENIED})
    assert receiving(full, ["m-9"]).empty_reads == 1
    assert receiving(full, ["m-9", "m-1"]).empty_reads == 0


def test_what_an_earlier_redrive_had_no_answer_for_counts_once_it_is_met() -> None:
    job = receiving(replace(JOB, earlier_perhaps=("m-1", "m-2")), ["m-2", "m-3"])
    assert (job.perhaps, job.earlier_perhaps) == (("m-2",), ("m-1",))
