"""A stream, a queue and a function whose metrics a test fills in, and the contexts to look at them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from bot.domain.resource.grouping import Resource
from bot.probes.run.probe import ProbeContext
from tests.fakes.clock import NOON
from tests.unit.probes.examples import CONSUMER, World

MINUTE = timedelta(minutes=1)
NAME = "orders-consumer"
FUNCTION = Resource("function", NAME, "111122223333", "eu-west-1")
QUEUE = Resource("queue", "orders", "111122223333", "eu-west-1")
STREAM = Resource("stream", "clicks", "111122223333", "eu-west-1")
CLICKS = STREAM.arn
DENIED = "denied: allow cloudwatch:GetMetricData on *"
ARN = CONSUMER


def minutes(*values: float | None, until: datetime = NOON) -> dict[datetime, float]:
    """One datapoint a minute, the last one of the current minute; None for none."""
    begins = until - (len(values) - 1) * MINUTE
    return {begins + n * MINUTE: value for n, value in enumerate(values) if value is not None}


def each_minute(count: int, value: float, until: datetime = NOON) -> dict[datetime, float]:
    return minutes(*[value] * count, until=until)


def at(world: World, resource: Resource, **fields: Any) -> ProbeContext:
    return world.context(**fields)._replace(resource=resource)


def put(world: World, of: str, **metrics: Iterable[float | None]) -> None:
    """Datapoints of the minutes up to now."""
    for name, values in metrics.items():
        world.telemetry.put(name, of, minutes(*values))
