"""A CloudWatch alarm's own JSON, as its SNS action publishes it."""

from typing import Any

from bot.domain.alarm import AlarmTransition, Metric
from bot.parsing.alarm_identity import identify
from bot.parsing.alarm_parts import arns_of, contributor_of, metric_of, metrics_of, state_of
from bot.parsing.composite_children import children_of
from bot.parsing.origin import Origin
from bot.parsing.untrusted import get, number, pairs, text, time

_ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")


def read_sns_alarm(message: Any, origin: Origin) -> AlarmTransition | None:
    """The transition; None when which alarm, which state or when cannot be read."""
    identity = identify(
        get(message, "AlarmArn"), get(message, "AlarmName"), get(message, "AWSAccountId"), origin
    )
    state, at = state_of(get(message, "NewStateValue")), time(get(message, "StateChangeTime"))
    if identity is None or state is None or at is None:
        return None
    trigger, tags = get(message, "Trigger"), get(message, "AlarmTags")
    return AlarmTransition(
        **identity._asdict(),
        state=state,
        at=at,
        path=origin.path,
        contributor=contributor_of(get(message, "AlarmContributorId")),
        reason=text(get(message, "NewStateReason")),
        description=text(get(message, "AlarmDescription")),
        metrics=_metrics(trigger, get(message, "AlarmContributorAttributes")),
        threshold=number(get(trigger, "Threshold")),
        comparison=text(get(trigger, "ComparisonOperator"), 100),
        children=children_of(get(message, "TriggeringChildren"), get(message, "AlarmRule"), identity, origin),
        actions=tuple(action for key in _ACTIONS for action in arns_of(get(message, key))),
        tags=pairs(tags) if tags else None,
    )


def _metrics(trigger: Any, attributes: Any) -> tuple[Metric, ...]:
    """A plain alarm names its metric in the trigger itself; metric math has a list of queries."""
    statistic = get(trigger, "Statistic") or get(trigger, "ExtendedStatistic")
    metric = metric_of(trigger, statistic=statistic, period=get(trigger, "Period"))
    return (metric,) if metric else metrics_of(get(trigger, "Metrics"), attributes)
