"""JobQueue: gather evidence, do one slice of a job."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.errors import Permanent
from bot.entrypoints import started
from bot.entrypoints.batch import Failures, each_message, left_alone
from bot.wiring.on_job import JobWiring, wired
from bot.wiring.runtime import lambda_runtime


class OnJob:
    def __init__(self, wired: JobWiring) -> None:
        self._wired = wired

    def __call__(self, event: Mapping[str, Any], _context: Any) -> Failures:
        return each_message(event, self._do)

    def _do(self, document: Mapping[str, Any]) -> None:
        match document:
            case {"evidence": {"group": str(group)}}:
                asked: Mapping[str, Any] = document["evidence"]
                turn, members = asked.get("turn"), asked.get("members", 0)
                with left_alone(group):
                    self._wired.gather(group, datetime.fromisoformat(turn) if turn else None, members)
            case {"job": {"group": str(group), "job": str(job)}}:
                with left_alone(group):
                    self._wired.continue_job(group, job)
            case _:
                raise Permanent("JobQueue holds a message of no known kind")


handler = started(OnJob(wired(lambda_runtime())))
