"""How far a consumer is behind: on a stream, a queue, its asynchronous events."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.resource.arn import as_arn

# From this slope (seconds of age per second) on, nothing newer is processed.
STANDSTILL = 0.9
# From this slope on it is growing, on the card and in a verdict; below it the lag is steady.
GROWING = 0.02
# A reading older than this at a look is shown with its own time.
_FRESH = timedelta(minutes=2)
# A fall this slow (seconds of age per second) would take years: the lag is steady.
_SLOWEST_FALL = 0.001


def stale(at: datetime, looked_at: datetime) -> bool:
    """Whether a reading is so old that the look's time would mislead."""
    return looked_at - at > _FRESH


class ShardAge(NamedTuple):
    """The age of the last record read from a shard; only for streams with shard-level metrics.

    Attributes:
        bytes_in: Highest incoming bytes per second; a shard takes 1 MB/s.
        records_in: Highest incoming records per second; a shard takes 1,000.
    """

    shard: str
    age: timedelta | None
    bytes_in: float | None = None
    records_in: float | None = None


class OwnReads(NamedTuple):
    """When Lastcall read from the stream in the last quarter of an hour, and the age without those minutes.

    Attributes:
        at: Oldest first.
        others: The highest age in minutes in which it did not read; None if unknown.
        others_at: When the newest of these minutes ended.
    """

    at: tuple[datetime, ...]
    others: timedelta | None = None
    others_at: datetime | None = None


class Lag(NamedTuple):
    """What the metrics say.

    Attributes:
        metric: The metric of the age (`IteratorAge`, `ApproximateAgeOfOldestMessage`, ...).
        age: The newest datapoint; None if there is none: nothing was consumed, or nothing arrived.
        at: When that datapoint was.
        slope: Seconds of age per second: 1 is a standstill, 0 is steady, below 0 catches up;
            None if there are too few datapoints.
        history: Seconds of age per interval, oldest first, None without a datapoint.
        rising_since: Since when the age has risen without falling back.
        incoming: Records or messages that arrive per second; None if unknown.
        handled: Records or messages taken out per second; None if unknown.
        received: Messages received per second, taken out or not; None if unknown.
        waiting: How many are waiting: counted for a queue, age x arrivals for a stream; None if unknown.
        exact: Whether `waiting` was counted.
        held: For a queue: how many are in flight or delayed.
        own: Lastcall's own reads in the last quarter of an hour, whose ages are left out; None without any.
    """

    metric: str
    age: timedelta | None
    at: datetime | None = None
    slope: float | None = None
    history: tuple[float | None, ...] = ()
    rising_since: datetime | None = None
    incoming: float | None = None
    handled: float | None = None
    waiting: int | None = None
    exact: bool = False
    held: int | None = None
    own: OwnReads | None = None
    received: float | None = None

    @property
    def stands_still(self) -> bool:
        """Whether nothing newer is processed: the age grows by a second each second."""
        return self.slope is not None and self.slope >= STANDSTILL

    @property
    def at_least(self) -> bool:
        """Whether older ones may wait: an event has an age only at its attempts, minutes apart."""
        return self.metric == "AsyncEventAge"

    def stale(self, looked_at: datetime) -> bool:
        """Whether its newest datapoint is so old that the look's time would mislead."""
        return self.at is not None and stale(self.at, looked_at)

    def caught_up_at(self, now: datetime) -> datetime | None:
        """When it will have caught up at this rate; None if it is not catching up."""
        if self.age is None or self.slope is None or self.slope > -_SLOWEST_FALL:
            return None
        return now + self.age / -self.slope


class StreamFacts(NamedTuple):
    """A stream's settings.

    Attributes:
        arn: The stream's ARN.
        retention: How long a record lives: Kinesis 24 h to 365 days, DynamoDB Streams 24 h always.
        shards: Open shards; None if unknown.
        on_demand: Whether AWS scales it.
        shard_metrics: Whether shard-level metrics are on (Kinesis enhanced monitoring).
        readers: Functions that share its shards, without enhanced fan-out; None if unknown.
        readers_unread: Why the readers are unknown; empty if they are known, or were not asked for.
    """

    arn: str
    retention: timedelta
    shards: int | None = None
    on_demand: bool = False
    shard_metrics: bool = False
    readers: int | None = None
    readers_unread: str = ""

    @property
    def is_dynamodb(self) -> bool:
        return as_arn(self.arn).service == "dynamodb"


class Throughput(NamedTuple):
    """Reads and writes over its limits that a stream or table refused in the window.

    Attributes:
        by_cause: For a table, DynamoDB's words for which limit refused how many (`ReadKeyRange`).
    """

    reads_refused: int | None = None
    writes_refused: int | None = None
    by_cause: Mapping[str, int] | None = None


class Losses(NamedTuple):
    """What is already lost or dropped, by the metrics that count it.

    Attributes:
        lost: Gone for good (delivery to a dead-letter queue or destination failed, or there is none).
        dropped: Given up on, kept or lost: which of them depends on the destination.
        destination: ARN of what keeps the dropped ones; empty if nothing does.
        window: The time over which they were counted, up to when the evidence was taken.
        undelivered: For a rule or a topic: failed deliveries. For a rule, it is unknown whether they are
            among `handed_on`; for an HTTP(S) subscription each attempt counts.
        handed_on: How many of these went to a dead-letter queue.
    """

    window: timedelta
    lost: int | None = None
    dropped: int | None = None
    destination: str = ""
    undelivered: int | None = None
    handed_on: int | None = None
