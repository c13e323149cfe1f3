"""Incidents, jobs and cards for the suites."""

from datetime import datetime, timedelta
from typing import Any

from bot.domain.alarm.alarm import AlarmState
from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.incident.change import Change
from bot.domain.incident.incident import AlarmEntry, Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.policy.by import By
from bot.domain.redrive.job import Job, JobState
from bot.domain.resource.grouping import Resource, group_key, incident_id
from tests.amended import amended, redrive_job
from tests.fakes.clock import NOON

ANA = By("U1", "Ana")
BEN = By("U2", "Ben")
ARN = "arn:aws:sqs:eu-west-1:111122223333:orders-dlq"
QUEUE = Resource("queue", "orders-dlq", "111122223333", "eu-west-1")


def group_named(name: str) -> str:
    return group_key(QUEUE._replace(name=name))


GROUP = group_named("orders-dlq")


def incident(name: str = "orders-dlq", **fields: Any) -> Incident:
    group = group_named(name)
    entry = AlarmEntry(
        f"{name} depth", "arn:aws:cloudwatch:x", AlarmState.ALARM, NOON, AlarmState.ALARM, NOON
    )
    made = Incident(
        group=group,
        id=incident_id(group),
        resource=QUEUE._replace(name=name),
        kind="dead_letters",
        route="default",
        alarms={"k": entry},
    )
    return amended(made, **{"number": 1, **fields})


def entry(what: str = "orders-dlq depth fired", at: datetime = NOON, **fields: Any) -> TimelineEntry:
    return TimelineEntry(at=at, event=Event.FIRED, what=what, **fields)


def change(before: Incident, *entries: TimelineEntry, ended: Incident | None = None, **fields: Any) -> Change:
    after = amended(before, version=before.version + 1, **fields)
    return Change(after, before.version, entries, ended)


def job(job_id: str = "01J0", queue: str = ARN, **fields: Any) -> Job:
    return redrive_job(
        id=job_id,
        group=GROUP,
        queue=queue,
        by=ANA,
        reason="the consumer is fixed",
        state=JobState.RUNNING,
        planned=37,
        started_at=NOON,
        sent_before=NOON,
        **{"due_at": NOON + timedelta(minutes=3), "kept": {}, **fields},
    )


def sampled(message_id: str = "m-1") -> SampledMessage:
    return SampledMessage(message_id, NOON, 3, ARN, '{"name": "?"}', attributes={"is": "an attribute"})
