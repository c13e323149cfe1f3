"""One slice of a job, by whoever does its kind."""

import logging
from collections.abc import Callable, Mapping

from bot.domain.redrive.job import Job, JobKind
from bot.ports.jobs import Jobs

log = logging.getLogger("lastcall")


class ContinueJob:
    """Args: slices does one slice of each kind of job, as it is stored."""

    def __init__(self, jobs: Jobs, slices: Mapping[JobKind, Callable[[Job], None]]) -> None:
        if nobody_does := set(JobKind) - slices.keys():
            raise ValueError(f"nobody does jobs of {sorted(nobody_does)}")
        self._jobs = jobs
        self._slices = slices

    def __call__(self, group: str, job_id: str) -> None:
        stored = self._jobs.load(group, job_id)
        if stored is None:
            log.warning("there is no such job", extra={"group": group, "job": job_id})
            return
        self._slices[stored.kind](stored)
