"""Inspect for work that stands: how far behind, by which settings, the consumer's last errors, the record."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.consumer import EventSource, PoolUse
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.failure_bucket import place_name
from bot.domain.evidence.lag.inspection import LagInspection, LoggedLine, StuckAt
from bot.domain.evidence.lag.lag import ShardAge
from bot.domain.evidence.missing import Missing, present_all
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.acts.inspect import SHOW_RECORD
from bot.domain.resource.arn import name_of
from bot.domain.resource.resource_kind import ResourceKind
from bot.render import action_ids as ids
from bot.render.card.dead_letter_facts import deployment
from bot.render.card.lag_facts import caught_up, dropped, own_reads, pool, rates, shards_unmetered
from bot.render.graphemes import cut
from bot.render.modals.inspect_bucket import kept_modal, kept_parts
from bot.render.modals.inspect_head import clocks_part, shapes_part, unread_part, verdict_part
from bot.render.modals.inspect_pages import pages_of, title, turns
from bot.render.phrases import TIMES, joined, words
from bot.render.view import (
    Controls,
    Divider,
    Line,
    Lines,
    ModalView,
    Note,
    Part,
    Preformatted,
    When,
    Words,
)

_MOST_SHARDS, _MOST_MAPPINGS = 10, 4
_LONGEST_REASON = 400


def inspect_lag_modal(
    incident: Incident, lag: LagInspection, samples: Sequence[SampledMessage] = (), page: int = 1
) -> ModalView:
    """The consumer first; what buckets keep of its failures, a few to a page, behind it."""
    pages = 1 + pages_of(samples)
    if page > 1 and samples:
        return kept_modal(incident, samples, min(page, pages) - 1, pages)
    evidence = incident.evidence
    to_see = lag.record is not None or lag.can_read
    parts = (
        *_age(evidence),
        *(_record(incident, lag) if to_see else ()),
        *(_head(evidence, incident.opened_at) if evidence else ()),
        *_shards(lag),
        *_mappings(lag),
        Divider(),
        *_lines(lag),
        *(() if to_see else _record(incident, lag)),
        *(kept_parts(evidence) if evidence else ()),
        *turns(incident, 1, pages),
    )
    return ModalView(title(1, pages), parts, metadata=ids.reference(incident))


def _head(evidence: Evidence, since: datetime | None) -> tuple[Part, ...]:
    """Whatever was found out, in full."""
    facts = (
        own_reads(evidence),
        pool(evidence) if _scarce(evidence) else (),
        dropped(evidence),
        deployment(evidence),
        rates(evidence),
        caught_up(evidence),
    )
    told = tuple(line for line in facts if line)
    return (
        *clocks_part(evidence),
        *verdict_part(evidence),
        *shapes_part(evidence, since),
        *((Lines(told),) if told else ()),
        *unread_part(evidence, shards_unmetered(evidence)),
    )


def _scarce(evidence: Evidence) -> bool:
    """Whether the account's concurrency has to do with it: half of it is taken, or that is not known."""
    use = evidence.pool
    return isinstance(use, PoolUse) and (use.claimed is None or use.claimed * 2 >= use.limits.concurrency)


def _age(evidence: Evidence | None) -> tuple[Part, ...]:
    if evidence is None:
        return (words("No evidence has been gathered yet. Close this and look again in a moment."),)
    lag = evidence.lag
    if isinstance(lag, Missing):
        return (words(f"Not known how far behind: {cut(lag.reason, _LONGEST_REASON)}"),)
    if lag is None:
        return ((Words("Looked "), When(evidence.taken_at, "ago")),)
    told = f"{lasting(lag.age)} behind" if lag.age is not None else "No age was reported lately"
    then: Line = (Words(" at "), When(lag.at, "time")) if lag.at and lag.stale(evidence.taken_at) else ()
    by = Words(f" by {lag.metric}, last look ")
    return ((Words(told, bold=True), *then, by, When(evidence.taken_at, "ago")),)


def _shards(lag: LagInspection) -> tuple[Part, ...]:
    if isinstance(lag.shards, Missing):
        return (words(f"Not known which shards are behind: {cut(lag.shards.reason, _LONGEST_REASON)}"),)
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
    return tuple(part for each in lag.mappings[:_MOST_MAPPINGS] for part in _mapping(each))


def _mapping(mapping: EventSource) -> tuple[Part, ...]:
    source, function = name_of(mapping.source), name_of(mapping.function)
    said = "; ".join(part for part in (mapping.state_reason, mapping.last_result) if part)
    state = f": {mapping.state}" + (f" ({cut(said, _LONGEST_REASON)})" if said else "")
    width = max(len(name) for name, _ in _settings(mapping))
    table = "\n".join(f"{name:<{width}}  {value}" for name, value in _settings(mapping))
    return ((Words(f"{source} to {function}", bold=True), Words(state)), Preformatted(table))


def _settings(mapping: EventSource) -> list[tuple[str, str]]:
    """By the names of Lambda's API, which are those to change them by."""
    told = [("BatchSize", f"{mapping.batch_size:,}")]
    if mapping.window:
        told.append(("MaximumBatchingWindow", lasting(mapping.window)))
    if mapping.is_stream:
        told += [
            ("MaximumRetryAttempts", _or_endless(mapping.retries)),
            ("MaximumRecordAge", lasting(mapping.max_age) if mapping.max_age else "-1 (unlimited)"),
            ("BisectBatchOnFunctionError", _on(is_on=mapping.bisect)),
            ("ParallelizationFactor", f"{mapping.parallelization:,}"),
            ("OnFailure", place_name(mapping.on_failure) or "none: what is skipped is lost"),
        ]
    else:
        told.append(("MaximumConcurrency", f"{mapping.max_concurrency or 'none'}"))
    return [*told, ("ReportBatchItemFailures", _on(is_on=mapping.partial_responses)), *_filters(mapping)]


def _filters(mapping: EventSource) -> list[tuple[str, str]]:
    return [("Filters", f"{len(mapping.filters)}: others never reach it")] if mapping.filters else []


def _or_endless(retries: int | None) -> str:
    return "-1 (unlimited)" if retries is None else f"{retries:,}"


def _on(*, is_on: bool) -> str:
    return "on" if is_on else "off"


def _lines(lag: LagInspection) -> tuple[Part, ...]:
    if isinstance(lag.lines, Missing):
        return (words(f"What the consumer logged: {cut(lag.lines.reason, _LONGEST_REASON)}"),)
    if not lag.lines:
        return (words("The consumer logged no error in the last hour."),)
    title: Part = (Words("Last errors the consumer logged", bold=True), Words(". Secrets are masked."))
    return (title, *(part for each in lag.lines for part in _logged(each)))


def _logged(line: LoggedLine) -> tuple[Part, ...]:
    about: Line = (Words(f"{name_of(line.function)}, "), When(line.at, "ago"))
    times = words(f"logged {line.seen:,}{TIMES} in the last hour" if line.seen > 1 else "")
    mentioned = words(f"sequence numbers {', '.join(line.sequences)}" if line.sequences else "")
    return (Note(joined((about, times, mentioned))), Preformatted(line.text))


def _record(incident: Incident, lag: LagInspection) -> tuple[Part, ...]:
    match lag.record:
        case StuckAt():
            return _stuck_at(lag.record)
        case Missing(reason):
            return (words(reason[:1].upper() + cut(reason[1:], _LONGEST_REASON)),)
        case None if lag.can_read:
            return (_asking(incident),)
        case None if not _of_a_stream(incident, lag):
            return ()
        case None:
            return (
                words(
                    "The record it is stuck on cannot be seen from here: have the function log the sequence "
                    "number of what fails, or give its mapping a failure destination."
                ),
            )


def _of_a_stream(incident: Incident, lag: LagInspection) -> bool:
    """Asynchronous events and a queue's messages are no records: there is none to stand at."""
    mappings = present_all(lag.mappings)
    return incident.resource.kind == ResourceKind.STREAM or any(each.is_stream for each in mappings)


def _asking(incident: Incident) -> Part:
    return Controls((ids.button(SHOW_RECORD, incident),))


def _stuck_at(stuck: StuckAt) -> tuple[Part, ...]:
    record = stuck.record
    title = "Probably the record it is stuck on" if stuck.probably else "The record its error names"
    how = ", found by its time of arrival" if stuck.probably else ""
    where = words(f"{stuck.shard} {record.sequence}".strip())
    at: Line = (Words("arrived "), When(record.at)) if record.at else ()
    return (
        (Words(title, bold=True), Words(how)),
        Preformatted(record.body or "(bodies are not shown on this route)"),
        Note(joined((where, at, words(f"key {record.key}" if record.key else "")))),
        *((words(f"{stuck.behind}."),) if stuck.behind else ()),
        *((Note(words(f"{stuck.trace[:1].upper()}{stuck.trace[1:]}.")),) if stuck.trace else ()),
    )
