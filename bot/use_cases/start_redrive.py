"""A redrive's first write: the intent, before anything moves."""

from dataclasses import replace
from datetime import datetime

from bot.domain.change import changed
from bot.domain.incident import Incident
from bot.domain.job import REVIVE, Job, JobState
from bot.domain.redrive_plan import RedrivePlan
from bot.domain.timeline import By, Event, TimelineEntry
from bot.ports.incidents import Write


def started(
    incident: Incident,
    plan: RedrivePlan,
    job_id: str,
    by: By,
    reason: str,
    now: datetime,
    before: Job | None = None,
) -> Write:
    """The incident with its live job; the write takes the queue, so there is one redrive per queue.

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
        planned=plan.planned,
        started_at=now,
        sent_before=plan.sent_before,
        due_at=now + REVIVE,
        to=plan.destinations,
        kept={},
        beyond=plan.since + plan.left,
        trial=plan.trial,
        earlier=(*before.both, *before.earlier) if before else (),
        earlier_perhaps=(*before.perhaps, *before.earlier_perhaps) if before else (),
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
    return Write(changed(replace(incident, live_job=job_id), now, entry, by_person=True), start=job)
