"""The items of the incident table: their keys, and values to attributes and back.

    pk               sk                         attributes beside `schema`
    GROUP#<group>    INCIDENT                   document, version, writer; index; expires_at while quiet
                     CARD                       document, revision, lease, look_at, writer; index in a line
                     TIMELINE#<version>.<n>     document
                     EPISODE#<n>                document
                     EVIDENCE#<n>               document, expires_at
                     LOOK                       begun, cut_off, again, writer, expires_at
                     JOB#<ulid>                 document, token, state, stop_by, writer; index
                     BATCH#<ulid>               document, receipts, token, writer, expires_at
                     RECEIPTS#<ulid>#<n>        receipts, token, writer, expires_at
    ID#<id>          ID                         group
    QUEUE#<arn>      LIVE_JOB                   group, job
    CLICK#<sha256>   CLICK                      document, expires_at
    CHANNEL#<line>   CHANNEL                    document, revision, writer, expires_at; index
    HEARTBEAT        HEARTBEAT                  at
    PACE             PACE                       taken, writer
    STREAM#<place>   OWN_READS                  minutes, expires_at

`document` is JSON (see bot.parsing.documents); a large one is deflated and then of type B. Index:
`attention_shard` and `attention_at` (epoch milliseconds), only where something falls due, and with them what
is owed to people: `undelivered_since` (epoch milliseconds), `card_refused`; of a CARD the line it stands in
and its place there. `expires_at` is DynamoDB's TTL in epoch seconds; DynamoDB may delete days later, so
readers compare it themselves.
"""

import json
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from bot.domain.errors import UnreadableError
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.timeline import TimelineEntry
from bot.parsing.documents import from_document, to_document

T = TypeVar("T")
Item = dict[str, Any]

# What reading a document of a different shape may raise.
UNFIT = (KeyError, ValueError, TypeError, AttributeError, StopIteration, RecursionError, zlib.error)

# Incremented by a release whose items the one before could not read.
SCHEMA = 1

SHARD = "0"
BY_ATTENTION = "by_attention"

CLICK_TTL = timedelta(hours=24)
EVIDENCE_TTL = timedelta(days=14)
QUIET_TTL = timedelta(days=30)

# Every live incident is in the index, for `live()`; one with nothing due stands where no query for the
# due ones reaches (the year 2286).
_NEVER_DUE = 10**13

# An item may hold 400 KB, and a write costs one unit per KB.
_DEFLATED_ABOVE = 64 * 1024


def text(value: str) -> Item:
    """A name from an alarm may hold half a surrogate pair; DynamoDB only accepts UTF-8."""
    return {"S": value if value.isascii() else value.encode("utf-8", "replace").decode()}


def number(value: int) -> Item:
    return {"N": str(value)}


def key(pk: str, sk: str) -> Item:
    return {"pk": text(pk), "sk": text(sk)}


def group_key(group: str, sk: str) -> Item:
    return key(f"GROUP#{group}", sk)


def incident_key(group: str) -> Item:
    return group_key(group, "INCIDENT")


def card_key(group: str) -> Item:
    return group_key(group, "CARD")


def job_key(group: str, job: str) -> Item:
    return group_key(group, f"JOB#{job}")


def timeline_sk(version: int, n: int) -> str:
    return f"TIMELINE#{version:010d}.{n:03d}"


def live_job_key(queue_arn: str) -> Item:
    return key(f"QUEUE#{queue_arn}", "LIVE_JOB")


def id_key(incident_id: str) -> Item:
    return key(f"ID#{incident_id}", "ID")


def click_key(identity: str) -> Item:
    return key(f"CLICK#{identity}", "CLICK")


def channel_key(channel: str) -> Item:
    return key(f"CHANNEL#{channel}", "CHANNEL")


HEARTBEAT_KEY = key("HEARTBEAT", "HEARTBEAT")
PACE_KEY = key("PACE", "PACE")


def document(value: object) -> Item:
    """A value's `document` attribute, in ASCII, so that any text comes back unchanged."""
    written = json.dumps(to_document(value), separators=(",", ":"))
    if len(written) <= _DEFLATED_ABOVE:
        return text(written)
    return {"B": zlib.compress(written.encode())}


def read(kind: type[T], item: Item) -> T:
    """The value in an item's document.

    Raises:
        UnreadableError: A newer release wrote the item, or it is damaged; it is left alone.
    """
    check_schema(item)
    try:
        return from_document(kind, json.loads(_written(item["document"])))
    except UNFIT as error:
        raise damaged(item, error) from error


def damaged(item: Item, why: Exception) -> UnreadableError:
    return UnreadableError(f"the item {named(item)} cannot be read: {why!r}", newer=False)


def check_schema(item: Item) -> None:
    if is_newer(item):
        raise UnreadableError(
            f"the item {named(item)} was written by a newer release of Lastcall (schema {_schema(item)}, "
            f"this one knows {SCHEMA}): deploy that release again",
            newer=True,
        )


def is_newer(item: Item) -> bool:
    return _schema(item) > SCHEMA


def _schema(item: Item) -> int:
    return int(item.get("schema", {}).get("N", 1))


def named(item: Item) -> str:
    return f"{item['pk']['S']} {item['sk']['S']}"


def with_schema(item: Item) -> Item:
    return {**item, "schema": number(SCHEMA)}


def line_shard(line: str) -> str:
    """The index key under which the groups of a line wait."""
    return f"LINE#{line}"


def attention(at: datetime | None) -> Item:
    """The index attributes of an item that falls due; empty if it does not."""
    return {} if at is None else _indexed(int(at.timestamp() * 1000))


def expiring(at: datetime) -> Item:
    return {"expires_at": number(int(at.timestamp()))}


def expired(item: Item, now: datetime) -> bool:
    return "expires_at" in item and int(item["expires_at"]["N"]) <= now.timestamp()


def incident_item(incident: Incident, writer: str) -> Item:
    """The INCIDENT item; the caller makes its write conditional on the version before."""
    item = incident_key(incident.group) | {
        "version": number(incident.version),
        "writer": text(writer),
        "document": document(incident),
    }
    return with_schema(item | _index_of(incident) | _owed_of(incident) | _expiry_of(incident))


def timeline_item(group: str, version: int, n: int, entry: TimelineEntry) -> Item:
    return with_schema(group_key(group, timeline_sk(version, n)) | {"document": document(entry)})


def instant(item: Item, name: str) -> datetime | None:
    """A time stored in epoch milliseconds."""
    return datetime.fromtimestamp(int(item[name]["N"]) / 1000, UTC) if name in item else None


def milliseconds(at: datetime) -> Item:
    return number(int(at.timestamp() * 1000))


def _written(attribute: Item) -> str:
    return str(attribute["S"]) if "S" in attribute else zlib.decompress(attribute["B"]).decode()


def _index_of(incident: Incident) -> Item:
    if incident.attention_at is None and incident.live:
        return _indexed(_NEVER_DUE)
    return attention(incident.attention_at)


def _owed_of(incident: Incident) -> Item:
    owed, since = incident.card_owed, incident.undelivered_since
    undelivered = {"undelivered_since": milliseconds(since)} if since else {}
    refused = {"card_refused": text(owed.refused)} if owed and owed.refused else {}
    return undelivered | refused


def _indexed(epoch_ms: int) -> Item:
    return {"attention_shard": text(SHARD), "attention_at": number(epoch_ms)}


def _expiry_of(incident: Incident) -> Item:
    """A group that never notified anyone expires; others are kept, with the last times of their alarms."""
    if incident.status is not Status.QUIET or not incident.alarms:
        return {}
    return expiring(max(alarm.at for alarm in incident.alarms.values()) + QUIET_TTL)
