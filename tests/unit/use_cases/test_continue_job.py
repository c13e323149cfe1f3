"""A job goes on by whoever does its kind."""

from dataclasses import replace

import pytest

from bot.domain.redrive.job import Job, JobKind
from bot.parsing.documents import from_document, to_document
from bot.use_cases.continue_job import ContinueJob
from tests.fakes import FakeJobs, Store
from tests.unit.domain.jobs import JOB


def never(job: Job) -> None:
    raise AssertionError(f"{job} is none of ours")


@pytest.mark.parametrize("kind", JobKind)
def test_a_slice_is_done_by_the_one_that_does_its_kind(kind: JobKind) -> None:
    store, done = Store(), list[Job]()
    job = replace(JOB, kind=kind)
    store.jobs[job.group, job.id] = job
    others = dict.fromkeys(JobKind, never)
    ContinueJob(FakeJobs(store), {**others, kind: done.append})(job.group, job.id)
    assert done == [job]


def test_a_message_without_its_job_does_nothing() -> None:
    ContinueJob(FakeJobs(Store()), dict.fromkeys(JobKind, never))("nobody", "01")


def test_a_kind_that_nobody_does_is_found_at_the_start() -> None:
    with pytest.raises(ValueError, match="nobody does jobs of"):
        ContinueJob(FakeJobs(Store()), {})


def test_a_job_of_an_earlier_release_is_a_redrive_and_its_progress_stands_among_its_fields() -> None:
    document = to_document(JOB)
    assert "kind" not in document
    assert (document["planned"], "progress" in document) == (JOB.progress.planned, False)
    assert from_document(Job, document) == JOB
