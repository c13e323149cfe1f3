"""CARD items: what Slack last showed, and what a card waits for.

A claim is conditional on the item's revision, a put on the lease that the claim took: if two projections read
the same card, one gets the lease, and one that has lost it cannot overwrite what its successor shows.
"""

import logging
from dataclasses import replace
from datetime import datetime

from bot.aws.items import (
    Item,
    card_key,
    document,
    incident_key,
    instant,
    job_key,
    line_shard,
    milliseconds,
    number,
    read,
    text,
    with_schema,
)
from bot.aws.jobs import job_of
from bot.aws.table import Table
from bot.domain.errors import UnreadableError
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.card.projection import Card
from bot.domain.redrive.job import Job
from bot.ports.cards import Projected

log = logging.getLogger("lastcall")

# The card is unchanged since it was read: no one has claimed or put it.
_UNCHANGED = "revision = :revision"
_NEW = "attribute_not_exists(pk)"
# The lease is still the one this projection took.
_LEASED = "lease = :held"

# Groups waiting in a line are in the index under it, by place.
_STANDS = ", attention_shard = :line, attention_at = :place"
_LEAVES = " REMOVE attention_shard, attention_at"


class CardTable:
    """Implements ports.Cards."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def load(self, group: str) -> Projected:
        items = self._table.get_many([incident_key(group), card_key(group)])
        by_sk = {item["sk"]["S"]: item for item in items}
        incident = read(Incident, by_sk["INCIDENT"]) if "INCIDENT" in by_sk else None
        if "CARD" not in by_sk:
            return Projected(incident, Card(group=group), self._newest_job(incident))
        item = by_sk["CARD"]
        return Projected(incident, _card_of(item), self._newest_job(incident), instant(item, "look_at"))

    def _newest_job(self, incident: Incident | None) -> Job | Missing | None:
        if incident is None or not incident.newest_job:
            return None
        item = self._table.get(job_key(incident.group, incident.newest_job))
        try:
            return job_of(item) if item else None
        except UnreadableError as fault:
            log.exception("left alone")
            return Missing("a newer release of Lastcall wrote it" if fault.newer else "its item is damaged")

    def claim(self, before: Card, card: Card) -> bool:
        if before.revision:
            return self._write(card, _UNCHANGED, {":revision": number(before.revision)})
        return self._write(card, _NEW, {})

    def put(self, card: Card, lease: str) -> bool:
        return self._write(card, _LEASED, {":held": text(lease)})

    def _write(self, card: Card, condition: str, values: Item) -> bool:
        waiting = {":line": text(line_shard(card.line)), ":place": number(card.place)} if card.line else {}
        stands = _STANDS if waiting else _LEAVES
        return self._table.update_if(
            card_key(card.group),
            condition,
            f"SET document = :document, lease = :lease, #schema = :schema{stands} ADD revision :one",
            values
            | waiting
            | {
                ":document": document(replace(card, revision=0)),  # an attribute of its own, see below
                ":lease": text(card.lease),
                ":schema": with_schema({})["schema"],
                ":one": number(1),
            },
        )

    def will_look(self, group: str, at: datetime) -> None:
        looks = {":at": milliseconds(at)}
        self._table.update_if(card_key(group), "attribute_exists(pk)", "SET look_at = :at", looks)


def _card_of(item: Item) -> Card:
    """The counter lives outside the document, where DynamoDB itself can count it up."""
    return replace(read(Card, item), revision=int(item["revision"]["N"]))
