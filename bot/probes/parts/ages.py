"""A lag from the series of an age: how old, rising since when, how fast, over the last three hours."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.lag.lag import Lag, OwnReads
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.missing import Missing
from bot.domain.resource.grouping import Resource
from bot.probes.parts.metrics import PROOF, Span, lately, per_second, read_metrics
from bot.probes.run.probe import ProbeContext

# The sparkline: three hours in steps of five minutes.
_STEP = timedelta(minutes=5)
_HISTORY = 36 * _STEP
MILLISECONDS = 0.001
_SMALL = 1 / 3
# A consumer that keeps up has an age of seconds.
_KEEPS_UP = timedelta(seconds=10)


class Ages(NamedTuple):
    """An age, and what was counted beside it.

    Attributes:
        counted: Per second over the window, in the order asked for; None without any datapoint.
    """

    lag: Lag
    counted: tuple[float | None, ...]


def read_ages(
    context: ProbeContext,
    place: Resource,
    ages: Sequence[Metric],
    counts: Sequence[Metric] = (),
    *,
    unit: float = 1.0,
    told_within: timedelta = timedelta(0),
) -> Ages | Missing:
    """The worst of these ages, by the newest datapoint of each.

    Args:
        unit: Seconds in one unit of the ages.
        counts: Sums to be read beside them.
        told_within: How long before the newest datapoint the oldest may have been reported last.
    """
    span = lately(context.now)
    new = read_metrics(context, place, (*ages, *counts), span)
    if isinstance(new, Missing):
        return new
    old = read_metrics(context, place, ages, lately(context.now, _HISTORY, _STEP))
    if isinstance(old, Missing):
        return old
    lags = [
        _lag(metric, _scaled(recent, unit), _scaled(history, unit), context, told_within)
        for metric, recent, history in zip(ages, new[: len(ages)], old, strict=True)
    ]
    return Ages(max(lags, key=_worst), _rates(new[len(ages) :], span))


def since_it_fired(context: ProbeContext, lag: Lag) -> Lag:
    """No age where it shows nothing behind but was measured before the alarm fired: the alarm knows more."""
    if lag.age is None or lag.at is None or context.fired_at is None:
        return lag
    overtaken = lag.at <= context.fired_at and lag.age < _KEEPS_UP
    return lag._replace(age=None, slope=None, rising_since=None) if overtaken else lag


def small_age(context: ProbeContext) -> timedelta:
    """Up to this age, a share of the route's `max_delay`, a consumer still counts as keeping up."""
    return context.route.max_delay * _SMALL


def _rates(series: Sequence[Series], span: Span) -> tuple[float | None, ...]:
    return tuple(per_second(each, span) for each in series)


def _worst(lag: Lag) -> timedelta:
    return lag.age if lag.age is not None else timedelta(-1)


def _scaled(series: Series, unit: float) -> Series:
    values = (None if value is None else value * unit for value in series.values)
    return series._replace(values=tuple(values))


def _lag(
    metric: Metric, recent: Series, history: Series, context: ProbeContext, told_within: timedelta
) -> Lag:
    """From this episode only: the one before it says nothing about now."""
    ended, now = context.last_resolution, context.now
    own, before = (each.since(ended.at) if ended else each for each in (recent, history))
    newest = own if own.present else before
    age, begins = _oldest(newest, told_within)
    return Lag(
        metric=metric.name,
        age=timedelta(seconds=age) if age is not None else None,
        # It was this old at the latest when its period ended, and the newest period has not ended yet.
        at=min(begins + newest.period, now) if begins else None,
        slope=own.slope if own.last_at and now - own.last_at <= PROOF else None,
        history=history.values,
        rising_since=rising_since(before),
        own=_own(recent),
    )


def _oldest(series: Series, told_within: timedelta) -> tuple[float | None, datetime | None]:
    """The oldest age reported recently, and when its period begins."""
    last = series.last_at
    if last is None:
        return None, None
    told = [(at, age) for at, age in series.points if last - at <= told_within]
    at, age = max(told, key=lambda each: (each[1], each[0]))
    return age, at


def _own(recent: Series) -> OwnReads | None:
    if not recent.ours:
        return None
    greatest, begins = recent.greatest, recent.last_at
    others = timedelta(seconds=greatest) if greatest is not None else None
    return OwnReads(recent.ours, others, begins + recent.period if begins else None)


def rising_since(history: Series) -> datetime | None:
    """When the current rise began; None if the newest is no older than what came before."""
    known = [(place, value) for place, value in enumerate(history.values) if value is not None]
    if not known:
        return None
    first = last = known[-1]
    for each in reversed(known[:-1]):
        if each[1] > first[1]:
            break
        # Only the end of a flat stretch before the rise belongs to the rise.
        first = each if each[1] < first[1] else first
    return history.begins + first[0] * history.period if first[1] < last[1] else None
