"""CloudWatch: what services put into it, told as late as it tells it, and alarms on it.

Metrics of Lambda, SQS and Kinesis come one to three minutes late, logs up to ten, CloudTrail up to fifteen
("CloudWatch metrics are delivered within minutes"; CloudTrail user guide, "within an average of 5 minutes").
An alarm knows a datapoint earlier than whoever asks for it: so the look behind it always knows less.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.alarm.alarm import Metric

Point = tuple[datetime, float]
MINUTE = timedelta(minutes=1)
# A long invocation is counted when it ended, at the time at which it began.
_OUT_OF_ORDER = timedelta(minutes=5)
# An alarm looks at the minute that ended so long ago.
_ALARM_KNOWS = timedelta(minutes=1)


class Late(NamedTuple):
    """How late each comes to whoever asks."""

    metrics: timedelta = timedelta(minutes=1)
    logs: timedelta = timedelta(seconds=10)
    trail: timedelta = timedelta(minutes=5)


MINUTES_LATE = Late(metrics=timedelta(minutes=3), logs=timedelta(minutes=5), trail=timedelta(minutes=15))


class CloudWatch:
    def __init__(self, clock: Callable[[], datetime], late: Late) -> None:
        self._clock = clock
        self._late = late
        self._put: dict[object, list[Point]] = {}

    def put(
        self,
        namespace: str,
        name: str,
        dimensions: Mapping[str, str],
        value: float,
        at: datetime | None = None,
    ) -> None:
        """One sample, of now or of a moment ago."""
        self._put.setdefault(_key(namespace, name, dimensions), []).append((at or self._clock(), value))

    def told(self, metric: Metric, since: datetime, until: datetime, period: timedelta) -> Iterator[Point]:
        """The periods there are, newest first: one is there once it is over and CloudWatch had its time."""
        known = self._clock() - self._late.metrics
        periods: dict[datetime, list[float]] = {}
        for at, value in self._of(metric, since - MINUTE):
            minute = at.replace(second=0, microsecond=0)
            if minute + MINUTE <= known and since <= minute < until:
                begins = since + (minute - since) // period * period
                periods.setdefault(begins, []).append(value)
        for begins in sorted(periods, reverse=True):
            yield begins, _statistic(metric.statistic, periods[begins])

    def newest(self, metric: Metric) -> float | None:
        """What an alarm with a period of a minute is evaluated by; None without a datapoint."""
        begins = (self._clock() - _ALARM_KNOWS).replace(second=0, microsecond=0)
        values = [value for at, value in self._of(metric, begins) if at < begins + MINUTE]
        return _statistic(metric.statistic, values) if values else None

    def _of(self, metric: Metric, since: datetime) -> Iterator[Point]:
        put = self._put.get(_key(metric.namespace, metric.name, metric.dimensions), ())
        for at, value in reversed(put):
            if at < since - _OUT_OF_ORDER:
                return
            if at >= since:
                yield at, value


def _key(namespace: str, name: str, dimensions: Mapping[str, str]) -> object:
    return namespace, name, frozenset(dimensions.items())


def _statistic(name: str, values: Sequence[float]) -> float:
    known: Mapping[str, Callable[[Sequence[float]], float]] = {
        "Sum": sum,
        "Maximum": max,
        "Minimum": min,
        "Average": lambda each: sum(each) / len(each),
        "SampleCount": len,
    }
    return float(known.get(name, max)(values))
