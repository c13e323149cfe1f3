"""A redrive in slices: one at a time, and none after its end."""

from dataclasses import replace

from bot.domain.redrive.job import (
    LEASE,
    REVIVE,
    JobState,
    claimed,
    ended,
    yielded,
)
from bot.domain.redrive.sqs_answers import Undeleted
from tests.unit.domain.incidents import MINUTE, NOW
from tests.unit.domain.jobs import JOB

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
