"""One transaction of the incident table: what it consists of, and what its cancellation means.

DynamoDB gives its reasons in the order of the writes, so each write knows which part it is. The conditions
are the only thing that keeps two writers apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from bot.aws.items import (
    CLICK_TTL,
    EVIDENCE_TTL,
    Item,
    click_key,
    document,
    expiring,
    group_key,
    id_key,
    incident_item,
    job_key,
    live_job_key,
    number,
    read,
    text,
    timeline_item,
    with_schema,
)
from bot.domain.incident.change import Change
from bot.domain.incident.command import Done
from bot.domain.incident.timeline import TimelineEntry
from bot.ports.incidents import ClickOutcome, Conflict, IdTaken, QueueBusy, Saved, Write

if TYPE_CHECKING:
    from bot.domain.dead_letters.sample import SampledMessage
    from bot.domain.redrive.job import Job

# A transaction takes 100 items; what else may belong to a change is less than ten.
MOST_ENTRIES = 90

# The item is not there yet.
_NEW = "attribute_not_exists(pk)"
# No one has written the incident since it was read.
_STILL_THAT_VERSION = "version = :version"
# The click was never applied; one that DynamoDB has not cleared away yet counts as never.
_FIRST_TIME = "attribute_not_exists(pk) OR expires_at <= :now"
# An id belongs to one group forever: two groups with one id would act on each other.
_SAME_GROUP = "attribute_not_exists(pk) OR #group = :group"
# The queue is freed of this job and of no other.
_SAME_JOB = "attribute_not_exists(pk) OR job = :job"


class _Part(StrEnum):
    INCIDENT = "incident"
    ID = "id"
    CLICK = "click"
    LIVE_JOB = "live job"
    OTHER = "other"


class TransactWrite(NamedTuple):
    """One write of a transaction."""

    part: _Part
    verb: str
    body: Item

    def request(self, table: str) -> Item:
        return {self.verb: {"TableName": table, **self.body}}


def writes_of(write: Write, writer: str, now: datetime) -> list[TransactWrite]:
    """Everything one save writes, in one transaction."""
    writes = [*_of_change(write.change, writer)]
    if write.sample is not None:
        writes.append(_sample(write.change, write.sample, now))
    if write.click:
        writes.append(_click(write.click, writer, now))
    if write.start:
        writes += _start(write.start, writer)
    if write.end:
        writes += _end(write.end, writer)
    return writes


def outcome(
    writes: Sequence[TransactWrite], reasons: Sequence[Item], writer: str
) -> Saved | Conflict | IdTaken | QueueBusy | Done:
    """What a cancelled transaction means."""
    stored = {
        write.part: reason.get("Item", {})
        for write, reason in zip(writes, reasons, strict=True)
        if reason["Code"] == "ConditionalCheckFailed"
    }
    if any(item.get("writer") == text(writer) for item in stored.values()):
        return Saved()  # our own first request, whose answer was lost
    if _Part.CLICK in stored:
        return read(Done, stored[_Part.CLICK])
    if _Part.LIVE_JOB in stored:
        return QueueBusy(stored[_Part.LIVE_JOB]["job"]["S"])
    # A group that another writer started at the same time may have a longer id by now.
    return IdTaken() if _Part.ID in stored and _Part.INCIDENT not in stored else Conflict()


def folded(entries: Sequence[TimelineEntry]) -> Sequence[TimelineEntry]:
    """At most MOST_ENTRIES of them; the last one covers, and notifies for, all that do not fit."""
    if len(entries) <= MOST_ENTRIES:
        return entries
    kept, rest = entries[: MOST_ENTRIES - 1], entries[MOST_ENTRIES - 1 :]
    last = replace(
        rest[-1],
        what=f"{rest[-1].what}, and {len(rest) - 1} more before it",
        thread=any(entry.thread for entry in rest),
        mentions=tuple(dict.fromkeys(target for entry in rest for target in entry.mentions)),
        topics=tuple(dict.fromkeys(topic for entry in rest for topic in entry.topics)),
    )
    return (*kept, last)


def _of_change(change: Change, writer: str) -> Iterator[TransactWrite]:
    incident = change.incident
    item = incident_item(incident, writer)
    if change.before:
        yield _put(_Part.INCIDENT, item, _STILL_THAT_VERSION, {":version": number(change.before)})
    else:
        yield _put(_Part.INCIDENT, item, _NEW)
        yield _id(incident.id, incident.group)
    for n, entry in enumerate(folded(change.entries)):
        yield _put(_Part.OTHER, timeline_item(incident.group, incident.version, n, entry))
    if change.ended:
        key = group_key(incident.group, f"EPISODE#{change.ended.episode.number}")
        yield _put(_Part.OTHER, with_schema(key | {"document": document(change.ended)}))


def _id(incident_id: str, group: str) -> TransactWrite:
    item = with_schema(id_key(incident_id) | {"group": text(group)})
    write = _put(_Part.ID, item, _SAME_GROUP, {":group": text(group)})
    return write._replace(body=write.body | {"ExpressionAttributeNames": {"#group": "group"}})


def _sample(change: Change, sample: "Sequence[SampledMessage]", now: datetime) -> TransactWrite:
    key = group_key(change.incident.group, f"EVIDENCE#{change.incident.evidence_taken}")
    item = key | {"document": document(tuple(sample))} | expiring(now + EVIDENCE_TTL)
    return _put(_Part.OTHER, with_schema(item))


def _click(click: ClickOutcome, writer: str, now: datetime) -> TransactWrite:
    item = click_key(click.identity) | {"document": document(click.done), "writer": text(writer)}
    values = {":now": number(int(now.timestamp()))}
    return _put(_Part.CLICK, with_schema(item | expiring(now + CLICK_TTL)), _FIRST_TIME, values)


def _start(job: "Job", writer: str) -> Iterator[TransactWrite]:
    from bot.aws.jobs import job_item  # noqa: PLC0415 - an alarm is taken in without jobs

    yield _put(_Part.OTHER, job_item(job, writer), _NEW)
    live = live_job_key(job.queue) | {
        "group": text(job.group),
        "job": text(job.id),
        "writer": text(writer),
    }
    yield _put(_Part.LIVE_JOB, with_schema(live), _NEW)


def _end(job: "Job", writer: str) -> Iterator[TransactWrite]:
    from bot.aws.jobs import STILL_OURS, progress  # noqa: PLC0415 - an alarm is taken in without jobs

    update = progress(job, job.token)
    yield TransactWrite(
        _Part.OTHER,
        "Update",
        {
            "Key": job_key(job.group, job.id),
            "ConditionExpression": STILL_OURS,
            "UpdateExpression": update["UpdateExpression"].replace("SET ", "SET writer = :writer, ", 1),
            "ExpressionAttributeNames": {"#token": "token", "#state": "state", "#schema": "schema"},
            "ExpressionAttributeValues": update["ExpressionAttributeValues"] | {":writer": text(writer)},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        },
    )
    yield TransactWrite(
        _Part.OTHER,
        "Delete",
        {
            "Key": live_job_key(job.queue),
            "ConditionExpression": _SAME_JOB,
            "ExpressionAttributeValues": {":job": text(job.id)},
        },
    )


def _put(part: _Part, item: Item, condition: str = "", values: Item | None = None) -> TransactWrite:
    body: Item = {"Item": item}
    if condition:
        body |= {"ConditionExpression": condition, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    if values:
        body |= {"ExpressionAttributeValues": values}
    return TransactWrite(part, "Put", body)
