"""Pause a running redrive, and resume it."""

from datetime import datetime
from typing import NamedTuple

from bot.domain.incident.change import Change, changed
from bot.domain.incident.command import Done, PauseRedrive, ResumeRedrive
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.acts.act import Act, Right, Situation
from bot.domain.lifecycle.acts.command_rule import CommandRule
from bot.domain.policy.by import By


def _running(now: Situation) -> bool:
    return now.job is not None and now.job.live and not (now.job.paused or now.job.stop_by.user)


def _paused(now: Situation) -> bool:
    return now.job is not None and now.job.live and now.job.paused


PAUSE = Act(
    "pause_redrive",
    Right.ACT,
    "Pause redrive",
    happens="The batch under way is finished; nothing more is sent until somebody resumes it, not even "
    "after a deployment.",
    offered=_running,
)
RESUME = Act(
    "resume_redrive",
    Right.ACT,
    "Resume redrive",
    happens="A paused redrive goes on where it was; the card shows when.",
    offered=_paused,
)
ACTS = (PAUSE, RESUME)


class Pausing(NamedTuple):
    """Attributes: job_told is whether a job runs that has been told."""

    job_told: bool


class Resuming(NamedTuple):
    """Attributes: job_told is whether a job was paused that has been told."""

    job_told: bool


def pause_redrive(incident: Incident, by: By, job_told: bool, now: datetime) -> Change | Refused:  # noqa: FBT001 - as it was read
    if not job_told:
        return Refused("No redrive is running.")
    return _told(incident, by, f"{by.name} pauses the redrive", now)


def resume_redrive(incident: Incident, by: By, job_told: bool, now: datetime) -> Change | Refused:  # noqa: FBT001 - as it was read
    if not job_told:
        return Refused("No redrive is paused.")
    return _told(incident, by, f"{by.name} resumes the redrive", now)


def _told(incident: Incident, by: By, what: str, now: datetime) -> Change:
    entry = TimelineEntry(at=now, event=Event.REDRIVE_PAUSED, by=by, what=what, thread=True)
    return changed(incident, now, entry, by_person=True)


PAUSE_RULE = CommandRule(
    PauseRedrive,
    PAUSE,
    lambda incident, _command, read, asked: pause_redrive(incident, asked.by, read.job_told, asked.now),
    wants=Pausing,
    done=Done("Pausing: the batch under way is finished first."),
)
RESUME_RULE = CommandRule(
    ResumeRedrive,
    RESUME,
    lambda incident, _command, read, asked: resume_redrive(incident, asked.by, read.job_told, asked.now),
    wants=Resuming,
    done=Done("It goes on shortly: the card shows when."),
)
