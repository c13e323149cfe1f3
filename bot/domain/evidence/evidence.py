"""What is known about an incident: numbers, shapes, clocks. What could not be read says why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.alarm.alarm import ChildAlarm
from bot.domain.alarm.queue_role import QueueRole
from bot.domain.evidence.arrivals import Arrivals
from bot.domain.evidence.consumer import AsyncSettings, ConsumerHealth, Deployment, EventSource, PoolUse
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.failure_bucket import BucketContents
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.lag.lag import Lag, Losses, ShardAge, StreamFacts, Throughput
from bot.domain.evidence.loss_clock import LossClock, earlier
from bot.domain.evidence.members import Member
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.named_key import HeldKey, NamedKey
from bot.domain.evidence.obstacle import Obstacle
from bot.domain.evidence.trial import Tried
from bot.domain.evidence.verdict import Verdict

NOTHING_TO_READ = Missing("nothing can be re-read for this kind of alarm")


class ErrorShape(NamedTuple):
    """One way of failing, without ids and numbers, and how often it was seen."""

    text: str
    seen: int


class Failing(NamedTuple):
    """What the consumer's log says of its failures.

    Attributes:
        failures: How many in the window.
        last_at: The newest failure read.
        first_at: The oldest failure read.
        read_since: Where reading the log began, maybe before the window; None if unknown.
    """

    failures: int
    window: timedelta
    last_at: datetime | None
    first_at: datetime | None = None
    read_since: datetime | None = None


class PointedTo(NamedTuple):
    """What the stream pointers of the sample lead to.

    Attributes:
        pointers: How many are known, by reading or by their time.
        found: Records that were read; None if no one asked to read any.
        lost: Pointers whose first record is gone: lost, not empty.
        first_arrival: When the oldest record pointed to arrived.
        retention: The stream's; it ends the records' own clock.
        note: What could not be read, or what the range may hold beside the failed records.
    """

    pointers: int
    found: int | None = None
    lost: int = 0
    first_arrival: datetime | None = None
    retention: timedelta | None = None
    note: str = ""


class KeyDifference(NamedTuple):
    """How failed payloads differ from healthy ones, by their keys (dotted paths, redacted).

    Attributes:
        missing: (key, how many of `failed` lack it although healthy ones have it).
        extra: (key, how many of `failed` have it although no healthy one does).
    """

    failed: int
    healthy: int
    missing: tuple[tuple[str, int], ...] = ()
    extra: tuple[tuple[str, int], ...] = ()


class LastTime(NamedTuple):
    """How the last incident of this group ended."""

    ended_at: datetime
    how: str
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The summary kept on the incident itself.

    Attributes:
        depth: The queue's counts at `taken_at`.
        history: Depth per interval, oldest first, None without a datapoint.
        arrivals: When the messages in the queue arrived; None if it is empty.
        sources: ARNs of the queues that use this one as their dead-letter queue.
        pushes_on: Why no message of it may be received; empty if that does no harm.
        sources_hold: How many messages these hold, hidden and delayed ones too; None if not all were read.
        tried: The outcome of those redriven last; None if there were none, or they came back.
        role: What the queue is for, by who sends failures to it and who consumes it; None while unknown.
        retention: How long the queue keeps a message.
        shapes: The ways of failing, most frequent first.
        shapes_from: Their source: `messages` if given beside or in the messages, `requests` if from the log
            lines of these same messages, `logs` if from anything the consumer logged.
        sampled: How many messages were sampled; 0 with `sample_note` saying why none were.
        records: How many records the sampled messages cover.
        succeeded: How many of the sampled messages record a success, not a failure.
        causes: (AWS's own word for why a message failed permanently, how many of the sample), most first.
        sample_number: Which EVIDENCE item holds the sample; 0 for none.
        sampled_at: How old the sample is: it outlives the evidence it was taken with.
        samples: How often messages were received in this episode without a person asking.
        sent: When the sampled messages were sent: their retention counts from then.
        expired: What has expired from the queue in this episode.
        hidden_until: Until when our own sampling hides messages, so that an empty queue is not proof.
        feeders: The origins of the messages in it, by the sample and by configuration.
        pointed_to: What the stream pointers in the sample still lead to; None without pointers.
        pointer_loss: The clock of the records pointed to, which may run out before the queue's.
        lacked: The key that the error names and every sampled message lacks; None if there is none.
        held: The key that the error names although sampled messages have it; None if there is none.
        consumers: The functions concerned and their health.
        mappings: What these functions poll, or who polls this queue or stream.
        lag: How far behind, for streams, source queues and asynchronous events.
        shards: Age per shard, worst first; Missing if shard metrics are off.
        bucket_contents: Failed events and skipped batches in S3 buckets, one per writer.
        bucket_shapes: What a sample of these failed with, most frequent first, if they say.
        obstacles: What refuses all deliveries of a rule, topic or function, or its failed ones.
        pool: The account's concurrency, if something is throttled or near a limit.
        members: For an alarm over several resources, what was read of each.
        visibility: Visibility timeout of the source queue.
        verdict: What all this proves together; `bot.domain.diagnosis` draws it once all probes have answered.
    """

    taken_at: datetime
    depth: Depth | Missing | None = None
    history: tuple[int | None, ...] | Missing = ()
    arrivals: Arrivals | Missing | None = None
    sources: tuple[str, ...] | Missing = ()
    pushes_on: str = ""
    sources_hold: int | None = None
    tried: Tried | None = None
    role: QueueRole | None = None
    retention: timedelta | None = None
    loss: LossClock | Missing | None = None
    shapes: tuple[ErrorShape, ...] | Missing = ()
    shapes_from: str = ""
    failing: Failing | Missing | None = None
    sampled: int = 0
    sample_note: str = ""
    records: int = 0
    succeeded: int = 0
    causes: tuple[tuple[str, int], ...] = ()
    sample_number: int = 0
    sampled_at: datetime | None = None
    samples: int = 0
    sent: tuple[datetime, ...] = ()
    expired: Expired | Missing | None = None
    hidden_until: datetime | None = None
    last_empty: datetime | None = None
    feeders: tuple[Feeder, ...] | Missing = ()
    pointed_to: PointedTo | Missing | None = None
    pointer_loss: LossClock | Missing | None = None
    keys: KeyDifference | Missing | None = None
    lacked: NamedKey | None = None
    held: HeldKey | None = None
    consumers: tuple[ConsumerHealth, ...] | Missing = ()
    mappings: tuple[EventSource, ...] | Missing = ()
    async_settings: AsyncSettings | Missing | None = None
    lag: Lag | Missing | None = None
    shards: tuple[ShardAge, ...] | Missing = ()
    stream: StreamFacts | Missing | None = None
    throughput: Throughput | Missing | None = None
    pool: PoolUse | Missing | None = None
    losses: Losses | Missing | None = None
    obstacles: tuple[Obstacle, ...] | Missing = ()
    bucket_contents: tuple[BucketContents, ...] | Missing = ()
    bucket_shapes: tuple[ErrorShape, ...] | Missing = ()
    deployment: Deployment | Missing | None = None
    children: tuple[ChildAlarm, ...] | Missing = ()
    members: tuple[Member, ...] = ()
    last_time: LastTime | None = None
    visibility: timedelta | Missing | None = None
    verdict: Verdict | None = None

    @property
    def clock(self) -> LossClock | Missing | None:
        """The clock to act by: that of what is here or of the records it points to, whichever is first."""
        own, pointed = self.loss, self.pointer_loss
        if isinstance(own, LossClock) and isinstance(pointed, LossClock):
            return earlier(own, pointed)
        if isinstance(own, LossClock):
            return _beside(own, pointed if isinstance(pointed, Missing) else None)
        return _beside(pointed, own) if isinstance(pointed, LossClock) else own or pointed

    def first_loss(self, now: datetime) -> datetime | None:
        """The time to act by, as known at `now`."""
        return self.clock.ahead(now).first_loss if isinstance(self.clock, LossClock) else None

    @property
    def shapes_of_messages(self) -> bool:
        """Whether the shapes belong to these same messages, and not to anything the consumer logged."""
        return self.shapes_from in {"messages", "requests"}

    @property
    def uncounted(self) -> bool:
        """Whether the look asked for the queue's depth and got no answer."""
        return isinstance(self.depth, Missing)

    @property
    def depth_total(self) -> int | None:
        """How many were in the queue; None if not counted."""
        return self.depth.total if isinstance(self.depth, Depth) else None

    @property
    def counted(self) -> int | None:
        """How many messages are there; None if not counted."""
        if self.depth_total is not None:
            return self.depth_total
        return self.lag.waiting if isinstance(self.lag, Lag) and self.lag.exact else None

    @property
    def seen_empty(self) -> bool:
        """Whether the look counted the queue and found it empty."""
        return isinstance(self.depth, Depth) and not self.depth.total

    @property
    def behind(self) -> bool:
        """Whether, by the look, work is waiting, or the lag could not be read."""
        return isinstance(self.lag, Missing) or (isinstance(self.lag, Lag) and not self.seen_done)

    @property
    def seen_done(self) -> bool:
        """Whether, by the look, nothing waits, neither in the queue nor behind the last one read."""
        lag = self.lag
        return self.seen_empty or (isinstance(lag, Lag) and lag.waiting == 0 and not lag.held)

    @property
    def missing(self) -> tuple[str, ...]:
        """What could not be read, one line each."""
        parts = tuple(getattr(self, name) for name in self.__slots__)
        return tuple(dict.fromkeys(part.reason for part in parts if isinstance(part, Missing)))


def _beside(known: LossClock, unread: Missing | None) -> LossClock:
    """A clock whose companion could not be read: that one may run out earlier."""
    return known._replace(not_before=None, how=f"{known.how}; {unread.reason}") if unread else known
