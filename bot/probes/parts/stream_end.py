"""How near the end of its stream a consumer is, by the newest known reading and nothing older.

A function has an age only when it is called, that of the batch's last record: once it has caught up, the
last age stays for as long as nothing comes. A Kinesis stream with classic readers has an age at every
poll, and no poll goes beyond a batch still being retried (Lambda developer guide, "Using Lambda to
process records from Amazon Kinesis Data Streams"; Kinesis developer guide, its metrics).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.missing import Missing
from bot.domain.resource.arn import as_arn, name_of
from bot.probes.parts.ages import MILLISECONDS, small_age
from bot.probes.parts.mappings import polling
from bot.probes.parts.metrics import MINUTE, PROOF, WINDOW, lately, of_function, place_of, read_metrics
from bot.probes.run.probe import ProbeContext

# A consumer nearer than this is at the end.
NEAR = timedelta(seconds=60)
# CloudWatch has a minute's datapoint a few minutes later: newer ones may have followed an older one.
_NEWEST = timedelta(minutes=3)
_STREAM_AGE = "GetRecords.IteratorAgeMilliseconds"


class EndBounds(NamedTuple):
    """Up to `near` it is at the end, beyond `far` it is behind; both allow for a batching window."""

    near: timedelta
    far: timedelta


def of_stream(name: str, metric: str, statistic: str) -> Metric:
    return Metric("AWS/Kinesis", metric, {"StreamName": name}, statistic)


def how_near(context: ProbeContext, mappings: tuple[EventSource, ...], ages: Sequence[Metric]) -> Health:
    """Whether the consumers have read to the end since they last lagged or failed.

    Args:
        ages: The stream's own if the alarm is about the stream; else from polls of the functions' streams.
    """
    functions = sorted({each.function for each in mappings})
    own = _read_functions(context, functions)
    if isinstance(own, Missing):
        return own
    called, failed = own
    polled = _read_polls(context, mappings, ages)
    if isinstance(polled, Missing):
        return polled
    window = max(each.window for each in mappings)
    bounds = EndBounds(NEAR + window, max(NEAR, small_age(context)) + window)
    if polled:
        return _by_polls(mappings, polled, [*_beyond(called, bounds.near), *failed], bounds)
    return _by_calls(context, called, failed, bounds)


def newer_by_stream(context: ProbeContext, mappings: tuple[EventSource, ...] | Missing, lag: Lag) -> Lag:
    """The lag by polls of the stream after the function's last call, if those are newer."""
    if isinstance(mappings, Missing) or not mappings:
        return lag
    polled = _read_polls(context, mappings, (), WINDOW)
    if isinstance(polled, Missing) or not polled:
        return lag
    begins, age = _newest(polled)
    if begins is None or age is None or (lag.at is not None and begins < lag.at):
        return lag
    at = min(begins + MINUTE, context.now)
    return lag._replace(metric=_STREAM_AGE, age=age, at=at, slope=None, rising_since=None)


def _read_functions(
    context: ProbeContext, functions: Sequence[str]
) -> tuple[list[Series], list[datetime]] | Missing:
    """The ages at their calls, and when some of them failed."""
    called: list[Series] = []
    failed: list[datetime] = []
    for function in functions:
        place = place_of(function)
        if isinstance(place, Missing):
            return place
        metrics = (
            of_function(place.name, "IteratorAge", "Maximum"),
            of_function(place.name, "Errors", "Sum"),
        )
        read = read_metrics(context, place, metrics, lately(context.now, PROOF))
        if isinstance(read, Missing):
            return read
        called.append(read[0])
        failed += [at for at, count in read[1].points if count]
    return called, failed


def _read_polls(
    context: ProbeContext,
    mappings: tuple[EventSource, ...],
    ages: Sequence[Metric],
    window: timedelta = PROOF,
) -> tuple[Series, ...] | Missing:
    """Empty without a usable age: DynamoDB, enhanced fan-out, several readers, a stream no one polled."""
    if not ages:
        if any(
            each.consumer or as_arn(each.source).service != "kinesis" or not _polls(each) for each in mappings
        ):
            return ()
        readers = polling(context, sorted({each.source for each in mappings}))
        if isinstance(readers, Missing) or {each.function for each in readers} > {
            each.function for each in mappings
        }:
            return ()
        names = sorted({name_of(each.source) for each in mappings})
        ages = [of_stream(name, _STREAM_AGE, "Maximum") for name in names]
    read = read_metrics(context, context.resource, ages, lately(context.now, window))
    if isinstance(read, Missing):
        return read
    return read if all(series.present for series in read) else ()


def _polls(mapping: EventSource) -> bool:
    return mapping.state == "Enabled" and not mapping.last_result.startswith("PROBLEM")


def _newest(polled: Sequence[Series]) -> tuple[datetime | None, timedelta | None]:
    """The oldest of their newest times, and the worst age."""
    at = min((series.last_at for series in polled if series.last_at), default=None)
    worst = max((series.last for series in polled if series.last is not None), default=None)
    return at, None if worst is None else timedelta(seconds=worst * MILLISECONDS)


def _beyond(called: Sequence[Series], allowed: timedelta) -> list[datetime]:
    most = allowed.total_seconds() / MILLISECONDS
    return [at for series in called for at, age in series.points if age > most]


def _by_polls(
    mappings: tuple[EventSource, ...], polled: Sequence[Series], bad: Sequence[datetime], bounds: EndBounds
) -> Health:
    """Whether it was read to the end in a minute after the last lag or failure."""
    at, worst = _newest(polled)
    if at is None or worst is None:
        return Missing("no one is known to have polled the stream")
    streams = sorted({name_of(each.source) for each in mappings})
    names, are = " and ".join(streams), "is" if len(streams) == 1 else "are"
    behind = f"{lasting(worst)} before " if worst >= timedelta(seconds=1) else ""
    said = f"{names} {are} read to {behind}the end"
    if worst > bounds.far:
        return Unhealthy(said)
    if worst > bounds.near:
        return Missing(said)
    if any(each >= at for each in bad):
        return Unhealthy(f"{names} {are} read to the end, but the last records read are not done")
    return Healthy(said, empty=not worst)


def _by_calls(
    context: ProbeContext, called: Sequence[Series], failed: Sequence[datetime], bounds: EndBounds
) -> Health:
    """By the ages at the functions' calls: only while none can be newer."""
    at, worst = _newest(called)
    if at is None or worst is None or not all(series.present for series in called):
        return Missing(
            f"IteratorAge has no datapoint in {lasting(PROOF)}: nothing arrived, or nothing is consumed"
        )
    said = f"{context.resource.name} is {lasting(worst)} behind"
    if worst > bounds.far:
        return Unhealthy(said)
    if any(each >= at for each in failed):
        return Unhealthy(f"{said}, and calls failed")
    if worst > bounds.near:
        return Missing(said)
    if context.now - at > _NEWEST:
        return Missing(f"{said} as of a call {lasting(context.now - at)} ago: not known what came since")
    return Healthy(said)
