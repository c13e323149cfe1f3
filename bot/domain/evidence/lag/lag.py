"""How far a consumer is behind what it should consume: a stream, a queue, its asynchronous events."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.resource.arn import as_arn

# Seconds of age per second from which on nothing is done that is newer.
STANDSTILL = 0.9
# From which on it gets older, on the card and in a verdict; below it what lags keeps its distance.
GROWING = 0.02
# What is older than this at a look has its own time beside it.
_FRESH = timedelta(minutes=2)
# A fall of so few seconds of age per second ends in years: it keeps its distance.
_SLOWEST_FALL = 0.001


def stale(at: datetime, looked_at: datetime) -> bool:
    """Whether what was so then is older than the time of the look would say."""
    return looked_at - at > _FRESH


class ShardAge(NamedTuple):
    """How old the last record read from a shard is; for streams with shard-level metrics only.

    Attributes:
        bytes_in: Greatest incoming bytes per second; a shard takes 1 MB/s.
        records_in: Greatest incoming records per second; a shard takes 1,000.
    """

    shard: str
    age: timedelta | None
    bytes_in: float | None = None
    records_in: float | None = None


class OwnReads(NamedTuple):
    """When Lastcall read of the stream in the last quarter of an hour, and how old the rest of it says.

    Attributes:
        at: Oldest first.
        others: The greatest age of the minutes in which it did not read; None where none is known.
        others_at: When the newest of these minutes ended.
    """

    at: tuple[datetime, ...]
    others: timedelta | None = None
    others_at: datetime | None = None


class Lag(NamedTuple):
    """What the metrics say.

    Attributes:
        metric: By which metric the age is known (`IteratorAge`, `ApproximateAgeOfOldestMessage`, ...).
        age: The newest datapoint; None when there is none: nothing was consumed, or nothing came.
        at: When that datapoint was.
        slope: Seconds of age per second: 1 is a standstill, 0 keeps its distance, below 0 catches up;
            None when there are too few datapoints.
        history: Seconds of age per interval, oldest first, None where there is no datapoint.
        rising_since: Since when the age has risen without falling back.
        incoming: Records or messages that arrive per second; None when not known.
        handled: Records or messages taken out per second; None when not known.
        received: Messages handed out per second, taken out or not; None when not known.
        waiting: How many stand there: counted for a queue, age x arrivals for a stream; None when not known.
        exact: Whether `waiting` was counted.
        held: Of a queue: how many somebody has received, or are delayed.
        own: Lastcall's own reading in the last quarter of an hour, whose ages are left out; None without any.
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
        """Whether nothing newer is done: what it stands at gets older by a second each second."""
        return self.slope is not None and self.slope >= STANDSTILL

    @property
    def at_least(self) -> bool:
        """Whether older ones may wait: an event has an age only when it is tried, minutes apart."""
        return self.metric == "AsyncEventAge"

    def stale(self, looked_at: datetime) -> bool:
        """Whether its newest datapoint is older than the time of the look would say."""
        return self.at is not None and stale(self.at, looked_at)

    def caught_up_at(self, now: datetime) -> datetime | None:
        """When it will have caught up at this rate; None when it does not get nearer."""
        if self.age is None or self.slope is None or self.slope > -_SLOWEST_FALL:
            return None
        return now + self.age / -self.slope


class StreamFacts(NamedTuple):
    """A stream's settings.

    Attributes:
        arn: Of the stream.
        retention: How long a record lives: Kinesis 24 h to 365 days, DynamoDB Streams 24 h always.
        shards: Open shards; None when not told.
        on_demand: Whether AWS scales it.
        shard_metrics: Whether shard-level metrics are on (Kinesis enhanced monitoring).
        readers: Functions that share its shards: those without a consumer of their own; None when not known.
        readers_unread: Why the readers are not known; empty where they are, or were not asked for.
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
    """What a stream or table refused over the window: reads and writes beyond what it takes.

    Attributes:
        by_cause: Of a table, DynamoDB's words for which limit refused how many (`ReadKeyRange`).
    """

    reads_refused: int | None = None
    writes_refused: int | None = None
    by_cause: Mapping[str, int] | None = None


class Losses(NamedTuple):
    """What has been lost or dropped already, by the metrics that count it.

    Attributes:
        lost: Gone for good (delivery to a dead-letter queue or destination failed, or there is none).
        dropped: Given up on, kept or lost: whether it was kept depends on where it was to go.
        destination: ARN of what keeps the dropped ones; empty when nothing does.
        window: Over which they were counted, ending when the evidence was taken.
        undelivered: Of a rule or a topic: deliveries that failed. Whether they are among `handed_on` is not
            told for a rule; of an HTTP(S) subscription each attempt counts.
        handed_on: Of these, how many went to a dead-letter queue.
    """

    window: timedelta
    lost: int | None = None
    dropped: int | None = None
    destination: str = ""
    undelivered: int | None = None
    handed_on: int | None = None
