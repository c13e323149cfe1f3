"""JOB items: a job and its progress, fenced by a token, with Stop beside it.

What people ask of a running job, such as Stop, is an attribute of its own that no checkpoint touches: who
presses it never loses against a slice that writes its progress at that moment. Before each batch a slice
notes what is under way, in an item of its own: what a slice that died had done since its last checkpoint is
known from there.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.aws.items import (
    SCHEMA,
    UNFIT,
    Item,
    attention,
    damaged,
    document,
    expiring,
    group_key,
    job_key,
    number,
    read,
    text,
    with_schema,
)
from bot.aws.receipt_chunks import NOT_OVERTAKEN, chunks
from bot.aws.table import Table
from bot.domain.policy.by import NOBODY, By
from bot.domain.redrive.job import Job, JobState, Skip, heeding
from bot.parsing.documents import from_document, to_document
from bot.ports.jobs import Noted

if TYPE_CHECKING:
    from bot.domain.redrive.receipt import Receipt

# No other slice has taken the token since, and the job has not ended.
STILL_OURS = "#token = :before AND #state = :running"
_STILL_RUNNING = "#state = :running"
# It runs, and somebody paused it at some time.
_PAUSED = f"{_STILL_RUNNING} AND attribute_exists(paused_by)"
# A note matters until the next slice; a job does not last for days.
_NOTES_TTL = timedelta(days=14)


class JobTable:
    """Implements ports.Jobs."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def load(self, group: str, job: str) -> Job | None:
        item = self._table.get(job_key(group, job))
        return job_of(item) if item else None

    def checkpoint(self, job: Job, before_token: int) -> bool:
        update = progress(job, before_token)
        return self._table.update_if(
            job_key(job.group, job.id),
            STILL_OURS,
            update["UpdateExpression"],
            update["ExpressionAttributeValues"],
        )

    def note(self, job: Job, receipts: "Sequence[Receipt]") -> bool:
        return self._table.update_if(
            _note_key(job),
            NOT_OVERTAKEN,
            "SET document = :document, receipts = :receipts, #token = :token, #schema = :schema, "
            "expires_at = :expires_at",
            {
                ":document": document(job),
                ":receipts": document(tuple(receipts)),
                ":token": number(job.token),
                ":schema": number(SCHEMA),
                ":expires_at": expiring(job.started_at + _NOTES_TTL)["expires_at"],
            },
        )

    def noted(self, job: Job) -> Noted | None:
        item = self._table.get(_note_key(job))
        noted = read(Job, item) if item else None
        # A checkpoint that came after it knows more.
        if item is None or noted is None or noted.token != job.token or noted.revision < job.revision:
            return None
        return Noted(heeding(noted, job), _receipts_of(item))

    def keep_receipts(self, job: Job, lines: Sequence[str]) -> bool:
        return all(
            self._table.update_if(each.key, NOT_OVERTAKEN, each.update, each.values)
            for each in chunks(job, lines)
        )

    def ask_to_stop(self, group: str, job: str, by: By) -> bool:
        # The first who asked is the one who stopped it.
        return self._ask(group, job, "SET stop_by = if_not_exists(stop_by, :asked)", by)

    def skip_watch(self, group: str, job: str, skip: Skip) -> bool:
        return self._ask(group, job, "SET skip_watch = if_not_exists(skip_watch, :asked)", skip)

    def pause(self, group: str, job: str, by: By) -> bool:
        return self._ask(group, job, "SET paused_by = :asked", by)

    def resume(self, group: str, job: str) -> bool:
        return self._ask(group, job, "SET paused_by = :asked", NOBODY, _PAUSED)

    def _ask(
        self, group: str, job: str, update: str, asked: By | Skip, condition: str = _STILL_RUNNING
    ) -> bool:
        values = {":asked": text(json.dumps(to_document(asked))), ":running": text(JobState.RUNNING)}
        return self._table.update_if(job_key(group, job), condition, update, values)


def _note_key(job: Job) -> Item:
    """Uses a sort key that the stream's filter leaves out: a note is for the next slice."""
    return group_key(job.group, f"BATCH#{job.id}")


def _receipts_of(item: Item) -> "Sequence[Receipt]":
    if "receipts" not in item:
        return ()
    from bot.domain.redrive.receipt import Receipt  # noqa: PLC0415 - only whoever follows one that died

    return read(tuple[Receipt, ...], {**item, "document": item["receipts"]})


def job_of(item: Item) -> Job:
    job = read(Job, item)
    try:
        if "stop_by" in item:
            job = replace(job, stop_by=from_document(By, json.loads(item["stop_by"]["S"])))
        if "paused_by" in item:
            job = replace(job, paused_by=from_document(By, json.loads(item["paused_by"]["S"])))
        if "skip_watch" in item:
            job = replace(job, skip=from_document(Skip, json.loads(item["skip_watch"]["S"])))
    except UNFIT as error:
        raise damaged(item, error) from error
    return job


def job_item(job: Job, writer: str) -> Item:
    """A new job as it is put."""
    item = job_key(job.group, job.id) | {
        "document": document(job),
        "token": number(job.token),
        "state": text(job.state),
        "writer": text(writer),
    }
    return with_schema(item | attention(job.due_at))


def progress(job: Job, before_token: int) -> Item:
    """The update that writes everything of a job but `stop_by`; its condition is STILL_OURS."""
    index = attention(job.due_at)
    indexed = "".join(f", {name} = :{name}" for name in index)
    removed = "" if index else " REMOVE attention_shard, attention_at"
    values = {
        ":schema": number(SCHEMA),
        ":document": document(job),
        ":after": number(job.token),
        ":before": number(before_token),
        ":state": text(job.state),
        ":running": text(JobState.RUNNING),
        **{f":{name}": value for name, value in index.items()},
    }
    update = "SET document = :document, #schema = :schema, #token = :after, #state = :state"
    return {"UpdateExpression": f"{update}{indexed}{removed}", "ExpressionAttributeValues": values}
