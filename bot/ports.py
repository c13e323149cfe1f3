"""What the use cases need from the world, named by the need. Adapters and fakes implement these.

Annotations are not evaluated: whoever uses one port does not load the values of all the others.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bot.domain.errors import Permanent, Transient

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bot.domain.access import Person
    from bot.domain.alarm import Metric
    from bot.domain.command import Click, Done
    from bot.domain.consumer import AccountLimits, AsyncSettings, Deployment, EventSource, FunctionFacts
    from bot.domain.dead_letter import GaveUp, QueueFacts, ReceivedMessage
    from bot.domain.evidence import Missing
    from bot.domain.grouping import Resource
    from bot.domain.incident import Change, Incident
    from bot.domain.job import Job
    from bot.domain.lag import StreamFacts
    from bot.domain.mitigation import Values
    from bot.domain.policy import Route, Target
    from bot.domain.projection import Card
    from bot.domain.sample import SampledMessage
    from bot.domain.series import Series
    from bot.domain.stream_pointer import StreamPointer
    from bot.domain.timeline import By, TimelineEntry
    from bot.render.card import CardView, ModalView, ReplyView


class Clock(Protocol):
    def __call__(self) -> datetime:
        """The time now, in UTC."""
        ...


class Conflict(NamedTuple):
    """Somebody wrote the incident first: read again and decide again."""


class QueueBusy(NamedTuple):
    """The queue already has a live job."""

    job: str


class Saved(NamedTuple):
    """Written, all of it or nothing."""


class ClickOutcome(NamedTuple):
    """A click and what became of it, kept 24 h in the same transaction as its first effect."""

    identity: str
    done: Done


class DueItem(NamedTuple):
    """A group that needs attention, or, with `job`, a job whose next slice did not come."""

    group: str
    job: str = ""


class Incidents(Protocol):
    """The incident table: the truth. Every read is consistent and complete."""

    def load(self, groups: Collection[str]) -> Mapping[str, Incident]:
        """The incidents of these groups; a group never heard of is absent."""
        ...

    def group_of(self, incident_id: str) -> str | None:
        """The group behind a displayed id."""
        ...

    def save(
        self,
        change: Change | None,
        *,
        click: ClickOutcome | None = None,
        sample: Sequence[SampledMessage] | None = None,
        start: Job | None = None,
        end: Job | None = None,
    ) -> Saved | Conflict | QueueBusy | Done:
        """Write one change and all that belongs to it in one transaction.

        Args:
            change: Conditional on the version it was made from.
            click: Recorded with it; if it was recorded before, nothing is written and its Done is returned.
            sample: Becomes EVIDENCE item `change.incident.evidence_taken`, with a TTL.
            start: A new job; takes the queue's LIVE_JOB item.
            end: An ended job, conditional on its token; frees the queue.
        """
        ...

    def click(self, identity: str) -> Done | None:
        """What became of a click, if it arrived before."""
        ...

    def timeline(self, group: str, after: int) -> Sequence[tuple[int, TimelineEntry]]:
        """(version, entry) of every entry after a version, in order, all pages."""
        ...

    def sample(self, group: str, number: int) -> Sequence[SampledMessage]:
        """The sampled messages of an EVIDENCE item; empty when its TTL has passed."""
        ...

    def due(self, now: datetime) -> Iterator[DueItem]:
        """What falls due by `now`, earliest first, all pages; keys only, so re-read before acting."""
        ...

    def live(self) -> Sequence[Incident]:
        """Every live incident, re-read consistently."""
        ...

    def beat(self, at: datetime) -> None:
        """Write the heartbeat."""
        ...

    def last_beat(self) -> datetime | None: ...


class Jobs(Protocol):
    def load(self, group: str, job: str) -> Job | None: ...

    def checkpoint(self, job: Job, before_token: int) -> bool:
        """Write progress; False when another slice has taken the token since."""
        ...

    def ask_to_stop(self, group: str, job: str, by: By) -> bool:
        """Ask a running job to stop; False when it has ended."""
        ...


class Projected(NamedTuple):
    """Everything on_change re-reads, in one consistent read."""

    incident: Incident | None
    card: Card
    job: Job | None


class Cards(Protocol):
    def load(self, group: str) -> Projected: ...

    def claim(self, before: Card, card: Card) -> bool:
        """Take the lease; False when somebody else changed the card since `before` was read."""
        ...

    def put(self, card: Card, lease: str) -> bool:
        """Write what is shown, conditional on still holding the lease; False when it was lost."""
        ...

    def closed_until(self, channel: str) -> datetime | None: ...

    def close(self, channel: str, until: datetime) -> None:
        """Slack said 429: nothing goes to this channel until then."""
        ...


class Outbox(Protocol):
    """Lastcall's own queues. Documents are plain JSON values; delays are at most 15 minutes (SQS)."""

    def command(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None: ...

    def commands(self, documents: Sequence[Mapping[str, object]]) -> None:
        """Many at once. Raises Transient when any was not accepted: send them all again."""
        ...

    def job(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None: ...

    def card(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None: ...


class Sent(NamedTuple):
    """What became of each message; one that stands nowhere here was not sent and may be tried again.

    Attributes:
        accepted: Message ids proven sent.
        refused: Message ids that were not sent, with the reason.
        unanswered: Message ids that may or may not have been sent: sent again, they may be doubled.
    """

    accepted: frozenset[str]
    refused: Mapping[str, str]
    unanswered: frozenset[str] = frozenset()


class DeadLetterQueues(Protocol):
    """The team's queues. Everything that may be denied answers Missing with the statement to add."""

    def facts(self, queue: Resource) -> QueueFacts | Missing: ...

    def sources(self, queue: Resource) -> tuple[str, ...] | Missing:
        """ARNs of the queues that use this one as their dead-letter queue, all pages."""
        ...

    def receive(
        self, queue: QueueFacts, most: int, hide_for: timedelta, wait: timedelta
    ) -> tuple[ReceivedMessage, ...]:
        """At most ten messages with all attributes. Raises Transient or Permanent."""
        ...

    def put_back(self, queue: QueueFacts, messages: Sequence[ReceivedMessage]) -> None:
        """Make received messages visible again at once; a handle that expired is no error."""
        ...

    def send(self, destination_arn: str, messages: Sequence[ReceivedMessage]) -> Sent:
        """Send copies, byte for byte with all attributes, in batches within SQS's size."""
        ...

    def delete(self, queue: QueueFacts, messages: Sequence[ReceivedMessage]) -> Mapping[str, str]:
        """Delete by receipt; returns message ids that could not be deleted, with the reason."""
        ...


class LoggedError(NamedTuple):
    """One error line a consumer logged.

    Attributes:
        ids: Which of the ids asked for it belongs to: it names them, or stands among lines that do.
    """

    at: datetime
    text: str
    ids: tuple[str, ...] = ()


class Telemetry(Protocol):
    def series(
        self, place: Resource, metrics: Sequence[Metric], since: datetime, until: datetime, period: timedelta
    ) -> tuple[Series | Missing, ...] | Missing:
        """One series for each metric, in their order; one that CloudWatch does not give is Missing by itself.

        Args:
            place: Gives account and region.
            metrics: By their statistic (`Sum`, `Maximum`, `p99`, ...); their own period is not used.
            since: A whole multiple of the period since the epoch, as CloudWatch's periods are.
        """
        ...

    def busiest(
        self, place: Resource, since: datetime, until: datetime, most: int
    ) -> tuple[tuple[str, int], ...] | Missing:
        """Functions of an account and region by their greatest concurrency, most first."""
        ...

    def alarm_states(self, place: Resource, names: Sequence[str]) -> Mapping[str, str] | Missing:
        """The state of alarms, by their names; one that is no longer there is left out.

        Args:
            place: Gives account and region.
            names: At most 100.
        """
        ...

    def errors(
        self,
        function: str,
        since: datetime,
        until: datetime,
        ids: Sequence[str] = (),
        log_group: str = "",
    ) -> tuple[LoggedError, ...] | Missing:
        """Error lines a function logged, oldest first; of too many, the newest. `function` is its ARN.

        Args:
            ids: Of failed requests or messages, to be searched for in the same read.
            log_group: Where the function logs; empty for Lambda's usual place.
        """
        ...


class Functions(Protocol):
    """Lambda's configuration. `function` and `source` are ARNs; a version or alias is ignored."""

    def facts(self, function: str) -> FunctionFacts | Missing: ...

    def polling(self, source: str) -> tuple[EventSource, ...] | Missing:
        """The mappings that read a queue or stream, all pages."""
        ...

    def polled_by(self, function: str) -> tuple[EventSource, ...] | Missing:
        """The mappings that invoke a function, all pages."""
        ...

    def async_settings(self, function: str) -> AsyncSettings | Missing: ...

    def limits(self, account: str, region: str) -> AccountLimits | Missing: ...

    def deployment(self, function: str, until: datetime) -> Deployment | Missing:
        """The last change before `until`."""
        ...


class StreamRecord(NamedTuple):
    """One record of a stream, as its service gave it out.

    Attributes:
        data: Kinesis: the bytes; DynamoDB: the record's `dynamodb` part as JSON text.
        key: Partition key, or the item's keys as JSON text.
        event: `INSERT`, `MODIFY`, `REMOVE`; empty for Kinesis.
    """

    sequence: str
    at: datetime | None
    key: str
    data: bytes
    event: str = ""


class RecordRange(NamedTuple):
    """What a range of a shard holds.

    Attributes:
        lost: The first record asked for is gone: trimmed, or the stream does not know it any more.
        complete: Whether everything up to the end was read; else a limit was reached.
        after: Records behind the range that came in the same answer, without a further read.
    """

    records: tuple[StreamRecord, ...]
    lost: bool = False
    complete: bool = True
    after: tuple[StreamRecord, ...] = ()


class LiveSettings(Protocol):
    """The settings that mitigations change, as they are now; names and values are bot.domain.mitigation's.

    `target` is the ARN of a queue, a Kinesis stream, a function or an event source mapping.
    """

    def read(self, target: str) -> Values | Missing:
        """All that may be changed there. `Enabled` is empty while that is just being changed."""
        ...

    def change(self, target: str, values: Values) -> None:
        """Set these; an empty destination is none. Limits and retentions have a value.

        Raises:
            Permanent: Refused, and nothing was changed.
            Transient: Not known whether it was.
        """
        ...

    def unproven(self, role: str, destination: str) -> str:
        """Why nothing proves that a role may write to a destination; empty when it is proven."""
        ...


class Streams(Protocol):
    """Kinesis and DynamoDB streams. Reading takes of the shard's read capacity: a little, and seldom."""

    def facts(self, stream: str) -> StreamFacts | Missing: ...

    def open_shards(self, stream: str) -> tuple[str, ...] | Missing:
        """Ids of the open shards of a Kinesis stream: of very many the first ones."""
        ...

    def read(self, pointer: StreamPointer, most: int) -> RecordRange | Missing:
        """The records of a pointer, by sequence number, at most so many."""
        ...

    def near(self, stream: str, shard: str, at: datetime, most: int) -> RecordRange | Missing:
        """Kinesis: the records that arrived at that time or later. An empty shard: the first open one."""
        ...


class KeptObject(NamedTuple):
    """One object of a bucket; `at` is when it was written, in UTC."""

    key: str
    size: int
    at: datetime


class Listing(NamedTuple):
    """Objects of a bucket by the order of their keys.

    Attributes:
        unread: Why there may be more; empty when these are all.
    """

    objects: tuple[KeptObject, ...] = ()
    unread: str = ""


class Buckets(Protocol):
    """Buckets, by ARN, in which functions leave what failed. `place` gives account and region."""

    def folders(self, place: Resource, bucket: str, prefix: str) -> tuple[str, ...] | Missing:
        """What stands one level below a prefix, each with its slash: of very many the first thousand."""
        ...

    def objects(self, place: Resource, bucket: str, prefix: str, after: str) -> Listing | Missing:
        """Objects under a prefix whose keys come after that one."""
        ...

    def text(self, place: Resource, bucket: str, key: str, most: int) -> str | Missing:
        """An object, undecodable bytes replaced; Missing where it has more bytes than `most`."""
        ...


class Writers(NamedTuple):
    """Whose configuration names a queue as the place for what they give up on.

    Attributes:
        named: None: it was read, and does not name the queue. Several: any of them may have written it.
        why: Why there is none, where there is more to say than that.
    """

    named: tuple[GaveUp, ...]
    why: str = ""


class Feeders(Protocol):
    """Who has a queue as its dead-letter queue or failure destination, by its own configuration."""

    def confirm(self, queue: str, claim: GaveUp) -> Writers | Missing:
        """The writers that fit what a message claims and whose configuration names this queue (an ARN).

        An empty kind asks for what leaves no trace in a message: a subscription with raw delivery.
        """
        ...


class ChannelRateLimitedError(Transient):
    """Slack said 429.

    Attributes:
        retry_after: How long Slack asked to wait; a garbage header counts as 30 s.
    """

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"Slack asks to wait {retry_after}")
        self.retry_after = retry_after


class UnansweredError(Transient):
    """A post may or may not have been accepted: search before posting again."""


class MessageGoneError(Permanent):
    """The message was deleted, or can no longer be edited: post anew."""


class UnfitError(Permanent):
    """Slack refused the content: show it as plain text."""


class ChannelClosedError(Permanent):
    """Archived, unknown, or the bot is not in it: fall back to the default channel."""


class UnauthorisedError(Transient):
    """Slack refused the token, also after re-reading it: repair the secret; nothing is lost meanwhile."""


class Channel(Protocol):
    """Slack outwards. Marker: the id carried as message metadata, by which a lost post is found again."""

    def post(self, channel: str, card: CardView, marker: str) -> str:
        """Post a root message; returns its ts."""
        ...

    def edit(self, channel: str, ts: str, card: CardView, marker: str) -> None: ...

    def reply(self, channel: str, thread_ts: str, reply: ReplyView, marker: str) -> str: ...

    def edit_reply(self, channel: str, ts: str, reply: ReplyView, marker: str) -> None: ...

    def find(self, channel: str, thread_ts: str, marker: str, since: datetime) -> str | None:
        """The ts of the message with that marker; None when there is none, or history may not be read."""
        ...

    def picture(self, channel: str, thread_ts: str, title: str, png: bytes) -> Missing | None:
        """Put a picture into a thread, in one try; why it is not there, or None. Raises nothing."""
        ...


class Pictures(Protocol):
    def of(self, incident: Incident) -> bytes | Missing:
        """The PNG that CloudWatch draws of the incident's metric, in one try. Raises nothing."""
        ...


class Topics(Protocol):
    def publish(self, topic_arn: str, subject: str, text: str) -> None:
        """Tell an SNS topic (SMS, e-mail)."""
        ...


class Answers(Protocol):
    """To the person who asked, and nobody else."""

    def fill(self, view: str, modal: ModalView) -> None:
        """Fill the modal that was opened or answered with a loading view."""
        ...

    def tell(self, click: Click, reply: ReplyView) -> None:
        """Say it so that only they see it; as an ephemeral message once the response_url is used up."""
        ...


class People(Protocol):
    def person(self, user: str, route: Route | None = None) -> Person | Missing:
        """Who a Slack user is; groups are read only when the route asks for them."""
        ...

    def unreachable(
        self, targets: Sequence[Target], route: Route, channel: str, now: datetime
    ) -> tuple[tuple[Target, str], ...]:
        """Which targets would not notice now, and why (Do Not Disturb, deactivated, not in the channel)."""
        ...
