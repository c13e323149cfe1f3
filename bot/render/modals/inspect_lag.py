"""Inspect for work that stands: how far behind, by which settings, the consumer's last errors, the record."""

from bot.domain.consumer import EventSource
from bot.domain.durations import lasting
from bot.domain.evidence import Evidence, Missing
from bot.domain.incident import Incident
from bot.domain.lag import ShardAge
from bot.domain.lag_inspection import LagInspection, LoggedLine, StuckAt
from bot.render import action_ids as ids
from bot.render.card import (
    Button,
    Controls,
    Line,
    Lines,
    ModalView,
    Note,
    Part,
    Preformatted,
    Rule,
    When,
    Words,
)
from bot.render.graphemes import cut
from bot.render.phrases import joined, words

_MOST_SHARDS, _MOST_MAPPINGS = 10, 4
_LONGEST_REASON = 400


def inspect_lag_modal(incident: Incident, lag: LagInspection) -> ModalView:
    parts = (
        *_age(incident.evidence),
        *_shards(lag),
        *_mappings(lag),
        Rule(),
        *_lines(lag),
        Rule(),
        *_record(incident, lag),
    )
    return ModalView("Inspect", parts, metadata=ids.reference(incident))


def _age(evidence: Evidence | None) -> tuple[Part, ...]:
    if evidence is None:
        return (words("No evidence has been gathered yet. Close this and look again in a moment."),)
    lag = evidence.lag
    if lag is None or isinstance(lag, Missing):
        why = lag.reason if lag else "no metric tells it"
        return (words(f"How far behind is not known: {cut(why, _LONGEST_REASON)}"),)
    told = f"{lasting(lag.age)} behind" if lag.age is not None else "No age was reported lately"
    return ((Words(told, bold=True), Words(f" by {lag.metric}, looked "), When(evidence.taken_at, "ago")),)


def _shards(lag: LagInspection) -> tuple[Part, ...]:
    if isinstance(lag.shards, Missing):
        return (words(f"Which shards: cannot tell: {cut(lag.shards.reason, _LONGEST_REASON)}"),)
    if not lag.shards:
        return ()
    told = tuple(words(_shard(each)) for each in lag.shards[:_MOST_SHARDS])
    left = len(lag.shards) - len(told)
    more = (words(f"{left} more, none of them older"),) if left > 0 else ()
    return (Lines(((Words("Age by shard", bold=True),), *told, *more)),)


def _shard(shard: ShardAge) -> str:
    return f"{shard.shard}: {lasting(shard.age) if shard.age is not None else 'no datapoint'}"


def _mappings(lag: LagInspection) -> tuple[Part, ...]:
    if isinstance(lag.mappings, Missing):
        return (words(f"Mapping settings: {cut(lag.mappings.reason, _LONGEST_REASON)}"),)
    return tuple(Lines(_mapping(each)) for each in lag.mappings[:_MOST_MAPPINGS])


def _mapping(mapping: EventSource) -> tuple[Line, ...]:
    names = (each.rpartition(":")[2].rpartition("/")[2] for each in (mapping.source, mapping.function))
    source, function = names
    return (
        (Words(f"{source} to {function}", bold=True), Words(f": {mapping.state}")),
        words(mapping.last_result),
        words(_settings(mapping)),
    )


def _settings(mapping: EventSource) -> str:
    told = [f"batches of {mapping.batch_size}"]
    if mapping.is_stream:
        told += [
            "retries without end" if mapping.retries is None else f"{mapping.retries} retries",
            f"records up to {lasting(mapping.max_age)} old" if mapping.max_age else "records of any age",
            f"bisect {'on' if mapping.bisect else 'off'}",
            f"{mapping.parallelization} at once per shard",
            "with a failure destination" if mapping.on_failure else "without a failure destination",
        ]
    if mapping.max_concurrency is not None:
        told.append(f"at most {mapping.max_concurrency} at once")
    return ", ".join(told)


def _lines(lag: LagInspection) -> tuple[Part, ...]:
    if isinstance(lag.lines, Missing):
        return (words(f"What the consumer logged: {cut(lag.lines.reason, _LONGEST_REASON)}"),)
    if not lag.lines:
        return (words("The consumer logged no error in the last hour."),)
    title: Part = (Words("Last errors the consumer logged", bold=True), Words(". Secrets are masked."))
    return (title, *(part for each in lag.lines for part in _logged(each)))


def _logged(line: LoggedLine) -> tuple[Part, ...]:
    about: Line = (Words(f"{line.function.rpartition(':')[2]}, "), When(line.at, "ago"))
    mentioned = words(f"sequence numbers {', '.join(line.sequences)}" if line.sequences else "")
    return (Note(joined((about, mentioned))), Preformatted(line.text))


def _record(incident: Incident, lag: LagInspection) -> tuple[Part, ...]:
    match lag.record:
        case StuckAt():
            return _stuck_at(lag.record)
        case Missing(reason):
            return (words(reason[:1].upper() + cut(reason[1:], _LONGEST_REASON)),)
        case None if lag.can_read:
            return (_asking(incident),)
        case None:
            return (
                words(
                    "The record it stands at cannot be seen from here: let the function log the sequence "
                    "number of what fails, or give its mapping a failure destination."
                ),
            )


def _asking(incident: Incident) -> Part:
    return Controls((Button(ids.SHOW_RECORD, "Show the record", ids.reference(incident)),))


def _stuck_at(stuck: StuckAt) -> tuple[Part, ...]:
    record = stuck.record
    title = "Probably the record it stands at" if stuck.probably else "The record its error names"
    how = ", found by its time of arrival" if stuck.probably else ""
    where = words(f"{stuck.shard} {record.sequence}".strip())
    at: Line = (Words("arrived "), When(record.at)) if record.at else ()
    return (
        (Words(title, bold=True), Words(how)),
        Preformatted(record.body or "(bodies are not shown on this route)"),
        Note(joined((where, at, words(f"key {record.key}" if record.key else "")))),
    )
