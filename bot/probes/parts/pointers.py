"""What stream pointers still lead to: the records are read while the stream has them.

A message with a pointer outlives the records it points to by days. Records that are gone are lost, which
is not the same as none; an automatic look knows that by their time alone. They are read when a person asks:
it uses capacity of a consumer already in trouble, and leaves a trace (see pointer_times), so a few
pointers, a few records, once per sample.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot.domain.dead_letters.dead_letter import Payload
from bot.domain.dead_letters.sample import ResolvedRecord, SampledMessage
from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.evidence.evidence import KeyDifference, PointedTo
from bot.domain.evidence.missing import Missing, present
from bot.domain.redaction.sample_text import masked
from bot.parsing.attribute_values import plain_item
from bot.parsing.body import decode
from bot.parsing.untrusted import get, parsed
from bot.ports.streams import RecordRange, StreamRecord
from bot.probes.parts import key_difference
from bot.probes.parts.decoded_message import DecodedMessage, payload_text
from bot.probes.parts.feeders import Confirmations
from bot.probes.parts.pointer_times import Times, own_trace, times_of
from bot.probes.run.fields import Fields
from bot.probes.run.probe import Finding, Look, ProbeContext, Share

MOST_POINTERS = 3
MOST_RECORDS = 20
SHOWN_RECORDS = 5
_SHOWN_CHARACTERS = 1_000
_LONGEST_KEY = 100
_OUT_OF_TIME = "lost: the stream no longer keeps records from that time"
# The first bytes of a record into which the Kinesis Producer Library put several.
_AGGREGATED = b"\xf3\x89\x9a\xc2"
_IMAGES = ("NewImage", "OldImage", "Keys")


SHARE = Share("pointers", writes=("pointed_to", "pointer_loss"), keeps=("keys",))


class Resolved(NamedTuple):
    """A pointer, and what was read there."""

    pointer: StreamPointer
    range: RecordRange


def look_at(
    context: ProbeContext, letters: Sequence[DecodedMessage], answers: Confirmations
) -> tuple[Look, ...]:
    """The look at what a sample points to; none if it points to nothing."""
    pointing = [each for each in letters if each.read.pointer and not each.read.payload.encoding]
    believed = [each for each in pointing if not _refuted(each, answers)]
    if not pointing:
        return ()

    def look() -> Finding:
        return _look(context, believed, len(pointing) - len(believed))

    return (Look(SHARE, look),)


def _refuted(decoded: DecodedMessage, answers: Confirmations) -> bool:
    answer = answers.get(decoded.read.origin)
    return answer is not None and answer.refuted


def _look(context: ProbeContext, letters: Sequence[DecodedMessage], refuted: int) -> Finding:
    pointers = _oldest_first(letters)
    times = times_of(context, pointers)
    answers = (
        [(each, context.streams.read(each, MOST_RECORDS)) for each in pointers[:MOST_POINTERS]]
        if context.asked
        else []
    )
    resolved = [Resolved(each, found) for each, found in answers if not isinstance(found, Missing)]
    unread = [found for _, found in answers if isinstance(found, Missing)]
    if pointers and not resolved and (unread or not times.ends):
        return SHARE.missing(unread[0] if unread else times.why_unknown)
    lost = _lost(context, resolved, times)
    keeps = times.keeps[pointers[0].stream] if pointers else None
    found = PointedTo(
        pointers=len({*times.ends, *(each.pointer for each in resolved)}),
        found=sum(len(each.range.records) for each in resolved) if context.asked else None,
        lost=len(lost),
        first_arrival=min((each.first_arrival for each in pointers if each.first_arrival), default=None),
        retention=present(keeps),
        note="; ".join(
            (
                *_notes(resolved, unread, len(pointers) - len(answers) if answers else 0, refuted),
                *_trace(context, resolved),
            )
        ),
    )
    loss = keeps if isinstance(keeps, Missing) else times.clock(lost)
    fields: Fields = {"pointed_to": found, "pointer_loss": loss}
    if context.asked:
        fields["keys"] = _keys(context, resolved)
    return Finding(fields, onto_sample=_shown(context, resolved, lost))


def _lost(context: ProbeContext, resolved: Sequence[Resolved], times: Times) -> frozenset[StreamPointer]:
    """Known for pointers that were read; by time for the others."""
    read = {each.pointer for each in resolved}
    gone = {each.pointer for each in resolved if each.range.lost}
    return frozenset(gone | (times.lost(context.now) - read))


def _oldest_first(letters: Iterable[DecodedMessage]) -> list[StreamPointer]:
    """The first to be lost comes first; pointers without a time come last."""
    pointers = dict.fromkeys(each.read.pointer for each in letters if each.read.pointer)
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(pointers, key=lambda each: (each.first_arrival or never, int(each.start)))


def _notes(resolved: Sequence[Resolved], unread: Sequence[Missing], left_out: int, refuted: int) -> list[str]:
    more = [each for each in resolved if _holds_more(each)]
    notes = [f"{len(unread)} could not be read: {unread[0].reason}"] if unread else []
    if left_out:
        notes.append(f"{left_out} more pointers of the sample were not looked up, to spare the stream")
    if refuted:
        notes.append(f"{refuted} pointers were not looked up: they do not come from where they claim")
    if more:
        notes.append(_told_of_more(more[0]))
    if any(record.data.startswith(_AGGREGATED) for each in resolved for record in each.range.records):
        notes.append("records are aggregated by the Kinesis Producer Library: each holds several")
    return notes


def _trace(context: ProbeContext, resolved: Sequence[Resolved]) -> list[str]:
    """What this read leaves where people watch the stream."""
    read = [
        (record.at, each.pointer.stream) for each in resolved for record in each.range.records if record.at
    ]
    if not read:
        return []
    oldest, stream = min(read)
    return [said] if (said := own_trace(stream, oldest, context.now)) else []


def _holds_more(each: Resolved) -> bool:
    size = each.pointer.batch_size
    return bool(size) and (len(each.range.records) > size or not each.range.complete)


def _told_of_more(each: Resolved) -> str:
    least = "" if each.range.complete else "at least "
    there = f"{least}{len(each.range.records)} records"
    return (
        f"a range holds {there} and its batch held {each.pointer.batch_size}: "
        "filters, parallelization or aggregation put others between them"
    )


def _keys(context: ProbeContext, resolved: Sequence[Resolved]) -> KeyDifference | None:
    """Records behind a range are healthy unless another pointer of the sample covers them."""
    failed = [document_of(record) for each in resolved for record in each.range.records]
    pointers = [each.pointer for each in resolved]
    healthy = {
        (each.pointer.stream, each.pointer.shard, record.sequence): document_of(record)
        for each in resolved
        for record in each.range.after
        if not any(_within(record, each.pointer, other) for other in pointers)
    }
    return key_difference.between(context, failed, healthy.values())


def _within(record: StreamRecord, at: StreamPointer, other: StreamPointer) -> bool:
    same = (at.stream, at.shard) == (other.stream, other.shard)
    return same and int(other.start) <= int(record.sequence) <= int(other.end)


def document_of(record: StreamRecord) -> Any:
    return parsed(_payload(record).text)


def _payload(record: StreamRecord) -> Payload:
    """A record's content: its data decoded; for DynamoDB the item's newest image."""
    if not record.event:
        decoded = decode(record.data)
        return Payload(decoded.text, decoded.encoding, decoded.size, whole=decoded.whole)
    inner = parsed(record.data.decode("utf-8", "replace"))
    image = next((each for name in _IMAGES if (each := get(inner, name))), inner)
    text = _json(image)
    return Payload(text, "JSON", len(record.data))


def _json(image: Any) -> str:
    return json.dumps(plain_item(image), ensure_ascii=False)


def _shown(
    context: ProbeContext, resolved: Sequence[Resolved], lost: Collection[StreamPointer]
) -> Callable[[SampledMessage], SampledMessage]:
    by_pointer = {each.pointer: each for each in resolved}

    def told(message: SampledMessage) -> SampledMessage:
        found = by_pointer.get(message.pointer) if message.pointer else None
        if found is None:
            gone = message.pointer in lost
            return message._replace(resolved_note=_OUT_OF_TIME) if gone else message
        records = tuple(show_record(context, each) for each in found.range.records[:SHOWN_RECORDS])
        return message._replace(resolved=records, resolved_note=_note(found, len(records)))

    return told


def _note(found: Resolved, shown: int) -> str:
    there = len(found.range.records)
    if found.range.lost:
        return "lost: the stream no longer has the first of these records" + (
            f", {shown} of the {there} left are shown" if there else ""
        )
    if not found.range.complete:
        return f"{shown} of at least {there} records are shown"
    return f"{shown} of {there} records are shown" if there > shown else ""


def show_record(context: ProbeContext, record: StreamRecord) -> ResolvedRecord:
    """A record as it may be shown and stored."""
    text = payload_text(context, _payload(record), _SHOWN_CHARACTERS)
    key = _json(parsed(record.key)) if record.event else record.key
    key = masked(key, context.redaction, most=_LONGEST_KEY) if context.route.samples == "redacted" else ""
    return ResolvedRecord(record.sequence, record.at, key, text.text, text.cut, record.event)
