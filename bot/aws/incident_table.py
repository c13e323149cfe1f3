"""The incidents in DynamoDB: one item per group, written by compare-and-set, with all that belongs to it.

load v7 ── decide ── save v8 if still v7 ──┬─ Saved      incident, story, click, job: all of it
                                           ├─ Done       the same click was written before
                                           ├─ QueueBusy  the queue has a live job
                                           ├─ IdTaken    its id stands for another group
                                           └─ Conflict   someone wrote first: nothing of it is written
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.aws.items import (
    BY_ATTENTION,
    HEARTBEAT_KEY,
    SHARD,
    Item,
    click_key,
    expired,
    group_key,
    id_key,
    incident_key,
    instant,
    milliseconds,
    read,
    text,
    timeline_sk,
    with_schema,
)
from bot.aws.save import outcome, writes_of
from bot.aws.table import Table
from bot.domain.errors import UnreadableError
from bot.domain.incident.command import Done
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.ports.clock import Clock
from bot.ports.incidents import Conflict, DueItem, IdTaken, Owing, QueueBusy, Saved, Unreadable, Write

if TYPE_CHECKING:
    from bot.domain.dead_letters.sample import SampledMessage

log = logging.getLogger("lastcall")

_GROUP = "GROUP#"
_JOB = "JOB#"
_CHANNEL = "CHANNEL#"
_UNKNOWN = datetime.min.replace(tzinfo=UTC)


# The run that wrote the click has done or refused what it asks for.
_DONE_BEFORE = Done(
    "This was answered before, but the result cannot be read. The card shows the current state."
)


class IncidentTable:
    """Implements ports.Incidents."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def load(self, groups: Collection[str]) -> Mapping[str, Incident]:
        return self._incidents([incident_key(group) for group in dict.fromkeys(groups)])

    def group_of(self, incident_id: str) -> str | None:
        item = self._table.get(id_key(incident_id))
        return str(item["group"]["S"]) if item else None

    def save(self, write: Write) -> Saved | Conflict | IdTaken | QueueBusy | Done:
        writer = self._table.new_writer()
        writes = writes_of(write, writer, self._clock())
        reasons = self._table.transact([each.request(self._table.name) for each in writes], writer)
        return Saved() if reasons is None else outcome(writes, reasons, writer)

    def click(self, identity: str) -> Done | None:
        item = self._table.get(click_key(identity))
        if item is None or expired(item, self._clock()):
            return None
        try:
            return read(Done, item)
        except UnreadableError:
            log.exception("left alone")
            return _DONE_BEFORE

    def timeline(self, group: str, after: int) -> Sequence[tuple[int, TimelineEntry]]:
        items = self._table.query(
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={
                ":pk": incident_key(group)["pk"],
                ":first": text(timeline_sk(after + 1, 0)),
                ":last": text("TIMELINE#~"),  # ~ comes after every digit
            },
        )
        return [(_version(item), entry) for item, entry in _told(items)]

    def sample(self, group: str, number: int) -> "Sequence[SampledMessage]":
        item = self._table.get(group_key(group, f"EVIDENCE#{number}"))
        if item is None or expired(item, self._clock()):
            return ()
        from bot.domain.dead_letters.sample import SampledMessage  # noqa: PLC0415 - an alarm is taken in without it

        return read(tuple[SampledMessage, ...], item)

    def due(self, now: datetime) -> Iterator[DueItem]:
        for item in self._in_index(" AND attention_at <= :now", {":now": milliseconds(now)}):
            group, sk = item["pk"]["S"].removeprefix(_GROUP), item["sk"]["S"]
            if sk == "INCIDENT":
                yield DueItem(group)
            elif sk.startswith(_JOB):
                yield DueItem(group, sk.removeprefix(_JOB))
            elif sk == "CHANNEL":
                yield DueItem("", line=item["pk"]["S"].removeprefix(_CHANNEL))

    def live(self) -> Sequence[Incident]:
        found = map(_readable, self._indexed())
        return [incident for incident in found if isinstance(incident, Incident) and incident.live]

    def unreadable(self) -> Sequence[Unreadable]:
        return [each for each in map(_readable, self._indexed()) if isinstance(each, Unreadable)]

    def _indexed(self) -> Sequence[Item]:
        keys = [
            {"pk": item["pk"], "sk": item["sk"]}
            for item in self._in_index("", {})
            if item["sk"]["S"] == "INCIDENT"
        ]
        return self._table.get_many(keys)

    def owing(self) -> Owing:
        since: list[datetime] = []
        refused = 0
        for item in self._in_index("", {}):
            since.extend(filter(None, [instant(item, "undelivered_since")]))
            refused += "card_refused" in item
        return Owing(min(since, default=None), refused)

    def beat(self, at: datetime) -> None:
        self._table.put(with_schema(HEARTBEAT_KEY | {"at": milliseconds(at)}))

    def last_beat(self) -> datetime | None:
        item = self._table.get(HEARTBEAT_KEY)
        return instant(item, "at") if item else None

    def _incidents(self, keys: Sequence[Item]) -> Mapping[str, Incident]:
        incidents = (read(Incident, item) for item in self._table.get_many(keys))
        return {incident.group: incident for incident in incidents}

    def _in_index(self, bound: str, values: Item) -> Iterator[Item]:
        """The keys of items with a due time, earliest first; the index lags the table by moments."""
        return self._table.query(
            IndexName=BY_ATTENTION,
            KeyConditionExpression="attention_shard = :shard" + bound,
            ExpressionAttributeValues={":shard": text(SHARD)} | values,
        )


def _readable(item: Item) -> Incident | Unreadable:
    """An unreadable one must not hide the others."""
    try:
        return read(Incident, item)
    except UnreadableError as fault:
        log.exception("left alone")
        return Unreadable(item["pk"]["S"].removeprefix(_GROUP), newer=fault.newer)


def _told(items: Iterable[Item]) -> Iterator[tuple[Item, TimelineEntry]]:
    """Entries, and one for each run of unreadable ones that says so."""
    hidden = False
    for item in items:
        try:
            entry, hidden = read(TimelineEntry, item), False
        except UnreadableError as fault:
            log.exception("left alone")
            entry, hidden = _untold(fault, first=not hidden), True
        yield item, entry


def _untold(fault: UnreadableError, *, first: bool) -> TimelineEntry:
    why = "a newer release of Lastcall wrote it" if fault.newer else "it is damaged"
    what = f"Part of this story cannot be shown: {why}. The incident table holds it."
    return TimelineEntry(at=_UNKNOWN, event=Event.UNREADABLE, what=what, thread=first)


def _version(item: Item) -> int:
    return int(item["sk"]["S"].removeprefix("TIMELINE#").partition(".")[0])
