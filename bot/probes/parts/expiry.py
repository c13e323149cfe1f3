"""What has expired from a dead-letter queue since the last look.

Read only once something can have expired: a look costs two requests.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import zip_longest

from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.expiry import Expired, Reading, expired
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.probes.run.probe import ProbeContext

_DEPTHS = (
    "ApproximateNumberOfMessagesVisible",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
_DELETED = "NumberOfMessagesDeleted"
# Fine enough for a day's datapoints, and few enough for those of two weeks.
_FINE, _COARSE = timedelta(minutes=5), timedelta(hours=1)
_LONG = timedelta(days=2)


def expired_since(context: ProbeContext, depth: Depth) -> Expired | Missing | None:
    """In this episode, including what earlier looks found; None if nothing can have expired."""
    before = context.before
    if before is None or before.retention is None or not isinstance(before.depth, Depth):
        return None
    known = before.expired if isinstance(before.expired, Expired) else None
    if not _can_have(before, before.retention, context.now):
        return known
    series = _series(context, before.taken_at)
    if isinstance(series, Missing):
        return series
    *depths, deleted = series
    if not deleted.present:
        return Missing("not known how many were deleted: NumberOfMessagesDeleted has no datapoint")
    first, last = Reading(before.taken_at, before.depth.total), Reading(context.now, depth.total)
    readings = _readings(depths)
    if isinstance(readings, Missing):
        return readings
    between = [reading for reading in readings if first.at < reading.at < last.at]
    later = expired(
        (first, *between, last), taken=round(deleted.total), sent=before.sent, retention=before.retention
    )
    return known.and_then(later) if known and later else later or known


def _can_have(before: Evidence, retention: timedelta, now: datetime) -> bool:
    """Whether the retention of anything seen or possible has ended."""
    if any(sent + retention <= now for sent in before.sent):
        return True
    loss = before.loss
    return isinstance(loss, LossClock) and loss.not_before is not None and loss.not_before <= now


def _series(context: ProbeContext, since: datetime) -> tuple[Series, ...] | Missing:
    queue = {"QueueName": context.resource.name}
    period = _FINE if context.now - since <= _LONG else _COARSE
    metrics = [
        *(Metric("AWS/SQS", name, queue, statistic="Maximum") for name in _DEPTHS),
        Metric("AWS/SQS", _DELETED, queue, statistic="Sum"),
    ]
    answer = context.telemetry.series(context.resource, metrics, since, context.now, period)
    if isinstance(answer, Missing):
        return answer
    unread = [each for each in answer if isinstance(each, Missing)]
    return unread[0] if unread else tuple(each for each in answer if not isinstance(each, Missing))


def _readings(depths: Sequence[Series]) -> list[Reading] | Missing:
    """The depth at the end of every period in which SQS published it: visible, hidden and delayed."""
    begins, period = depths[0].begins, depths[0].period
    readings = []
    for n, parts in enumerate(zip_longest(*(series.values for series in depths))):
        known = [part for part in parts if part is not None]
        if known and len(known) < len(parts):
            name = _DEPTHS[parts.index(None)]
            return Missing(f"not known how many left: {name} lacks a datapoint that others have")
        if known:
            readings.append(Reading(begins + (n + 1) * period, round(sum(known))))
    return readings
