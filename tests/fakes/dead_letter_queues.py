"""SQS queues in memory, as far as a redrive and a sample need them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.dead_letters.dead_letter import QueueFacts, ReceivedMessage
from bot.domain.dead_letters.fifo_order import after, firsts
from bot.domain.evidence.missing import Missing
from bot.domain.redrive.sqs_answers import Sent, Undeleted
from bot.domain.resource.grouping import Resource
from bot.ports.clock import Clock


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

    A FIFO queue gives out nothing of a group of which something is hidden, and takes a copy once.

    Faults: `denied` (ARNs nobody may read), `refused` (message id -> reason of every send), `held_up` (id ->
    why not for now), `lost_answers` (message ids whose send is accepted and not answered), `stuck` (message
    id -> why it cannot be deleted).
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.queues: dict[str, FakeQueue] = {}
        self.denied: set[str] = set()
        self.refused: dict[str, str] = {}
        self.lost_answers: set[str] = set()
        self.held_up: dict[str, str] = {}
        self.stuck: dict[str, Undeleted] = {}

    def add(self, arn: str, **settings: object) -> FakeQueue:
        self.queues[arn] = FakeQueue(arn, **settings)  # type: ignore[arg-type] # the fields of FakeQueue
        return self.queues[arn]

    def put(self, arn: str, *messages: ReceivedMessage) -> None:
        self.queues[arn].held.extend(_Held(message, self._clock()) for message in messages)

    def facts(self, queue: Resource) -> QueueFacts | Missing:
        if queue.arn in self.denied:
            return Missing(f"denied: allow sqs:GetQueueAttributes on {queue.arn}")
        if queue.arn not in self.queues:
            return Missing(f"there is no queue {queue.arn} any more", gone=True)
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
        visible = [each for each in found.held if each.visible_at <= self._clock()]
        if queue.fifo:
            hidden = {each.message.group for each in found.held if each.visible_at > self._clock()}
            visible = [each for each in visible if each.message.group not in hidden]
        visible = visible[:most]
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
        accepted, unanswered = set[str](), set[str]()
        refused, later = dict[str, str](), dict[str, str]()
        waiting, fifo = messages, destination_arn.endswith(".fifo")
        while waiting:
            for each in firsts(waiting) if fifo else waiting:
                key = each.message_id
                if key in self.refused:
                    refused[key] = self.refused[key]
                elif key in self.held_up:
                    later[key] = self.held_up[key]
                else:
                    self._take(destination_arn, each)
                    (unanswered if key in self.lost_answers else accepted).add(key)
            waiting = after(waiting, accepted) if fifo else ()
        copies = {each: f"{each}-copy" for each in accepted}
        return Sent(frozenset(accepted), refused, frozenset(unanswered), later, copies)

    def _take(self, arn: str, message: ReceivedMessage) -> None:
        copy = self._copy(message)
        if not (
            arn.endswith(".fifo")
            and any(each.message_id == copy.message_id for each in self.queues[arn].messages)
        ):
            self.put(arn, copy)

    def _copy(self, message: ReceivedMessage) -> ReceivedMessage:
        kept = {"AWSTraceHeader", "MessageGroupId"} & message.system.keys()
        sent_at = str(int(self._clock().timestamp() * 1000))
        return message._replace(
            message_id=f"{message.message_id}-copy",
            receipt="",
            system={name: message.system[name] for name in kept} | {"SentTimestamp": sent_at},
        )

    def delete(self, queue: QueueFacts, messages: Sequence[ReceivedMessage]) -> Mapping[str, Undeleted]:
        stuck = {m.message_id: self.stuck[m.message_id] for m in messages if m.message_id in self.stuck}
        found = self.queues[queue.arn]
        known = {each.message.message_id: each.message.receipt for each in found.held}
        for each in messages:
            if known.get(each.message_id, each.receipt) != each.receipt:
                stuck.setdefault(each.message_id, Undeleted("its receipt handle has expired"))
        receipts = {message.receipt for message in messages if message.message_id not in stuck}
        found.held = [each for each in found.held if each.message.receipt not in receipts]
        return stuck
