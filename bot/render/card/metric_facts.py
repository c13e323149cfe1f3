"""What an alarm watches, in its own numbers, for cards that have nothing else to tell."""

from bot.domain.alarm.alarm import Limit, Metric
from bot.domain.evidence.durations import lasting
from bot.domain.incident.incident import Incident
from bot.domain.resource.edge import edge_log
from bot.domain.resource.resource_kind import ResourceKind
from bot.render.graphemes import cut
from bot.render.phrases import words
from bot.render.view import Line

_SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": "≥",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "≤",
}
_LONGEST_METRIC, _LONGEST_DIMENSIONS, _LONGEST_DESCRIPTION = 120, 200, 240


def watches(incident: Incident) -> Line:
    """`Watches Sum of AWS/Scheduler InvocationDroppedCount (ScheduleGroup nightly) in 5 min > 0`."""
    metric = incident.metric
    if metric is None:
        return ()
    named = cut(f"{metric.namespace} {metric.name}", _LONGEST_METRIC)
    statistic = f"{metric.statistic} of " if metric.statistic else ""
    period = f" in {lasting(metric.period)}" if metric.period else ""
    return words(f"Watches {statistic}{named}{_dimensions(metric)}{period}{_limit(incident.limit)}")


def description(incident: Incident) -> Line:
    """The alarm's own, where the card does not tell it already."""
    from bot.domain.redaction.clean_text import shown  # noqa: PLC0415 - patterns that a start need not wait for

    told = " ".join(shown(incident.description).split())
    return words(cut(told, _LONGEST_DESCRIPTION)) if told and told not in incident.reason else ()


def at_the_edge(incident: Incident) -> Line:
    """Where the log of a Lambda@Edge function is, which nobody looks for in all regions."""
    if incident.resource.kind != ResourceKind.EDGE_FUNCTION:
        return ()
    log = cut(edge_log(incident.resource.name), _LONGEST_DIMENSIONS)
    return words(f"It logs to {log} in each region it ran in; none of these is read here")


def _dimensions(metric: Metric) -> str:
    named = ", ".join(f"{name} {value}" for name, value in metric.dimensions.items())
    return f" ({cut(named, _LONGEST_DIMENSIONS)})" if named else ""


def _limit(limit: Limit | None) -> str:
    """A comparison that has no sign is one with a band; without its word only the number is known."""
    if limit is None:
        return ""
    sign = _SIGNS.get(limit.comparison, "")
    return f" {sign} {limit.threshold:g}" if sign else f", threshold {limit.threshold:g}"
