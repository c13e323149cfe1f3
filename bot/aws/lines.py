"""CHANNEL items: waiting lines for what Slack rate-limits. The index has who waits: see bot.aws.cards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from bot.aws.items import (
    BY_ATTENTION,
    Item,
    attention,
    card_key,
    channel_key,
    document,
    expiring,
    instant,
    line_shard,
    number,
    read,
    text,
    with_schema,
)
from bot.aws.table import Table
from bot.domain.lifecycle.card.line import TURN_LOST, Line
from bot.ports.clock import Clock

_GROUP = "GROUP#"
_LINE_TTL = timedelta(days=2)
_UNCHANGED = "revision = :revision"
_NEW = "attribute_not_exists(revision)"


class LineTable:
    """Implements ports.Lines."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def load(self, name: str) -> Line:
        item = self._table.get(channel_key(name))
        if item is None or "document" not in item:
            return Line(name, instant(item, "closed_until") if item else None)
        return read(Line, item)._replace(revision=int(item["revision"]["N"]))

    def change(self, before: Line, after: Line) -> bool:
        """A line with a waiting card is due like an incident: the clock notices a lost turn."""
        due = attention(after.turn_at + TURN_LOST if after.turn and after.turn_at else None)
        kept = {f":{name}": value for name, value in due.items()}
        index = "".join(f", {name} = :{name}" for name in due) or " REMOVE attention_shard, attention_at"
        known: Item = {":revision": number(before.revision)} if before.revision else {}
        return self._table.update_if(
            channel_key(after.name),
            _UNCHANGED if known else _NEW,
            f"SET document = :document, expires_at = :expires_at, #schema = :schema{index} ADD revision :one",
            kept
            | known
            | {
                ":document": document(after._replace(revision=0)),
                ":expires_at": expiring(self._until(after))["expires_at"],
                ":schema": with_schema({})["schema"],
                ":one": number(1),
            },
        )

    def waiting(self, name: str, most: int) -> Sequence[str]:
        items = self._table.query(
            IndexName=BY_ATTENTION,
            KeyConditionExpression="attention_shard = :line",
            ExpressionAttributeValues={":line": text(line_shard(name))},
            Limit=most,
        )
        return [item["pk"]["S"].removeprefix(_GROUP) for item in islice(items, most)]

    def leave(self, group: str) -> None:
        self._table.update_if(
            card_key(group),
            "attribute_exists(pk)",
            "SET look_at = :none REMOVE attention_shard, attention_at",
            {":none": number(0)},
        )

    def _until(self, line: Line) -> datetime:
        ends = (self._clock(), line.closed_until, line.turn_at)
        return max(at for at in ends if at is not None) + _LINE_TTL
