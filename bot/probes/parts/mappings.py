"""Event source mappings as probes read them: who polls a queue or stream, and what a function polls."""

from collections.abc import Iterable, Sequence

from bot.domain.answers import Missing
from bot.domain.consumer import EventSource
from bot.probes.run.probe import ProbeContext, attempt

# A look must end in seconds: of more queues, streams or functions the first ones speak.
MOST_SOURCES = 10

Mappings = tuple[EventSource, ...] | Missing


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
