"""A CloudWatch alarm's own JSON, as its SNS action publishes it."""

from typing import Any

from bot.domain.alarm.alarm import AlarmTransition, Metric
from bot.domain.resource.arn import read_arn
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.parsing.alarm_identity import AlarmIdentity, identify
from bot.parsing.alarm_parts import arns_of, contributor_of, metric_of, metrics_of, state_of
from bot.parsing.composite_children import children_of
from bot.parsing.region_names import region_named
from bot.parsing.transport import Transport
from bot.parsing.untrusted import get, items, number, pairs, text, time

_ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")


def read_sns_alarm(message: Any, transport: Transport) -> AlarmTransition | None:
    """The transition; None when which alarm, which state or when cannot be read."""
    actions = tuple(action for key in _ACTIONS for action in arns_of(get(message, key)))
    home = transport._replace(region=_region(message, actions, transport))
    identity = identify(
        get(message, "AlarmArn"), get(message, "AlarmName"), get(message, "AWSAccountId"), home
    )
    state, at = state_of(get(message, "NewStateValue")), time(get(message, "StateChangeTime"))
    if identity is None or state is None or at is None:
        return None
    trigger, tags = get(message, "Trigger"), get(message, "AlarmTags")
    return AlarmTransition(
        **identity._asdict(),
        state=state,
        at=at,
        path=transport.path,
        contributor=contributor_of(get(message, "AlarmContributorId")),
        reason=text(get(message, "NewStateReason")),
        description=text(get(message, "AlarmDescription")),
        metrics=_metrics(trigger, get(message, "AlarmContributorAttributes")),
        threshold=number(get(trigger, "Threshold")),
        comparison=text(get(trigger, "ComparisonOperator"), 100),
        children=children_of(
            get(message, "TriggeringChildren"), get(message, "AlarmRule"), identity, transport
        ),
        actions=actions,
        about=_logged_by(get(message, "LogGroups"), identity),
        tags=pairs(tags) if tags else None,
    )


def _region(message: Any, actions: tuple[str, ...], transport: Transport) -> str:
    """Where an alarm is that does not name its ARN: with its actions, or with what it came through."""
    regions = (arn.region for action in actions if (arn := read_arn(action)) and arn.region)
    return next(regions, "") or transport.region or region_named(text(get(message, "Region"), 100))


def _logged_by(groups: Any, identity: AlarmIdentity) -> Resource | None:
    """The function whose log a log alarm queries; None when it queries several, or none of a function."""
    names = {arn.name if (arn := read_arn(text(each, 2048))) else text(each, 512) for each in items(groups)}
    (only,) = names if len(names) == 1 else ("",)
    function = only.removeprefix("/aws/lambda/").removesuffix(":*")
    if not only.startswith("/aws/lambda/") or not function:
        return None
    return Resource(ResourceKind.FUNCTION, function[:350], identity.account, identity.region)


def _metrics(trigger: Any, attributes: Any) -> tuple[Metric, ...]:
    """A plain alarm names its metric in the trigger itself; metric math has a list of queries."""
    statistic = get(trigger, "Statistic") or get(trigger, "ExtendedStatistic")
    metric = metric_of(trigger, statistic=statistic, period=get(trigger, "Period"))
    return (metric,) if metric else metrics_of(get(trigger, "Metrics"), attributes)
