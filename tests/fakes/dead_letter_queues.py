"""SQS queues in memory, as far as a redrive and a sample need them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.dead_letter import QueueFacts, ReceivedMessage
from bot.domain.evidence import Missing
from bot.domain.grouping import Resource
from bot.ports.clock import Clock
from bot.ports.dead_letter_queues import Sent


@dataclass
class _Held:
    """A message, hidden until then; only the newest receipt deletes it."""

    message: ReceivedMessage
    visible_at: datetime


@dataclass
class FakeQueue:
    """Attributes: sources are the ARNs of the queues that use this one as their dead-letter queue."""

    arn: str
    held: list[_Held] = field(default_factory=list)
    sources: tuple[str, ...] = ()
    retention: timedelta = timedelta(days=14)
    redrives_to: str = ""
    receives: int = 0

    @property
    def messages(self) -> list[ReceivedMessage]:
        return [each.message for each in self.held]


class FakeDeadLetterQueues:
    """Make queues with `add`, fill them with `put`, look at `queues[arn].messages`.

    Faults: `denied` (ARNs nobody may read), `refused` (message id -> reason of every send), `lost_answers`
    (message ids whose send is accepted and not answered), `stuck` (message id -> reason of every delete).
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.queues: dict[str, FakeQueue] = {}
        self.denied: set[str] = set()
        self.refused: dict[str, str] = {}
        self.lost_answers: set[str] = set()
        self.stuck: dict[str, str] = {}

    def add(self, arn: str, **settings: object) -> FakeQueue:
        self.queues[arn] = FakeQueue(arn, **settings)  # type: ignore[arg-type] # the fields of FakeQueue
        return self.queues[arn]

    def put(self, arn: str, *messages: ReceivedMessage) -> None:
        self.queues[arn].held.extend(_Held(message, self._clock()) for message in messages)

    def facts(self, queue: Resource) -> QueueFacts | Missing:
        if queue.arn in self.denied:
            return Missing(f"denied: allow sqs:GetQueueAttributes on {queue.arn}")
        if queue.arn not in self.queues:
            return Missing(f"there is no queue {queue.arn} any more")
        found = self.queues[queue.arn]
        hidden = sum(each.visible_at > self._clock() for each in found.held)
        return QueueFacts(
            arn=found.arn,
            url=f"https://sqs.test/{queue.account}/{queue.name}",
            visible=len(found.held) - hidden,
            in_flight=hidden,
            delayed=0,
            retention_seconds=int(found.retention.total_seconds()),
            visibility_seconds=30,
            fifo=queue.name.endswith(".fifo"),
            redrives_to=found.redrives_to,
            max_receives=3 if found.redrives_to else 0,
        )

    def sources(self, queue: Resource) -> tuple[str, ...] | Missing:
        if queue.arn in self.denied:
            return Missing(f"denied: allow sqs:ListDeadLetterSourceQueues on {queue.arn}")
        return self.queues[queue.arn].sources if queue.arn in self.queues else ()

    def receive(
        self, queue: QueueFacts, most: int, hide_for: timedelta, wait: timedelta
    ) -> tuple[ReceivedMessage, ...]:
        found = self.queues[queue.arn]
        found.receives += 1
        visible = [each for each in found.held if each.visible_at <= self._clock()][:most]
        for each in visible:
            count = each.message.receive_count + 1
            each.visible_at = self._clock() + hide_for
            each.message = each.message._replace(
                receipt=f"{each.message.message_id}#{count}",
                system={**each.message.system, "ApproximateReceiveCount": str(count)},
            )
        return tuple(each.message for each in visible)

    def put_back(self, queue: QueueFacts, messages: Sequence[ReceivedMessage]) -> None:
        receipts = {message.receipt for message in messages}
        for each in self.queues[queue.arn].held:
            if each.message.receipt in receipts:
                each.visible_at = self._clock()

    def send(self, destination_arn: str, messages: Sequence[ReceivedMessage]) -> Sent:
        if destination_arn not in self.queues:
            gone = f"there is no queue {destination_arn} any more"
            return Sent(frozenset(), {message.message_id: gone for message in messages})
        refused = {m.message_id: self.refused[m.message_id] for m in messages if m.message_id in self.refused}
        going = [message for message in messages if message.message_id not in refused]
        self.put(destination_arn, *(self._copy(message) for message in going))
        unanswered = frozenset(message.message_id for message in going) & self.lost_answers
        return Sent(frozenset(message.message_id for message in going) - unanswered, refused, unanswered)

    def _copy(self, message: ReceivedMessage) -> ReceivedMessage:
        kept = {"AWSTraceHeader", "MessageGroupId"} & message.system.keys()
        sent_at = str(int(self._clock().timestamp() * 1000))
        return message._replace(
            message_id=f"{message.message_id}-copy",
            receipt="",
            system={name: message.system[name] for name in kept} | {"SentTimestamp": sent_at},
        )

    def delete(self, queue: QueueFacts, messages: Sequence[ReceivedMessage]) -> Mapping[str, str]:
        stuck = {m.message_id: self.stuck[m.message_id] for m in messages if m.message_id in self.stuck}
        receipts = {message.receipt for message in messages if message.message_id not in stuck}
        found = self.queues[queue.arn]
        found.held = [each for each in found.held if each.message.receipt not in receipts]
        return stuck
