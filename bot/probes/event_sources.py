"""How the functions concerned poll: event source mappings, and the visibility timeout of the source queue."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.answers import Missing
from bot.domain.arn import as_arn
from bot.domain.consumer import EventSource
from bot.domain.evidence import Evidence
from bot.parsing.queue_arn import queue_of
from bot.probes.parts.mappings import MOST_SOURCES, Mappings, polled_by, polling
from bot.probes.run.probe import Finding, Look, Probe, ProbeContext, attempt


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


def _finding(context: ProbeContext, mappings: Mappings) -> Finding:
    if isinstance(mappings, Missing):
        return missing(mappings)
    visibility = _visibility(context, mappings)

    def add(evidence: Evidence) -> Evidence:
        return replace(evidence, mappings=mappings, visibility=visibility)

    return Finding(add)


def _visibility(context: ProbeContext, mappings: tuple[EventSource, ...]) -> timedelta | Missing | None:
    """Of the one source queue; None where there is none, or several differ."""
    queues = dict.fromkeys(each.source for each in mappings if as_arn(each.source).service == "sqs")
    read = {_visibility_of(context, each) for each in list(queues)[:MOST_SOURCES]}
    return read.pop() if len(read) == 1 else None


def _visibility_of(context: ProbeContext, queue: str) -> timedelta | Missing:
    facts = attempt(lambda: context.queues.facts(queue_of(queue)))
    return facts if isinstance(facts, Missing) else timedelta(seconds=facts.visibility_seconds)
