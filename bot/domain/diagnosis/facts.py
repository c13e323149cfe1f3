"""The evidence as a proof reads it: a number that is not there ends the proof.

If a clause asks for what could not be read, the property raises NotRead, so no verdict can be drawn from
what is missing, and a clause needs no branch for it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain.diagnosis.not_read import NotRead, read
from bot.domain.evidence.arrivals import Arrivals
from bot.domain.evidence.consumer import AsyncSettings, ConsumerHealth, Deployment, EventSource, PoolUse
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import ErrorShape, Evidence, Failing
from bot.domain.evidence.lag.lag import Lag, Losses, ShardAge, StreamFacts, Throughput
from bot.domain.evidence.missing import Missing, present_all
from bot.domain.evidence.obstacle import Obstacle
from bot.domain.evidence.worked_since import JUST_NOW, Since, worked_since
from bot.domain.resource.grouping import Resource

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The evidence on one consumer and one of its mappings.

    Attributes:
        health: None if no consumer was found; `source` None if it polls nothing.
    """

    resource: Resource
    evidence: Evidence
    now: datetime
    health: ConsumerHealth | None = None
    source: EventSource | None = None

    # What lags

    @property
    def lag(self) -> Lag:
        return read(self.evidence.lag, "how far behind it is")

    @property
    def age(self) -> timedelta:
        """The current age: one not measured for minutes may be outdated."""
        if self.lag.at is not None and self.evidence.taken_at - self.lag.at > JUST_NOW:
            raise NotRead(
                f"why {self.lag.metric} has no newer datapoint: nothing arrived, or nothing is consumed"
            )
        if self.lag.age is None and self.lag.at is not None:
            raise NotRead(f"{self.lag.metric} in a few minutes: its newest datapoint is older than the alarm")
        return read(
            self.lag.age, f"why {self.lag.metric} has no datapoint: nothing arrived, or nothing is consumed"
        )

    @property
    def slope(self) -> float:
        _ = self.age  # without one there is nothing to take a second time
        return read(
            self.lag.slope, f"{self.lag.metric} once more in a few minutes: too few datapoints for a trend"
        )

    @property
    def incoming(self) -> float:
        return read(self.lag.incoming, "how many arrive per second")

    @property
    def handled(self) -> float:
        return read(self.lag.handled, "how many are taken out per second")

    @property
    def received(self) -> float:
        return read(self.lag.received, "how many are handed out per second")

    @property
    def waiting(self) -> int:
        return read(self.lag.waiting, "how many wait")

    # Who consumes

    @property
    def consumer(self) -> ConsumerHealth:
        if isinstance(self.evidence.consumers, Missing):
            raise NotRead(self.evidence.consumers)
        if self.health is None and isinstance(self.evidence.failing, Missing):
            # The failing functions are read once, for the errors: that holds why they are unknown.
            raise NotRead(self.evidence.failing)
        return read(self.health, "which function consumes it")

    @property
    def name(self) -> str:
        """The consumer's name; that of the lagging resource if no consumer is known."""
        return self.health.facts.name if self.health else self.resource.name

    @property
    def invocations(self) -> int:
        return self._number(self.consumer.invocations, "Invocations")

    @property
    def errors(self) -> int:
        return self._number(self.consumer.errors, "Errors")

    @property
    def throttles(self) -> int:
        """Lambda sends Throttles with Invocations: without a datapoint of either there were none."""
        uncalled = self.consumer.invocations is None and self.consumer.throttles is None
        return 0 if uncalled else self._number(self.consumer.throttles, "Throttles")

    @property
    def concurrency(self) -> int:
        return self._number(self.consumer.concurrency, "ConcurrentExecutions")

    @property
    def duration(self) -> timedelta:
        return self._number(self.consumer.duration, "Duration")

    @property
    def slowest(self) -> timedelta:
        return self._number(self.consumer.duration_p99, "the 99th percentile of Duration")

    @property
    def errors_since(self) -> datetime:
        return read(self.consumer.errors_since, f"when {self.name} started failing")

    def _number(self, number: T | None, metric: str) -> T:
        """CloudWatch was asked: a function that was not called has no datapoint to read."""
        if number is None and self.consumer.invocations is None:
            window = lasting(self.consumer.window)
            raise NotRead(
                Missing(f"CloudWatch has no invocation of {self.name} in {window}; what invokes it?")
            )
        return read(number, f"{metric} of {self.name}")

    # How it polls

    @property
    def mapping(self) -> EventSource:
        if isinstance(self.evidence.mappings, Missing):
            raise NotRead(self.evidence.mappings)
        return read(self.source, f"the event source mapping of {self.name}")

    @property
    def stream(self) -> StreamFacts:
        return read(self.evidence.stream, "the stream's settings")

    @property
    def open_shards(self) -> int:
        return read(self.stream.shards, "how many shards the stream has")

    @property
    def readers(self) -> int:
        if self.stream.readers_unread:
            raise NotRead(Missing(self.stream.readers_unread))
        return read(self.stream.readers, "how many functions and consumers read the stream")

    @property
    def shards(self) -> tuple[ShardAge, ...]:
        shards = read(self.evidence.shards, "")
        if not shards:
            raise NotRead("the age of each shard: enable the stream's shard-level metrics")
        return shards

    @property
    def throughput(self) -> Throughput:
        return read(self.evidence.throughput, "how many reads and writes the stream refused")

    @property
    def reads_refused(self) -> int:
        return read(self.throughput.reads_refused, "how many reads the stream refused")

    @property
    def writes_refused(self) -> int:
        return read(self.throughput.writes_refused, "how many writes the stream refused")

    # Limits and settings

    @property
    def pool(self) -> PoolUse:
        return read(
            self.evidence.pool, "how much of the account's concurrency is claimed, and by which functions"
        )

    @property
    def claimed(self) -> int:
        return read(self.pool.claimed, "ClaimedAccountConcurrency of the account")

    @property
    def async_settings(self) -> AsyncSettings:
        return read(self.evidence.async_settings, f"how {self.name} retries its asynchronous events")

    @property
    def visibility(self) -> timedelta:
        return read(self.evidence.visibility, "the visibility timeout of the source queue")

    @property
    def deployment(self) -> Deployment:
        return read(self.evidence.deployment, f"when {self.name} was last changed")

    # What fails, and what is lost

    @property
    def failing(self) -> Failing:
        return read(self.evidence.failing, "whether the consumer still fails")

    @property
    def since(self) -> Since:
        """What is known about the time after the last failure."""
        return read(worked_since(self.evidence), "")

    @property
    def sources(self) -> tuple[str, ...]:
        return read(self.evidence.sources, "")

    @property
    def arrivals(self) -> Arrivals:
        return read(self.evidence.arrivals, "when the dead letters came in")

    @property
    def shapes(self) -> tuple[ErrorShape, ...]:
        return read(self.evidence.shapes, "")

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        return read(self.evidence.obstacles, "")

    @property
    def losses(self) -> Losses:
        return read(self.evidence.losses, "how many events were lost or dropped")


def facts_of(
    resource: Resource, evidence: Evidence, now: datetime, concerns: Callable[[EventSource], bool]
) -> tuple[Facts, ...]:
    """One for each pair of a consumer and a mapping of its own; one without either if none is known.

    Args:
        concerns: Which mappings the question is about: a function may poll other sources, too.
    """
    pairs = tuple(_pairs(evidence, concerns)) or ((None, None),)
    return tuple(
        Facts(resource=resource, evidence=evidence, now=now, health=health, source=source)
        for health, source in pairs
    )


def _pairs(
    evidence: Evidence, concerns: Callable[[EventSource], bool]
) -> Iterator[tuple[ConsumerHealth | None, EventSource | None]]:
    consumers = present_all(evidence.consumers)
    mappings = tuple(filter(concerns, present_all(evidence.mappings)))
    for health in consumers:
        own = [mapping for mapping in mappings if mapping.function == health.facts.arn]
        yield from ((health, mapping) for mapping in own or (None,))
    known = {health.facts.arn for health in consumers}
    yield from ((None, mapping) for mapping in mappings if mapping.function not in known)
