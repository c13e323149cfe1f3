"""Metrics as probes read them: whole periods up to the current one, all metrics or why not.

A metric without a datapoint is None and never 0; one that could not be read makes the whole reading Missing,
so that no number is shown beside unread ones.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.missing import Missing, all_known
from bot.domain.incident.own_reading import of_any_reader
from bot.domain.resource.arn import read_arn
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.run.probe import ProbeContext

MINUTE = timedelta(minutes=1)
# What "lately" means on the card: numbers of consumers, rates and trends.
WINDOW = timedelta(minutes=15)
# The window that proves a recovery.
PROOF = timedelta(minutes=5)
# A minute's datapoint nearly always arrives within this time of its end.
PUBLISHED_AFTER = timedelta(minutes=3)
# How far back counts since an episode began go, at least and at most.
AT_LEAST = timedelta(hours=1)
AT_MOST = timedelta(hours=24)
STEP = timedelta(minutes=5)
_EPOCH = datetime.fromtimestamp(0, UTC)


class Span(NamedTuple):
    since: datetime
    until: datetime
    period: timedelta

    def earlier(self, by: timedelta) -> "Span":
        return self._replace(since=self.since - by, until=self.until - by)


def lately(now: datetime, window: timedelta = WINDOW, period: timedelta = MINUTE) -> Span:
    """The periods of that window; the last one is current and not over yet."""
    until = now - (now - _EPOCH) % period + period
    return Span(until - window, until, period)


def since_opened(context: ProbeContext) -> Span:
    """Whole periods since the episode began, within AT_LEAST and AT_MOST."""
    since = context.opened_at or context.now
    window = min(max(context.now - since, AT_LEAST), AT_MOST)
    return lately(context.now, -(-window // STEP) * STEP, STEP)


def read_metrics(
    context: ProbeContext, place: Resource, metrics: Sequence[Metric], span: Span
) -> tuple[Series, ...] | Missing:
    """One series per metric, in their order; Missing if any of them could not be read."""
    answer = context.telemetry.series(place, metrics, span.since, span.until, span.period)
    if isinstance(answer, Missing):
        return answer
    own = _own_reads(context, place, metrics)
    if isinstance(own, Missing):
        return own
    read = zip(metrics, answer, strict=True)
    return all_known([_without_own(own, metric, series) for metric, series in read])


def _own_reads(
    context: ProbeContext, place: Resource, metrics: Sequence[Metric]
) -> Mapping[str, Sequence[datetime]] | Missing:
    """By stream name, for the ages among these metrics; once for all of its shards."""
    streams = {each.dimensions["StreamName"] for each in metrics if of_any_reader(each)}
    found = {}
    for name in streams:
        own = context.streams.own_reads(place.account, place.region, name)
        if isinstance(own, Missing):
            return own
        found[name] = own
    return found


def _without_own(
    own: Mapping[str, Sequence[datetime]], metric: Metric, series: Series | Missing
) -> Series | Missing:
    """A stream's ages without the periods in which Lastcall itself read from it."""
    if isinstance(series, Missing) or not of_any_reader(metric):
        return series
    places = [((at - series.begins) // series.period, at) for at in own[metric.dimensions["StreamName"]]]
    ours = {place: at for place, at in places if 0 <= place < len(series.values)}
    values = (None if n in ours else value for n, value in enumerate(series.values))
    return series._replace(values=tuple(values), ours=tuple(ours.values()))


def of_function(function: str, name: str, statistic: str) -> Metric:
    """A function's metric, all its versions and aliases together."""
    return Metric("AWS/Lambda", name, {"FunctionName": function}, statistic)


def total(series: Series) -> int | None:
    return round(series.total) if series.present else None


def greatest(series: Series) -> int | None:
    return round(series.greatest) if series.greatest is not None else None


def per_second(series: Series, span: Span) -> float | None:
    """A count per second; None without any datapoint.

    Only over minutes that CloudWatch has published by now: later ones count neither way.
    """
    if series.last_at is None:
        return None
    published = max(series.last_at + series.period, span.until - span.period - PUBLISHED_AFTER)
    return series.total / (published - span.since).total_seconds()


def place_of(arn: str) -> Resource | Missing:
    """The function, queue or stream that an ARN names, for its account and region."""
    read = read_arn(arn)
    if read is None:
        return Missing(f"{arn} is not an ARN")
    kind: Mapping[str, str] = {
        "lambda": ResourceKind.FUNCTION,
        "sqs": ResourceKind.QUEUE,
        "kinesis": ResourceKind.STREAM,
        "dynamodb": ResourceKind.STREAM,
    }
    return Resource(kind.get(read.service, ""), read.name, read.account, read.region)
