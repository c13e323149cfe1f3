"""Stop a running redrive."""

from datetime import datetime
from typing import NamedTuple

from bot.domain.incident.change import Change, changed
from bot.domain.incident.command import Done, StopRedrive
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.acts.act import Act, Right
from bot.domain.lifecycle.acts.command_rule import CommandRule
from bot.domain.policy.by import By

STOP = Act(
    "stop_redrive",
    Right.ACT,
    "Stop redrive",
    happens="Stops before the next batch. What was moved stays moved.",
)
ACTS = (STOP,)


class Stopping(NamedTuple):
    """Attributes: job_told is whether a job runs that has been told to stop.

    It is told before the story says so: told twice it is the same, and said first it might never be told.
    """

    job_told: bool


def stop_redrive(incident: Incident, by: By, job_told: bool, now: datetime) -> Change | Refused:  # noqa: FBT001 - as it was read
    if not job_told:
        return Refused("No redrive is running.")
    entry = TimelineEntry(
        at=now, event=Event.REDRIVE_STOPPING, by=by, what=f"{by.name} stops the redrive", thread=True
    )
    return changed(incident, now, entry, by_person=True)


RULE = CommandRule(
    StopRedrive,
    STOP,
    lambda incident, _command, read, asked: stop_redrive(incident, asked.by, read.job_told, asked.now),
    wants=Stopping,
    done=Done("Stopping after the current batch."),
)
