"""A stream's settings, its readers, and the state of each shard.

Fact: Kinesis publishes metrics of a shard only where enhanced monitoring is on, DynamoDB never does.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.lag.lag import ShardAge, StreamFacts
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.missing import Missing
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.parts.ages import MILLISECONDS
from bot.probes.parts.mappings import polling
from bot.probes.parts.metrics import MINUTE, lately, place_of, read_metrics
from bot.probes.parts.stream_sources import one_stream
from bot.probes.run.probe import Finding, Probe, ProbeContext, Share

# A look must end in seconds, and a card shows a few: only the first shards are read.
MOST_SHARDS = 100
_METRICS = (("IteratorAgeMilliseconds", "Maximum"), ("IncomingBytes", "Sum"), ("IncomingRecords", "Sum"))

Shards = tuple[ShardAge, ...] | Missing


def look(context: ProbeContext) -> Finding:
    if context.resource.kind not in {ResourceKind.FUNCTION, ResourceKind.STREAM}:
        return Finding({})
    stream = one_stream(context)
    facts = stream if isinstance(stream, Missing) else _facts(context, stream)
    shards = facts if isinstance(facts, Missing) else _shards(context, facts)
    return Finding({"stream": facts, "shards": shards})


PROBE = Probe(Share("stream_shards", writes=("stream", "shards")), look)


def _facts(context: ProbeContext, stream: str) -> StreamFacts | Missing:
    """Enhanced fan-out readers share nothing; readers without a mapping are unknown."""
    facts = context.streams.facts(stream)
    readers = polling(context, [stream])
    if isinstance(facts, Missing):
        return facts
    if isinstance(readers, Missing):
        return facts._replace(readers_unread=readers.reason)
    return facts._replace(readers=sum(not each.consumer for each in readers))


def _shards(context: ProbeContext, facts: StreamFacts) -> Shards:
    if facts.is_dynamodb:
        return ()
    place = place_of(facts.arn)
    if isinstance(place, Missing):
        return place
    if facts.shards == 1:
        return ()  # which one is no question
    if not facts.shard_metrics:
        return Missing("the stream's shard-level metrics are off; enabling them costs money")
    names = context.streams.open_shards(facts.arn)
    if isinstance(names, Missing):
        return names
    asked = names[:MOST_SHARDS]
    metrics = [_metric(place.name, shard, *each) for shard in asked for each in _METRICS]
    read = read_metrics(context, place, metrics, lately(context.now))
    return read if isinstance(read, Missing) else _worst_first(asked, read)


def _metric(stream: str, shard: str, name: str, statistic: str) -> Metric:
    return Metric("AWS/Kinesis", name, {"StreamName": stream, "ShardId": shard}, statistic)


def _worst_first(names: Sequence[str], read: Sequence[Series]) -> tuple[ShardAge, ...]:
    each = len(_METRICS)
    shards = [_shard(name, *read[place * each : (place + 1) * each]) for place, name in enumerate(names)]
    return tuple(sorted(shards, key=lambda shard: shard.age or timedelta(0), reverse=True))


def _shard(name: str, age: Series, size: Series, records: Series) -> ShardAge:
    return ShardAge(
        shard=name,
        age=timedelta(seconds=age.last * MILLISECONDS) if age.last is not None else None,
        bytes_in=_a_second(size),
        records_in=_a_second(records),
    )


def _a_second(series: Series) -> float | None:
    """In the busiest minute."""
    return series.greatest / MINUTE.total_seconds() if series.greatest is not None else None
