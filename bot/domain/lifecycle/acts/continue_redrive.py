"""Let the rest of a redrive go before it is known what became of those sent first."""

from datetime import datetime
from typing import NamedTuple

from bot.domain.incident.change import Change, changed
from bot.domain.incident.command import ContinueRedrive, Done
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.acts.act import Act, Right, Situation
from bot.domain.lifecycle.acts.command_rule import CommandRule
from bot.domain.policy.by import By


def watching(now: Situation) -> bool:
    return now.job is not None and now.job.live and now.job.progress.watching


OPEN_CONTINUE = Act(
    "open:continue",
    Right.ACT,
    "Continue now…",
    happens="While a redrive of more than ten watches the first five: sends the others without waiting any "
    "longer, for a reason that is kept.",
    offered=watching,
)
CONTINUE = Act("continue", Right.ACT)
ACTS = (OPEN_CONTINUE, CONTINUE)


class GoingOn(NamedTuple):
    """Attributes: job_told is whether a job that holds messages back has been told not to wait."""

    job_told: bool


def continue_redrive(
    incident: Incident,
    by: By,
    reason: str,
    job_told: bool,  # noqa: FBT001 - as it was read
    now: datetime,
) -> Change | Refused:
    if not job_told:
        return Refused("No redrive waits: it has ended, or the others are on their way.")
    what = f"{by.name} lets the rest go without waiting"
    entry = TimelineEntry(at=now, event=Event.REDRIVE_GOES_ON, by=by, what=what, why=reason, thread=True)
    return changed(incident, now, entry, by_person=True)


RULE = CommandRule(
    ContinueRedrive,
    CONTINUE,
    lambda incident, command, read, asked: continue_redrive(
        incident, asked.by, command.reason.strip(), read.job_told, asked.now
    ),
    wants=GoingOn,
    unsaid="Say why it need not wait: the reason is kept with the incident.",
    done=Done("The others go next. The card shows how far it is."),
)
