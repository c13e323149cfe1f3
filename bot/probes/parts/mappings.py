"""Event source mappings as probes read them: who polls a queue or stream, and what a function polls."""

from collections.abc import Iterable, Sequence

from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.missing import Missing
from bot.probes.run.probe import ProbeContext

# A look must end in seconds: only the first queues, streams or functions are read.
MOST_SOURCES = 10

Mappings = tuple[EventSource, ...] | Missing


def polled_by(context: ProbeContext, functions: Sequence[str]) -> Mappings:
    return _together(context.functions.polled_by(each) for each in functions[:MOST_SOURCES])


def polling(context: ProbeContext, sources: Sequence[str]) -> Mappings:
    return _together(context.functions.polling(each) for each in sources[:MOST_SOURCES])


def _together(read: Iterable[Mappings]) -> Mappings:
    found: dict[str, EventSource] = {}
    for each in read:
        if isinstance(each, Missing):
            return each
        found |= {mapping.uuid + mapping.source: mapping for mapping in each}
    return tuple(found.values())
