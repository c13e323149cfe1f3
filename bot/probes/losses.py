"""What is already lost or dropped, by the metrics that count it, since the episode began or for an hour.

Facts: AsyncEventsDropped counts every event that Lambda dropped, kept elsewhere or not; DeadLetterErrors and
DestinationDeliveryFailures count failed deliveries (Lambda developer guide, "Types of metrics").
EventBridge and SNS send such counts only when they are not 0, EventBridge's in two spellings.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.lag.lag import Losses
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.missing import Missing
from bot.domain.resource.arn import bus_and_rule
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.parts.metrics import read_metrics, since_opened, total
from bot.probes.run.probe import Finding, Probe, ProbeContext, Share

_SENT = ("InvocationsSentToDlq", "InvocationsSentToDLQ")
_NOT_SENT = ("InvocationsFailedToBeSentToDlq", "InvocationsFailedToBeSentToDLQ")


class _Counted(NamedTuple):
    """The metrics for a kind of resource.

    Attributes:
        spellings: Whether the metrics of `lost`, and of `handed_on`, are spellings of a single one; then the
            greatest counts.
    """

    namespace: str
    lost: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    spellings: bool = False
    undelivered: str = ""
    handed_on: tuple[str, ...] = ()


_OF_EVENTS = _Counted(
    "AWS/Events", _NOT_SENT, spellings=True, undelivered="FailedInvocations", handed_on=_SENT
)
_METRICS: Mapping[str, _Counted] = {
    ResourceKind.FUNCTION: _Counted(
        "AWS/Lambda", ("DeadLetterErrors", "DestinationDeliveryFailures"), ("AsyncEventsDropped",)
    ),
    # Each subscription or target may or may not have kept what it could not deliver: not counted here.
    ResourceKind.TOPIC: _Counted(
        "AWS/SNS",
        ("NumberOfNotificationsFailedToRedriveToDlq",),
        undelivered="NumberOfNotificationsFailed",
        handed_on=("NumberOfNotificationsRedrivenToDlq",),
    ),
    ResourceKind.RULE: _OF_EVENTS,
    ResourceKind.BUS: _OF_EVENTS,
}


def look(context: ProbeContext) -> Finding:
    counted = _METRICS.get(context.resource.kind)
    if counted is None:
        return Finding({})
    found = _delivered(context, counted) if counted.undelivered else _losses(context, counted)
    return Finding({"losses": found})


PROBE = Probe(Share("losses", writes=("losses",)), look)


def _losses(context: ProbeContext, counted: _Counted) -> Losses | Missing:
    span = since_opened(context)
    names = (*counted.lost, *counted.dropped)
    metrics = [Metric(counted.namespace, each, _dimensions(context.resource), "Sum") for each in names]
    read = read_metrics(context, context.resource, metrics, span)
    if isinstance(read, Missing):
        return read
    together = max if counted.spellings else sum
    lost = _counted(read[: len(counted.lost)], together)
    dropped = _counted(read[len(counted.lost) :], sum)
    destination = _destination(context)
    if dropped and lost is None:
        # The same answer counts dropped events, so no datapoint for failed deliveries means there were none.
        lost = 0
    if not isinstance(destination, Missing):
        return Losses(span.until - span.since, lost, dropped, destination)
    # Whether the dropped ones were kept is unknown, so their number proves nothing.
    return Losses(span.until - span.since, lost) if lost else destination


def _delivered(context: ProbeContext, counted: _Counted) -> Losses | Missing:
    """For a rule or a topic. Only counts above 0 are sent: if one is there, the missing ones are 0."""
    span = since_opened(context)
    names = (*counted.lost, *counted.handed_on, counted.undelivered)
    metrics = [Metric(counted.namespace, each, _dimensions(context.resource), "Sum") for each in names]
    read = read_metrics(context, context.resource, metrics, span)
    if isinstance(read, Missing):
        return read
    together, first = max if counted.spellings else sum, len(counted.lost)
    numbers = (_counted(read[:first], together), _counted(read[-1:], sum), _counted(read[first:-1], together))
    if all(number is None for number in numbers):
        return Losses(span.until - span.since)
    lost, undelivered, handed_on = (number or 0 for number in numbers)
    return Losses(span.until - span.since, lost, undelivered=undelivered, handed_on=handed_on)


def _counted(series: Sequence[Series], together: Callable[[list[int]], int]) -> int | None:
    known = [number for each in series if (number := total(each)) is not None]
    return together(known) if known else None


def _dimensions(resource: Resource) -> Mapping[str, str]:
    """A rule is named by bus and name; metrics of the default bus omit the bus."""
    if resource.kind == ResourceKind.FUNCTION:
        return {"FunctionName": resource.name}
    if resource.kind == ResourceKind.TOPIC:
        return {"TopicName": resource.name}
    bus, rule = bus_and_rule(resource.name)
    if resource.kind == ResourceKind.BUS:
        return {"EventBusName": resource.name}
    return {"RuleName": rule} if bus == "default" else {"EventBusName": bus, "RuleName": rule}


def _destination(context: ProbeContext) -> str | Missing:
    """A function's destination, else its dead-letter queue; for the others each target has its own."""
    if context.resource.kind != ResourceKind.FUNCTION:
        return ""
    settings = context.functions.async_settings(context.resource.arn)
    if isinstance(settings, Missing) or settings.on_failure:
        return settings if isinstance(settings, Missing) else settings.on_failure
    facts = context.functions.facts(context.resource.arn)
    return facts if isinstance(facts, Missing) else facts.dead_letters_to
