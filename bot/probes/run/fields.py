"""The fields of Evidence that probes write."""

from datetime import datetime, timedelta
from typing import TypedDict

from bot.domain.alarm.alarm import ChildAlarm
from bot.domain.alarm.queue_role import QueueRole
from bot.domain.evidence.arrivals import Arrivals
from bot.domain.evidence.consumer import AsyncSettings, ConsumerHealth, Deployment, EventSource, PoolUse
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import ErrorShape, Failing, KeyDifference, LastTime, PointedTo
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.failure_bucket import BucketContents
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.lag.lag import Lag, Losses, ShardAge, StreamFacts, Throughput
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.named_key import HeldKey, NamedKey
from bot.domain.evidence.obstacle import Obstacle


class Fields(TypedDict, total=False):
    """Names and types as in Evidence; a test keeps both in step."""

    depth: Depth | Missing | None
    history: tuple[int | None, ...] | Missing
    arrivals: Arrivals | Missing | None
    sources: tuple[str, ...] | Missing
    pushes_on: str
    sources_hold: int | None
    role: QueueRole | None
    retention: timedelta | None
    loss: LossClock | Missing | None
    shapes: tuple[ErrorShape, ...] | Missing
    shapes_from: str
    failing: Failing | Missing | None
    sampled: int
    sample_note: str
    records: int
    succeeded: int
    causes: tuple[tuple[str, int], ...]
    sampled_at: datetime | None
    samples: int
    sent: tuple[datetime, ...]
    expired: Expired | Missing | None
    hidden_until: datetime | None
    last_empty: datetime | None
    feeders: tuple[Feeder, ...] | Missing
    pointed_to: PointedTo | Missing | None
    pointer_loss: LossClock | Missing | None
    keys: KeyDifference | Missing | None
    lacked: NamedKey | None
    held: HeldKey | None
    consumers: tuple[ConsumerHealth, ...] | Missing
    mappings: tuple[EventSource, ...] | Missing
    async_settings: AsyncSettings | Missing | None
    lag: Lag | Missing | None
    shards: tuple[ShardAge, ...] | Missing
    stream: StreamFacts | Missing | None
    throughput: Throughput | Missing | None
    pool: PoolUse | Missing | None
    losses: Losses | Missing | None
    obstacles: tuple[Obstacle, ...] | Missing
    bucket_contents: tuple[BucketContents, ...] | Missing
    bucket_shapes: tuple[ErrorShape, ...] | Missing
    deployment: Deployment | Missing | None
    children: tuple[ChildAlarm, ...] | Missing
    last_time: LastTime | None
    visibility: timedelta | Missing | None
