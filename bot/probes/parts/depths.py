"""How many messages a dead-letter queue held in the last three hours, since when, when it was empty."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.arrivals import Arrivals, Counted, arrivals
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.missing import Missing
from bot.probes.run.probe import ProbeContext

# Read per minute, shown as a sparkline: three hours in steps of five minutes.
MINUTE = timedelta(minutes=1)
PERIOD = timedelta(minutes=5)
PERIODS = 36
_OF_A_STEP = PERIOD // MINUTE
# The states a message may be in; the sparkline shows the visible ones.
_STANDING = (
    "ApproximateNumberOfMessagesVisible",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)

# One per minute, oldest first.
Depths = tuple[int | None, ...]


def depths_of(context: ProbeContext) -> tuple[Depths | Missing, ...]:
    """The history of the visible, in-flight and delayed counts."""
    begins, queue = _begins(context.now), {"QueueName": context.resource.name}
    metrics = [Metric("AWS/SQS", name, queue, "Maximum") for name in _STANDING]
    answer = context.telemetry.series(context.resource, metrics, begins, begins + PERIODS * PERIOD, MINUTE)
    if isinstance(answer, Missing):
        return (answer,) * len(metrics)
    return tuple(each if isinstance(each, Missing) else _whole(each) for each in answer)


def last_empty_of(context: ProbeContext, depths: Sequence[Depths | Missing]) -> datetime | None:
    """When the queue was last known to be empty: never later than it was, so that no loss comes early.

    Messages in flight or delayed count as held. A period without a datapoint says nothing: SQS sends none
    for a queue that no one has used for six hours.
    """
    known = context.before.last_empty if context.before else None
    held = [each for each in depths if not isinstance(each, Missing)]
    if len(held) < len(depths):
        return known
    begins = _begins(context.now)
    empty = (begins + n * MINUTE for n, counts in enumerate(zip(*held, strict=True)) if set(counts) == {0})
    return max((at for at in (known, *empty) if at is not None), default=None)


def shown(depths: Depths | Missing) -> Depths | Missing:
    """The maximum of each five minutes."""
    if isinstance(depths, Missing):
        return depths
    steps = (depths[n : n + _OF_A_STEP] for n in range(0, len(depths), _OF_A_STEP))
    return tuple(max((each for each in step if each is not None), default=None) for step in steps)


def arrivals_of(
    context: ProbeContext, depths: Sequence[Depths | Missing], depth: Depth
) -> Arrivals | Missing | None:
    """When the messages there now arrived, from the minutes in which all three counts are known."""
    if unread := next((each for each in depths if isinstance(each, Missing)), None):
        return unread
    known = [each for each in depths if not isinstance(each, Missing)]
    return arrivals([*_readings(context.now, known), Counted(context.now, context.now, depth.total)])


def _readings(now: datetime, depths: Sequence[Depths]) -> Iterator[Counted]:
    begins = _begins(now)
    for n, counts in enumerate(zip(*depths, strict=True)):
        known, at = [each for each in counts if each is not None], begins + n * MINUTE
        if len(known) == len(counts):
            yield Counted(at, min(at + MINUTE, now), sum(known))


def _whole(series: Series) -> Depths:
    return tuple(None if value is None else int(value) for value in series.values)


def _begins(now: datetime) -> datetime:
    """CloudWatch's periods begin at whole multiples; the last one is the current one."""
    into_the_period = (now - datetime.fromtimestamp(0, UTC)) % PERIOD
    return now - into_the_period + PERIOD - PERIODS * PERIOD
