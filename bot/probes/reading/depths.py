"""How many messages stood in a dead-letter queue over the last three hours, and when it was last empty."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.alarm import Metric
from bot.domain.evidence import Missing
from bot.domain.series import Series
from bot.probes.reading.probe import ProbeContext, attempt

# The sparkline: three hours in steps of five minutes.
PERIOD = timedelta(minutes=5)
PERIODS = 36
# Where a message may stand; the sparkline shows the visible ones.
_STANDING = (
    "ApproximateNumberOfMessagesVisible",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)

# Of each period, oldest first.
Depths = tuple[int | None, ...]


def depths_of(context: ProbeContext) -> tuple[Depths | Missing, ...]:
    """The history of what is visible, in flight and delayed."""
    begins, queue = _begins(context.now), {"QueueName": context.resource.name}
    metrics = [Metric("AWS/SQS", name, queue, "Maximum") for name in _STANDING]
    answer = attempt(
        lambda: context.telemetry.series(context.resource, metrics, begins, begins + PERIODS * PERIOD, PERIOD)
    )
    if isinstance(answer, Missing):
        return (answer,) * len(metrics)
    return tuple(each if isinstance(each, Missing) else _whole(each) for each in answer)


def last_empty_of(context: ProbeContext, depths: Sequence[Depths | Missing]) -> datetime | None:
    """When the queue was last known to hold nothing: never later than it was, so that no loss comes early.

    What somebody has received, or what is delayed, is held too. A period without a datapoint says nothing:
    SQS sends none for a queue nobody has used for six hours.
    """
    known = context.before.last_empty if context.before else None
    held = [each for each in depths if not isinstance(each, Missing)]
    if len(held) < len(depths):
        return known
    begins = _begins(context.now)
    empty = (
        begins + n * PERIOD for n, standing in enumerate(zip(*held, strict=True)) if set(standing) == {0}
    )
    return max((at for at in (known, *empty) if at is not None), default=None)


def _whole(series: Series) -> Depths:
    return tuple(None if value is None else int(value) for value in series.values)


def _begins(now: datetime) -> datetime:
    """CloudWatch's periods begin at whole multiples; the last one is the current one."""
    into_the_period = (now - datetime.fromtimestamp(0, UTC)) % PERIOD
    return now - into_the_period + PERIOD - PERIODS * PERIOD
