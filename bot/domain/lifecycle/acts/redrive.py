"""Move dead letters back to where they came from: all of them, or one first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.domain.alarm.alarm_kind import Action, AlarmKind
from bot.domain.dead_letters.dead_letter import QueueFacts
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.trial import Trial
from bot.domain.incident.change import changed
from bot.domain.incident.command import Done, Redrive
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.acts.act import Act, Right, Situation, Typed
from bot.domain.lifecycle.acts.command_rule import Asked, CommandRule, Started
from bot.domain.policy.by import By
from bot.domain.redrive.job import REVIVE, Job, JobKind, JobState
from bot.domain.redrive.plan import RedrivePlan, may_redrive, may_try, plan_redrive
from bot.domain.redrive.progress import MOST_EARLIER, RedriveProgress
from bot.domain.urgency.decision import healthy_so_far


def redrivable(incident: Incident, kind: AlarmKind) -> bool:
    return Action.REDRIVE in kind.actions and may_redrive(incident.evidence)


def wanted(now: Situation) -> bool:
    """Nothing runs, and there is something left to bring back."""
    incident = now.incident
    return not incident.live_job and not healthy_so_far(incident) and redrivable(incident, now.kind)


def _one_wanted(now: Situation) -> bool:
    return wanted(now) and may_try(now.incident.evidence)


def _unfit(now: Situation) -> str:
    incident = now.incident
    named = f"{incident.name} ({incident.id})"
    if Action.REDRIVE not in now.kind.actions:
        return f"There is nothing to redrive in {named}: its alarm is not about messages."
    if not may_redrive(incident.evidence):
        return f"Nothing in {named} can be redriven: {_otherwise(incident)}."
    return ""


def _otherwise(incident: Incident) -> str:
    empty = incident.evidence is not None and incident.evidence.seen_empty
    return "it was empty at the last look" if empty else "Inspect names the way back, if there is one"


OPEN_TRY = Act(
    "open:try",
    Right.ACT,
    "Try 1…",
    happens="Sends one message back first, while none like those in the queue is known to have passed. "
    "The thread says whether it came back, did not, or why that is not known.",
    offered=_one_wanted,
)
SHOW_TRY = Act("show:try", Right.ACT, "Try 1…")
TRY = Act("try", Right.ACT)
OPEN_REDRIVE = Act(
    "open:redrive",
    Right.ACT,
    "Redrive…",
    happens="Previews how many messages go where, and what to know first. Once you give a reason, sends "
    "as many as it promised back to where they came from. Each is deleted here only after it was "
    "confirmed as taken there. The result says what is in both places, held or gone.",
    typed=Typed(
        "redrive",
        "preview moving them back to where they came from",
        lambda now: redrivable(now.incident, now.kind),
        "No open incident has messages that can be moved back.",
        unfit=_unfit,
    ),
    offered=wanted,
)
SHOW_REDRIVE = Act("show:redrive", Right.ACT, "Redrive…")
REDRIVE = Act("redrive", Right.ACT)
ACTS = (OPEN_TRY, SHOW_TRY, TRY, OPEN_REDRIVE, SHOW_REDRIVE, REDRIVE)


class BeforeRedrive(NamedTuple):
    """What is read just before: the queue, where its messages go back to, the redrive that ended last.

    Attributes:
        trial: Which message is tried, where no more than one is to go.
        job_id: Of the job that would begin.
    """

    queue: QueueFacts | Missing
    destinations: Sequence[str] | Missing
    before: Job | None
    trial: Trial | None
    job_id: str


def redrive(incident: Incident, command: Redrive, read: BeforeRedrive, asked: Asked) -> Started | Refused:
    """What was agreed to goes back, or what stands there now says why not."""
    plan = plan_redrive(
        incident,
        asked.kind,
        read.queue,
        read.destinations,
        asked.now,
        before=read.before,
        agreed=command.agreed,
        trial=read.trial,
    )
    if isinstance(plan, Refused):
        return plan
    return started(incident, plan, read.job_id, asked.by, command.reason.strip(), asked.now, read.before)


def started(
    incident: Incident,
    plan: RedrivePlan,
    job_id: str,
    by: By,
    reason: str,
    now: datetime,
    before: Job | None = None,
) -> Started:
    """The intent, before anything moves; the write takes the queue, so there is one redrive per queue.

    Args:
        before: The redrive that ended last: what it left in both places is not sent again.
    """
    job = Job(
        id=job_id,
        group=incident.group,
        queue=plan.queue,
        by=by,
        reason=reason,
        state=JobState.RUNNING,
        kind=JobKind.REDRIVE,
        started_at=now,
        due_at=now + REVIVE,
        progress=_begun(plan, before.progress if before else None),
    )
    since = f"; {plan.since} more came since and stay" if plan.since else ""
    what = f"tries 1 of {plan.planned + plan.left}" if plan.trial else f"redrives {plan.planned}"
    entry = TimelineEntry(
        at=now,
        event=Event.REDRIVE_STARTED,
        by=by,
        what=f"{by.name} {what} messages{since}",
        why=reason,
        thread=True,
    )
    return Started(changed(replace(incident, live_job=job_id), now, entry, by_person=True), job)


def _begun(plan: RedrivePlan, before: RedriveProgress | None) -> RedriveProgress:
    both = (*before.both, *before.earlier) if before else ()
    perhaps = (*before.perhaps, *before.earlier_perhaps) if before else ()
    return RedriveProgress(
        planned=plan.planned,
        sent_before=plan.sent_before,
        to=plan.destinations,
        kept={},
        beyond=plan.since + plan.left,
        trial=plan.trial,
        first=plan.first,
        earlier=both[:MOST_EARLIER],
        earlier_perhaps=perhaps[:MOST_EARLIER],
        # What is not known any more is sent again where it is met.
        doubled=len(both[MOST_EARLIER:]) + len(perhaps[MOST_EARLIER:]),
    )


RULE = CommandRule(
    Redrive,
    REDRIVE,
    redrive,
    wants=BeforeRedrive,
    unsaid="Say why you are redriving now: the reason is kept with the incident.",
    busy="A redrive of this queue is already running: its card shows its progress.",
    done=Done("The redrive has started. The card shows its progress."),
)
