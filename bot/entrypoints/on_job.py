"""JobQueue: gather evidence, do one slice of a redrive."""

from collections.abc import Mapping
from typing import Any

from bot import wiring
from bot.domain.errors import Permanent
from bot.entrypoints.batch import Failures, each_message

_gather, _redrive = wiring.for_on_job()


def handler(event: Mapping[str, Any], _context: Any) -> Failures:
    return each_message(event, _do)


def _do(document: Mapping[str, Any]) -> None:
    match document:
        case {"evidence": {"group": str(group)}}:
            _gather(group)
        case {"job": {"group": str(group), "job": str(job)}}:
            _redrive(group, job)
        case _:
            raise Permanent("JobQueue holds a message of no known kind")
