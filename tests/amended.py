"""Values as a test wants them, by the names of their fields, those of an inner value among them."""

from dataclasses import fields, replace
from typing import Any, TypeVar

from bot.domain.incident.incident import Incident
from bot.domain.redrive.job import Job
from bot.domain.redrive.progress import RedriveProgress

_INNER = {Incident: "episode", Job: "progress"}
T = TypeVar("T", Incident, Job)


def amended(value: T, **changes: Any) -> T:
    """`replace` of an incident's fields, or a job's, those of its episode, or its progress, among them."""
    name = _INNER[type(value)]
    inner = getattr(value, name)
    own = {each.name for each in fields(inner)}
    changed = replace(inner, **{key: each for key, each in changes.items() if key in own})
    return replace(value, **{name: changed}, **{key: each for key, each in changes.items() if key not in own})


def redrive_job(**given: Any) -> Job:
    """A job of a redrive, by its fields and those of its progress."""
    own = {each.name for each in fields(RedriveProgress)}
    progress = RedriveProgress(**{key: each for key, each in given.items() if key in own})
    return Job(**{key: each for key, each in given.items() if key not in own}, progress=progress)
