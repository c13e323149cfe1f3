"""The parts of an alarm that every envelope spells a little differently."""

import hashlib
from collections.abc import Mapping
from typing import Any

from bot.domain.alarm.alarm import AlarmState, Metric
from bot.parsing.metric_expression import contributed, queried
from bot.parsing.untrusted import get, items, pairs, seconds, text

_LONGEST_CONTRIBUTOR = 64
_LONGEST_QUERY = 4096
_ACCOUNT_DIGITS = 12


def state_of(value: Any) -> AlarmState | None:
    """The state; None for a word that is none."""
    word = text(value, 40).strip().upper()
    return AlarmState(word) if word in AlarmState.__members__ else None


def metrics_of(queries: Any, attributes: Any = None) -> tuple[Metric, ...]:
    """The metrics that the queries of an alarm read, in their order.

    Args:
        attributes: Attributes of the contributor whose series it is, in any of AWS's shapes.
    """
    series = pairs(attributes)
    read = [_metrics_of_query(query, series) for query in items(queries)]
    found = tuple(metric for metrics in read for metric in metrics)
    named = contributed(series) if not found else None
    return (named,) if named else found


def _metrics_of_query(query: Any, series: Mapping[str, str]) -> tuple[Metric, ...]:
    """A metric of its own, or those of a query; arithmetic on other queries reads none itself."""
    stat = get(query, "metricStat")
    account = _account(query) or _account(stat)
    if stat is None:
        found = queried(text(get(query, "expression"), _LONGEST_QUERY), series, seconds(get(query, "period")))
    else:
        metric = metric_of(get(stat, "metric"), statistic=get(stat, "stat"), period=get(stat, "period"))
        found = (metric,) if metric else ()
    # What a query itself says of the account, or its contributor, is closer than what is said about it.
    return tuple(each._replace(account=each.account or account) for each in map(bounded, found))


def bounded(metric: Metric) -> Metric:
    """The metric with every part cut to a size that AWS allows, and no account that is none."""
    return metric._replace(
        namespace=text(metric.namespace, 255),
        name=text(metric.name, 255),
        dimensions=pairs(metric.dimensions),
        account=metric.account if _is_account(metric.account) else "",
    )


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
        account=_account(metric),
    )


def _account(holder: Any) -> str:
    """The account a monitoring account's alarm reads a metric from."""
    given = text(get(holder, "accountId"), 20)
    return given if _is_account(given) else ""


def _is_account(given: str) -> bool:
    return len(given) == _ACCOUNT_DIGITS and given.isascii() and given.isdigit()


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


def arns_of(values: Any) -> tuple[str, ...]:
    """The ARNs in a list of strings."""
    found = (text(each, 1600) for each in items(values))
    return tuple(arn for arn in found if arn)
