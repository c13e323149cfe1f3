"""Which streams an incident is about, and which mappings read them."""

from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.missing import Missing
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.parts.mappings import polled_by, polling
from bot.probes.run.probe import ProbeContext


def stream_mappings(context: ProbeContext) -> tuple[EventSource, ...] | Missing:
    """For a function, those that poll streams; for a stream, those that poll it."""
    if context.resource.kind != ResourceKind.FUNCTION:
        return polling(context, [context.resource.arn])
    read = polled_by(context, [context.resource.arn])
    return read if isinstance(read, Missing) else tuple(each for each in read if each.is_stream)


def streams_of(
    context: ProbeContext, mappings: tuple[EventSource, ...] | Missing
) -> tuple[str, ...] | Missing:
    """ARNs; Missing if unknown or if there is none."""
    if context.resource.kind != ResourceKind.FUNCTION:
        return (context.resource.arn,)
    if isinstance(mappings, Missing):
        return mappings
    streams = tuple(dict.fromkeys(each.source for each in mappings))
    return streams or Missing(f"{context.resource.name} polls no Kinesis or DynamoDB stream")


def one_stream(context: ProbeContext) -> str | Missing:
    """The one stream it is about; Missing if there are several, since no metric says which is meant."""
    streams = streams_of(context, stream_mappings(context))
    if isinstance(streams, Missing):
        return streams
    if len(streams) > 1:
        return Missing(f"cannot tell which of its {len(streams)} streams {context.resource.name} is behind")
    return streams[0]
