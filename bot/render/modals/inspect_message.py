"""One dead letter in Inspect: what it is, why it is here, what it holds, or what it points to."""

from bot.domain.dead_letters.dead_letter import OriginKind
from bot.domain.dead_letters.sample import ResolvedRecord, SampledMessage
from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.failure_bucket import is_bucket, place_name
from bot.domain.resource.arn import name_of
from bot.render.card.dead_letter_facts import in_words
from bot.render.graphemes import cut
from bot.render.links.logs import request_link
from bot.render.modals.inspect_head import to_log
from bot.render.phrases import TIMES, joined, words
from bot.render.view import Divider, Line, Lines, Note, Part, Preformatted, When, Words

_MOST_ATTRIBUTES, _MOST_RECORDS = 10, 5
_LONGEST_NAME, _LONGEST_NOTE, _LONGEST_RECORD = 80, 300, 1_000


def message_parts(sample: SampledMessage, number: int, evidence: Evidence | None) -> tuple[Part, ...]:
    """A message, told from its envelope inwards."""
    attributes = tuple((sample.attributes or {}).items())[:_MOST_ATTRIBUTES]
    named = words(", ".join(f"{name}={value}" for name, value in attributes))
    return (
        Divider(),
        Lines(tuple(line for line in (_about(sample, number), *_why(sample, evidence)) if line)),
        *(_place(sample.pointer) if sample.pointer else _payload(sample)),
        *_records(sample),
        Note(joined((words(sample.message_id), named))),
    )


def _about(sample: SampledMessage, number: int) -> Line:
    sent: Line = (
        (Words("sent "), When(sample.sent_at, "ago")) if sample.sent_at else words("sent at an unknown time")
    )
    source = place_name(sample.source)
    came = f"kept in {source}" if is_bucket(sample.source) else f"from {source}"
    return joined(
        (
            words(f"Message {number}", bold=True),
            words(f"in {cut(sample.queue, _LONGEST_NAME)}" if sample.queue else ""),
            sent,
            words(f"received {sample.receive_count}{TIMES}" if sample.receive_count else ""),
            words(came if source else "not put here by SQS"),
            words(f"group {sample.group_id}" if sample.group_id else ""),
        )
    )


def _why(sample: SampledMessage, evidence: Evidence | None) -> tuple[Line, ...]:
    """What wrote it, why it was given up on, and what it failed with."""
    link = to_log(request_link(evidence, sample)) if evidence and _failed(sample) else ()
    return (
        joined((words(_origin(sample)), words(_cause(sample)), words(_format(sample)))),
        joined((words(cut(_failure(sample), _LONGEST_NOTE)), link)),
        words(f"Way back: {cut(sample.way_back, _LONGEST_NOTE)}" if sample.way_back else ""),
    )


def _failed(sample: SampledMessage) -> bool:
    return bool(sample.request_id or sample.shape) and not sample.succeeded


def _format(sample: SampledMessage) -> str:
    """That SQS moved it is said by where it came from."""
    name = "" if sample.format == "sqs_source" else sample.format.replace("_", " ")
    taken_out = f", taken out of {' in '.join(sample.wrappings)}" if sample.wrappings else ""
    encoding = f"{sample.encoding}{taken_out}" if sample.encoding else ""
    return f"{name} ({encoding})" if name and encoding else name or (encoding if sample.format else "")


def _origin(sample: SampledMessage) -> str:
    """What configuration confirms is told as a fact, everything else as a claim."""
    origin, note = sample.origin, cut(sample.origin_note, _LONGEST_NOTE)
    if not origin.kind:
        return note
    name, through = _name(origin.arn), _name(origin.through)
    who = f"{origin.kind} {name}".strip() + (f" through {through}" if through else "")
    if not origin.claimed:
        if sample.succeeded:
            return f"written by {who}"
        return f"moved here from {name}" if origin.kind == OriginKind.QUEUE else f"put here by {who}"
    return f"claims to come from {who} (unconfirmed)" + (f", {note}" if note else "")


def _cause(sample: SampledMessage) -> str:
    if sample.succeeded:
        return "a success record, not a failure"
    tried = f" after {sample.attempts} attempts" if sample.attempts else ""
    return f"{in_words(sample.cause)}{tried}" if sample.cause or tried else ""


def _failure(sample: SampledMessage) -> str:
    return sample.failure or sample.shape


def _place(pointer: StreamPointer) -> tuple[Part, ...]:
    """Of a message that holds no record; the rest of it is its envelope, of which all is said above."""
    to = f" to {pointer.end}" if pointer.end != pointer.start else ""
    return (Note(words(f"points to {name_of(pointer.stream)}, {pointer.shard}, {pointer.start}{to}")),)


def _payload(sample: SampledMessage) -> tuple[Part, ...]:
    hidden = "(bodies are not shown on this route)" if sample.cut else "(empty body)"
    more = Note(words(f"… {sample.cut:,} more characters are not shown"))
    return (Preformatted(sample.body or hidden), *((more,) if sample.cut and sample.body else ()))


def _records(sample: SampledMessage) -> tuple[Part, ...]:
    """The records that a message stands for or points to, as far as they were read."""
    told = joined(
        (
            words(f"{sample.records:,} records", bold=True) if sample.records > 1 else (),
            words(sample.resolved_note),
        )
    )
    shown = (part for each in sample.resolved[:_MOST_RECORDS] for part in _record(each))
    return (*((told,) if told else ()), *shown)


def _record(record: ResolvedRecord) -> tuple[Part, ...]:
    at: Line = (Words("arrived "), When(record.at)) if record.at else ()
    about = (
        words(record.event),
        words(f"record {record.sequence}"),
        words(record.key and f"key {record.key}"),
        at,
    )
    return (
        Note(joined(about)),
        Preformatted(cut(record.body, _LONGEST_RECORD) or "(not shown on this route)"),
    )


def _name(arn: str) -> str:
    return cut(name_of(arn), _LONGEST_NAME)
