"""How the functions concerned poll: event source mappings, and the visibility timeout of the source queue."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.missing import Missing
from bot.domain.resource.arn import as_arn
from bot.domain.resource.resource_kind import ResourceKind
from bot.parsing.queue_arn import queue_of
from bot.probes.parts.mappings import MOST_SOURCES, Mappings, polled_by, polling
from bot.probes.run.probe import Finding, Look, Probe, ProbeContext, Share


def look(context: ProbeContext) -> Finding:
    """From the resource: what a function polls, or who polls a queue or stream."""
    resource = context.resource
    if resource.kind == ResourceKind.FUNCTION:
        return _finding(context, polled_by(context, [resource.arn]))
    return _finding(context, polling(context, [resource.arn]))


PROBE = Probe(Share("event_sources", writes=("mappings",), clears=("visibility",)), look)


def look_at(context: ProbeContext, functions: Sequence[str] | Missing, sources: Sequence[str]) -> Look:
    """Follow-up: for a dead-letter queue's source queues, else for the failing functions."""

    def looked() -> Finding:
        if sources:
            return _finding(context, polling(context, sources))
        if isinstance(functions, Missing):
            return PROBE.share.missing(functions)
        return _finding(context, polled_by(context, functions))

    return Look(PROBE.share, looked)


def _finding(context: ProbeContext, mappings: Mappings) -> Finding:
    if isinstance(mappings, Missing):
        return PROBE.share.missing(mappings)
    return Finding({"mappings": mappings, "visibility": _visibility(context, mappings)})


def _visibility(context: ProbeContext, mappings: tuple[EventSource, ...]) -> timedelta | Missing | None:
    """The source queue's; None if there is none, or several differ."""
    queues = dict.fromkeys(each.source for each in mappings if as_arn(each.source).service == "sqs")
    read = {_visibility_of(context, each) for each in list(queues)[:MOST_SOURCES]}
    return read.pop() if len(read) == 1 else None


def _visibility_of(context: ProbeContext, queue: str) -> timedelta | Missing:
    facts = context.queues.facts(queue_of(queue))
    return facts if isinstance(facts, Missing) else timedelta(seconds=facts.visibility_seconds)
