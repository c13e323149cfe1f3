"""How many reads and writes a Kinesis stream or a DynamoDB table refused in the last quarter of an hour.

Facts: Kinesis counts refused records; a table counts refused requests. Those of an index have its name
as an extra dimension and are not included in the table's (Kinesis and DynamoDB developer guides, their
metrics; DynamoDB sends these only when something was refused).
"""

from collections.abc import Mapping, Sequence

from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.lag.lag import Throughput
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.missing import Missing
from bot.domain.resource.arn import as_arn
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.parts.metrics import PROOF, Span, lately, place_of, read_metrics, total
from bot.probes.parts.stream_sources import one_stream
from bot.probes.run.probe import Finding, Probe, ProbeContext, Share

_CAUSES = ("ProvisionedThroughput", "KeyRangeThroughput", "AccountLimit", "MaxOnDemandThroughput")


def look(context: ProbeContext) -> Finding:
    """For a Kinesis stream or a table; a DynamoDB stream has no such counts, and gets none."""
    return Finding({"throughput": _read(context, lately(context.now))})


def _read(context: ProbeContext, span: Span) -> Throughput | Missing | None:
    if context.resource.kind == ResourceKind.TABLE:
        return _of_table(context, context.resource, span)
    stream = one_stream(context)
    place = stream if isinstance(stream, Missing) else place_of(stream)
    if isinstance(place, Missing):
        return place
    return None if as_arn(str(stream)).service == "dynamodb" else _of_stream(context, place, span)


def _of_stream(context: ProbeContext, place: Resource, span: Span) -> Throughput | Missing:
    metrics = [
        Metric(
            "AWS/Kinesis",
            f"{way}ProvisionedThroughputExceeded",
            {"StreamName": place.name},
            "Sum",
        )
        for way in ("Read", "Write")
    ]
    read = read_metrics(context, place, metrics, span)
    return read if isinstance(read, Missing) else Throughput(total(read[0]), total(read[1]))


def _of_table(context: ProbeContext, table: Resource, span: Span) -> Throughput | Missing:
    names = [f"{way}{cause}ThrottleEvents" for way in ("Read", "Write") for cause in ("", *_CAUSES)]
    metrics = [Metric("AWS/DynamoDB", name, {"TableName": table.name}, "Sum") for name in names]
    read = read_metrics(context, table, metrics, span)
    if isinstance(read, Missing):
        return read
    counted = dict(zip(names, read, strict=True))
    reads, writes = counted.pop("ReadThrottleEvents"), counted.pop("WriteThrottleEvents")
    return Throughput(total(reads), total(writes), _by_cause(counted) or None)


def _by_cause(counted: Mapping[str, Series]) -> dict[str, int]:
    known = ((name.removesuffix("ThrottleEvents"), total(series)) for name, series in counted.items())
    return {name: number for name, number in known if number}


def health(context: ProbeContext) -> Health:
    """Healthy when the counts are there and 0; a table without any datapoint proves nothing."""
    read = _read(context, lately(context.now, PROOF))
    if isinstance(read, Missing):
        return read
    name, refused = context.resource.name, _refused(read) if read else ()
    if any(refused):
        return Unhealthy(f"{name} refused {sum(refused):,} reads and writes in {lasting(PROOF)}")
    if not refused:
        return Missing(f"CloudWatch counted nothing for {name} in {lasting(PROOF)}")
    return Healthy(f"{name} refused 0 reads and writes in {lasting(PROOF)}")


def _refused(read: Throughput) -> Sequence[int]:
    return [each for each in (read.reads_refused, read.writes_refused) if each is not None]


PROBE = Probe(Share("throughput", writes=("throughput",)), look, health)
