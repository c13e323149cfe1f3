"""The parts of an alarm that every envelope spells a little differently."""

import hashlib
from typing import Any

from bot.domain.alarm import AlarmState, Metric
from bot.parsing.untrusted import get, items, pairs, seconds, text

_LONGEST_CONTRIBUTOR = 64


def state_of(value: Any) -> AlarmState | None:
    """The state; None for a word that is none."""
    word = text(value, 40).strip().upper()
    return AlarmState(word) if word in AlarmState.__members__ else None


def metrics_of(queries: Any) -> tuple[Metric, ...]:
    """The metrics among the queries of an alarm; expressions watch no metric of their own."""
    stats = (get(query, "metricStat") for query in items(queries))
    read = (
        metric_of(get(stat, "metric"), statistic=get(stat, "stat"), period=get(stat, "period"))
        for stat in stats
    )
    return tuple(metric for metric in read if metric)


def metric_of(metric: Any, *, statistic: Any, period: Any) -> Metric | None:
    """One metric; SNS calls its name `MetricName`, EventBridge and Lambda `name`."""
    name = text(get(metric, "MetricName"), 255) or text(get(metric, "name"), 255)
    if not name:
        return None
    return Metric(
        namespace=text(get(metric, "namespace"), 255),
        name=name,
        dimensions=pairs(get(metric, "dimensions")),
        statistic=_statistic(text(statistic, 100)),
        period=seconds(period),
    )


def _statistic(word: str) -> str:
    """SNS shouts MAXIMUM where EventBridge says Maximum; percentiles stay as they are."""
    if not word.isupper() or not word.isalpha():
        return word
    return "SampleCount" if word == "SAMPLECOUNT" else word.capitalize()


def contributor_of(value: Any) -> str:
    """A contributor's id, which tells one series of an alarm from another; a long one as its hash."""
    given = text(value, 4096)
    if len(given) <= _LONGEST_CONTRIBUTOR and given.isascii():
        return given
    return hashlib.sha256(given.encode()).hexdigest()[:32]


def arns_of(values: Any, key: str = "") -> tuple[str, ...]:
    """The ARNs in a list of strings, or of objects that hold one under `key`."""
    found = (text(get(each, key) if key else each, 1600) for each in items(values))
    return tuple(arn for arn in found if arn)
