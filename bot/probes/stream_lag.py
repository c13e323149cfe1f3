"""How far a stream's consumer is behind, and until when: by the function's metric or the stream's own.

Facts: IteratorAge is in milliseconds, the worst over all shards, and has a datapoint only when the function
is called. GetRecords.Records counts the records taken by all readers of a stream together. DynamoDB has no
metric for a stream's arrivals; write requests to its table come near (Lambda, Kinesis and DynamoDB developer
guides, their metrics).
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.loss_clock import LossClock, stream_clock
from bot.domain.evidence.missing import Missing, all_known, present_all
from bot.domain.resource.arn import as_arn, consumer_name, name_of
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.parts.ages import MILLISECONDS, Ages, read_ages, since_it_fired
from bot.probes.parts.mappings import Mappings, polling
from bot.probes.parts.metrics import AT_MOST, MINUTE, STEP, lately, of_function, place_of, read_metrics
from bot.probes.parts.skipping import skipped
from bot.probes.parts.stream_end import NEAR, how_near, newer_by_stream, of_stream
from bot.probes.parts.stream_sources import stream_mappings, streams_of
from bot.probes.run.probe import Finding, Probe, ProbeContext, Share

_BY_THE_MINUTE = timedelta(hours=3)
_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")


def look(context: ProbeContext) -> Finding:
    mappings = stream_mappings(context)
    streams = streams_of(context, mappings)
    lag = _lag(context, mappings, streams)
    loss = _loss(context, mappings, streams, lag)
    return Finding({"lag": lag, "loss": loss, "mappings": mappings})


def _lag(context: ProbeContext, mappings: Mappings, streams: tuple[str, ...] | Missing) -> Lag | Missing:
    stream = streams[0] if not isinstance(streams, Missing) and len(streams) == 1 else ""
    arrivals = _arrivals(stream)
    taken = _taken(context, stream)
    read = _read(context, mappings, (*arrivals, *taken))
    if isinstance(read, Missing):
        return read
    incoming = _sum(read.counted[: len(arrivals)])
    lag = read.lag._replace(incoming=incoming, handled=_sum(read.counted[len(arrivals) :]))
    lag = newer_by_stream(context, mappings, lag) if context.resource.kind == ResourceKind.FUNCTION else lag
    lag = since_it_fired(context, lag)
    return lag._replace(waiting=_waiting(context, arrivals, lag))


def _waiting(context: ProbeContext, arrivals: Sequence[Metric], lag: Lag) -> int | None:
    """What arrived after the newest record read, to the minute; if that was long ago, to five minutes."""
    if lag.age is None or not arrivals:
        return None
    if not lag.age:
        return 0
    if lag.age <= NEAR:
        return None  # what came within the minute, and what of it was read, no count by the minute tells
    window = context.now - (lag.at or context.now) + lag.age
    period = MINUTE if window <= _BY_THE_MINUTE else STEP
    if window > AT_MOST:
        return None
    span = lately(context.now, -(-window // period) * period + period, period)
    read = read_metrics(context, context.resource, arrivals, span)
    if isinstance(read, Missing) or not any(each.present for each in read):
        return None
    return round(sum(each.total for each in read))


def _read(context: ProbeContext, mappings: Mappings, counts: Sequence[Metric]) -> Ages | Missing:
    return read_ages(context, context.resource, _ages(context, mappings), counts, unit=MILLISECONDS)


def _ages(context: ProbeContext, mappings: Mappings) -> list[Metric]:
    """For a stream: the slowest classic reader's, and one for each enhanced fan-out consumer."""
    name = context.resource.name
    if context.resource.kind == ResourceKind.FUNCTION:
        return [of_function(name, "IteratorAge", "Maximum")]
    known = present_all(mappings)
    consumers = {consumer_name(each.consumer) for each in known if each.consumer}
    return [of_stream(name, "GetRecords.IteratorAgeMilliseconds", "Maximum")] + [
        Metric(
            "AWS/Kinesis",
            "SubscribeToShardEvent.MillisBehindLatest",
            {"StreamName": name, "ConsumerName": each},
            "Maximum",
        )
        for each in sorted(consumers)
    ]


def _arrivals(stream: str) -> list[Metric]:
    place = place_of(stream)
    if isinstance(place, Missing):
        return []
    if as_arn(stream).service != "dynamodb":
        return [of_stream(place.name, "IncomingRecords", "Sum")]
    return [
        Metric(
            "AWS/DynamoDB",
            "SuccessfulRequestLatency",
            {"TableName": place.name, "Operation": each},
            "SampleCount",
        )
        for each in _WRITES
    ]


def _taken(context: ProbeContext, stream: str) -> list[Metric]:
    """The count is a function's only if it alone reads the stream, and not by enhanced fan-out."""
    place = place_of(stream)
    if isinstance(place, Missing) or as_arn(stream).service != "kinesis":
        return []
    readers = polling(context, [stream])
    if isinstance(readers, Missing) or len(readers) > 1 or any(each.consumer for each in readers):
        return []
    return [of_stream(place.name, "GetRecords.Records", "Sum")]


def _sum(rates: Sequence[float | None]) -> float | None:
    known = [each for each in rates if each is not None]
    return sum(known) if known else None


def _loss(
    context: ProbeContext, mappings: Mappings, streams: tuple[str, ...] | Missing, lag: Lag | Missing
) -> LossClock | Missing:
    """With several streams the shortest retention counts: no metric says which is behind."""
    for part in (lag, streams, mappings):
        if isinstance(part, Missing):
            return part
    assert not isinstance(lag, Missing) and not isinstance(streams, Missing)  # noqa: S101, PT018 - just told
    facts = all_known([context.streams.facts(each) for each in streams])
    if isinstance(facts, Missing):
        return facts
    known = present_all(mappings)
    return stream_clock(
        age=lag.age,
        at=lag.at or context.now,
        retention=min(each.retention for each in facts),
        max_age=min((each.max_age for each in known if each.max_age is not None), default=None),
        slope=lag.slope,
    )


def health(context: ProbeContext) -> Health:
    """Healthy when every mapping is enabled and the stream was read to its end since it last lagged."""
    mappings = stream_mappings(context)
    if isinstance(mappings, Missing):
        return mappings
    name = context.resource.name
    if not mappings:
        return Missing(f"no event source mapping reads {name}")
    off = next((each for each in mappings if each.state != "Enabled"), None)
    if off:
        return Unhealthy(f"the mapping of {name_of(off.function)} is {off.state}")
    ages = [] if context.resource.kind == ResourceKind.FUNCTION else _ages(context, mappings)
    found = how_near(context, mappings, ages)
    return found._replace(skipped=skipped(context, mappings)) if isinstance(found, Healthy) else found


def behind(context: ProbeContext) -> Lag | Missing:
    """From its ages alone: no record of the stream is read."""
    read = _read(context, context.before.mappings if context.before else (), ())
    return read if isinstance(read, Missing) else since_it_fired(context, read.lag)


PROBE = Probe(Share("stream_lag", writes=("lag", "loss", "mappings")), look, health, behind)
