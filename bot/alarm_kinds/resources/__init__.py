"""What an alarm is about, by the metrics it watches: every resource they name, each once, in order.

So a plain alarm, metric math, anomaly detection and a contributor's alarm are all read alike. Names are
compared without case: AWS's own pages spell some metrics two ways (`InvocationsSentToDlq`, `...DLQ`).
Namespaces and dimensions are those of each service's "CloudWatch metrics" page.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from bot.alarm_kinds.resources.others import named
from bot.domain.alarm.alarm import AlarmTransition, Metric
from bot.domain.resource.arn import as_arn, read_arn
from bot.domain.resource.edge import EDGE_REGION, edge_name
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind

# AWS's longest is a rule of 64 letters on a bus of 256; a group's key must fit into a DynamoDB key.
_LONGEST = 350

Finder = Callable[[AlarmTransition], tuple[Resource, ...]]


class MetricSource(NamedTuple):
    """A namespace of metrics, and how they name their resource.

    Attributes:
        kind: The kind of resource.
        name: The resource's name, from dimensions keyed in lower case; empty if they name none.
    """

    kind: str
    namespace: str
    name: Callable[[Mapping[str, str]], str]


def _function(dimensions: Mapping[str, str]) -> str:
    """Without version or alias: `Resource` (`name:alias`) is about the same function."""
    called = dimensions.get("functionname") or dimensions.get("resource", "")
    return "" if edge_name(called) else arn.name if (arn := read_arn(called)) else called.partition(":")[0]


def _bus(dimensions: Mapping[str, str]) -> str:
    return as_arn(dimensions.get("eventbusname", "")).path


def _rule(dimensions: Mapping[str, str]) -> str:
    """With its bus, since names repeat; metrics of the default bus omit the bus."""
    rule = dimensions.get("rulename", "")
    return rule and f"{_bus(dimensions) or 'default'}/{rule}"


def _pool(dimensions: Mapping[str, str]) -> str:
    """The pool that all functions of an account and region share: metrics without any dimension."""
    return "" if dimensions else "lambda-concurrency"


def _named_by(dimension: str) -> Callable[[Mapping[str, str]], str]:
    return lambda dimensions: dimensions.get(dimension, "")


FUNCTION = MetricSource(ResourceKind.FUNCTION, "AWS/Lambda", _function)
ACCOUNT_POOL = MetricSource(ResourceKind.ACCOUNT_POOL, "AWS/Lambda", _pool)
QUEUE = MetricSource(ResourceKind.QUEUE, "AWS/SQS", _named_by("queuename"))
TOPIC = MetricSource(ResourceKind.TOPIC, "AWS/SNS", _named_by("topicname"))
RULE = MetricSource(ResourceKind.RULE, "AWS/Events", _rule)
BUS = MetricSource(ResourceKind.BUS, "AWS/Events", _bus)
# Also per shard and per consumer: it is still the stream that lags.
STREAM = MetricSource(ResourceKind.STREAM, "AWS/Kinesis", _named_by("streamname"))
TABLE = MetricSource(ResourceKind.TABLE, "AWS/DynamoDB", _named_by("tablename"))

# The resources that the generic kind recognises.
_ANY = (
    FUNCTION,
    QUEUE,
    TOPIC,
    RULE,
    BUS,
    STREAM,
    TABLE,
)


def on_metric(source: MetricSource, *metrics: str) -> Finder:
    """Finds the resources of an alarm on one of these metrics."""
    return lambda transition: resources_on_metric(transition, source, *metrics)


def resources_on_metric(
    transition: AlarmTransition, source: MetricSource, *metrics: str
) -> tuple[Resource, ...]:
    """Every resource that the alarm watches with one of these metrics, in the alarm's order."""
    names = {name.casefold() for name in metrics}
    found = (
        _resource(transition, metric, source)
        for metric in transition.metrics
        if metric.name.casefold() in names
    )
    return tuple(dict.fromkeys(each for each in found if each))


def either(*finders: Finder) -> Finder:
    """What the first of them finds."""
    return lambda transition: next((found for each in finders if (found := each(transition))), ())


def the_alarm_itself(transition: AlarmTransition) -> Resource:
    """By ARN and contributor, never by bare name: names collide across accounts and regions."""
    name = transition.arn or f"notice {transition.key}"
    if transition.contributor:
        name = f"{name}#{transition.contributor}"
    return Resource(ResourceKind.ALARM, name, transition.account, transition.region)


def any_resource(transition: AlarmTransition) -> tuple[Resource, ...]:
    """What its metrics name, whichever metrics they are: for each metric the most specific resource."""
    found = (next(_any_of(transition, metric), None) for metric in transition.metrics)
    return tuple(dict.fromkeys(each for each in found if each))


def _any_of(transition: AlarmTransition, metric: Metric) -> Iterator[Resource]:
    for source in _ANY:
        if found := _resource(transition, metric, source):
            yield found
    for kind, name in named(metric.namespace, _keyed(metric)):
        region = EDGE_REGION if kind == ResourceKind.EDGE_FUNCTION else transition.region
        yield Resource(kind, name[:_LONGEST], metric.account or transition.account, region)


def _resource(transition: AlarmTransition, metric: Metric, source: MetricSource) -> Resource | None:
    if metric.namespace.casefold() != source.namespace.casefold():
        return None
    name = source.name(_keyed(metric))
    account = metric.account or transition.account
    return Resource(source.kind, name[:_LONGEST], account, transition.region) if name else None


def _keyed(metric: Metric) -> Mapping[str, str]:
    return {key.casefold(): value.strip() for key, value in metric.dimensions.items()}
