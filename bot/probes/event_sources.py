"""How the functions concerned poll: event source mappings, and the visibility timeout of the source queue."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.consumer import EventSource
from bot.domain.evidence import Evidence, Missing
from bot.parsing.queue_arn import queue_of
from bot.probes.probe import Finding, Look, Probe, ProbeContext, attempt

# A look must end in seconds.
MOST_SOURCES = 10

Mappings = tuple[EventSource, ...] | Missing


def look(context: ProbeContext) -> Finding:
    """By the resource: what a function polls, or who polls a queue or stream."""
    resource = context.resource
    if resource.kind == "function":
        return _finding(context, polled_by(context, [resource.arn]))
    return _finding(context, polling(context, [resource.arn]))


def missing(why: Missing) -> Finding:
    def add(evidence: Evidence) -> Evidence:
        return replace(evidence, mappings=why, visibility=None)

    return Finding(add)


PROBE = Probe("event_sources", look, missing)


def look_at(context: ProbeContext, functions: Sequence[str] | Missing, sources: Sequence[str]) -> Look:
    """A follow-up: of a dead-letter queue's source queues, else of the functions that fail."""

    def looked() -> Finding:
        if sources:
            return _finding(context, polling(context, sources))
        if isinstance(functions, Missing):
            return missing(functions)
        return _finding(context, polled_by(context, functions))

    return Look("event_sources", looked, missing)


def polled_by(context: ProbeContext, functions: Sequence[str]) -> Mappings:
    read = (_polled_by(context, each) for each in functions[:MOST_SOURCES])
    return _together(read)


def polling(context: ProbeContext, sources: Sequence[str]) -> Mappings:
    return _together(_polling(context, each) for each in sources[:MOST_SOURCES])


def _polled_by(context: ProbeContext, function: str) -> Mappings:
    return attempt(lambda: context.functions.polled_by(function))


def _polling(context: ProbeContext, source: str) -> Mappings:
    return attempt(lambda: context.functions.polling(source))


def _together(read: Iterable[Mappings]) -> Mappings:
    found: dict[str, EventSource] = {}
    for each in read:
        if isinstance(each, Missing):
            return each
        found |= {mapping.uuid + mapping.source: mapping for mapping in each}
    return tuple(found.values())


def _finding(context: ProbeContext, mappings: Mappings) -> Finding:
    if isinstance(mappings, Missing):
        return missing(mappings)
    visibility = _visibility(context, mappings)

    def add(evidence: Evidence) -> Evidence:
        return replace(evidence, mappings=mappings, visibility=visibility)

    return Finding(add)


def _visibility(context: ProbeContext, mappings: tuple[EventSource, ...]) -> timedelta | Missing | None:
    """Of the one source queue; None where there is none, or several differ."""
    queues = dict.fromkeys(each.source for each in mappings if each.source.split(":")[2:3] == ["sqs"])
    read = {_visibility_of(context, each) for each in list(queues)[:MOST_SOURCES]}
    return read.pop() if len(read) == 1 else None


def _visibility_of(context: ProbeContext, queue: str) -> timedelta | Missing:
    facts = attempt(lambda: context.queues.facts(queue_of(queue)))
    return facts if isinstance(facts, Missing) else timedelta(seconds=facts.visibility_seconds)
