"""Longer retention of a dead-letter queue, of a Kinesis stream: never shorter, and nothing is skipped."""

from collections.abc import Iterator
from datetime import timedelta

from bot.domain.evidence.lag.lag import StreamFacts
from bot.domain.evidence.missing import Missing
from bot.domain.incident.mitigation_record import (
    RETENTION_HOURS,
    RETENTION_SECONDS,
    MitigationKind,
    NotOffered,
    Values,
)
from bot.domain.mitigation.offers.context import Offer, OfferContext, change, holds_dead_letters, streams_of
from bot.domain.resource.arn import as_arn, name_of

FOURTEEN_DAYS = 14 * 86_400


def retentions(context: OfferContext) -> Iterator[Offer]:
    if holds_dead_letters(context):
        yield from _queue_retention(context)
    for stream in streams_of(context):
        yield from _stream_retention(context, stream)


def _queue_retention(context: OfferContext) -> Iterator[Offer]:
    kind, queue = MitigationKind.RAISE_QUEUE_RETENTION, context.resource
    known = context.evidence.retention
    remembered = {RETENTION_SECONDS: str(int(known.total_seconds()))} if known else None
    live = context.live.get(queue.arn, remembered or Missing("its retention was not read yet"))
    subject = f"queue {queue.name}"
    if isinstance(live, Missing):
        yield NotOffered(kind, subject, live.reason)
    elif int(live[RETENTION_SECONDS]) < FOURTEEN_DAYS:
        after = {RETENTION_SECONDS: str(FOURTEEN_DAYS)}
        costs = "Nothing is skipped or lost. SQS takes up to 15 minutes to apply it."
        yield change(kind, queue.arn, subject, live, after, costs)
    else:
        yield NotOffered(kind, subject, "it already keeps messages for 14 d, the SQS maximum")


def _stream_retention(context: OfferContext, stream: str) -> Iterator[Offer]:
    kind, subject, bound = MitigationKind.EXTEND_STREAM_RETENTION, f"stream {name_of(stream)}", context.bounds
    if as_arn(stream).service == "dynamodb":
        table = f"stream of table {name_of(stream)}"
        yield NotOffered(kind, table, "a DynamoDB stream always keeps records for 24 h")
        return
    facts = context.evidence.stream
    remembered: Values | Missing = Missing("its retention was not read yet")
    if isinstance(facts, StreamFacts) and facts.arn == stream:
        remembered = {RETENTION_HOURS: str(_hours(facts.retention))}
    live = context.live.get(stream, remembered)
    if isinstance(live, Missing):
        yield NotOffered(kind, subject, live.reason)
    elif int(live[RETENTION_HOURS]) < _hours(bound.stream_retention):
        after = {RETENTION_HOURS: str(_hours(bound.stream_retention))}
        costs = "Nothing is skipped or lost. AWS charges for every hour of retention above 24."
        yield change(kind, stream, subject, live, after, costs)
    else:
        yield NotOffered(kind, subject, "it already keeps records for as long as lastcall.toml allows")


def _hours(length: timedelta) -> int:
    return int(length.total_seconds()) // 3600
