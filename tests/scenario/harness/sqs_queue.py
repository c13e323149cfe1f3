"""One SQS queue, as far as its time matters: delays, visibility, receive counts, dead letters, retention.

Facts: Amazon SQS Developer Guide, "Visibility timeout", "Dead-letter queues", "Exactly-once processing".
"""

import hashlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]
# A FIFO queue takes a deduplication id once in this time.
DEDUPLICATION = timedelta(minutes=5)


@dataclass(slots=True, kw_only=True)
class Stored:
    """A message in a queue.

    Attributes:
        sent_at: A standard queue keeps it through the move to the dead-letter queue; a FIFO queue does not.
        receipt: Of the last receive; older ones open nothing any more.
    """

    id: str
    body: str
    sent_at: datetime
    visible_at: datetime
    attributes: Mapping[str, Json] = field(default_factory=dict)
    system: dict[str, str] = field(default_factory=dict)
    receives: int = 0
    first_received_at: datetime | None = None
    receipt: str = ""

    @property
    def content(self) -> tuple[str, str]:
        """What must survive a move: the body and every attribute."""
        return self.body, repr(sorted(self.attributes.items()))


class Queue:
    """Attributes: moves_to and max_receives are its redrive policy; None and 0 without one."""

    _numbers = itertools.count(1)

    def __init__(
        self,
        arn: str,
        clock: Callable[[], datetime],
        *,
        visibility: timedelta = timedelta(seconds=30),
        retention: timedelta = timedelta(days=4),
        delay: timedelta = timedelta(0),
        moves_to: "Queue | None" = None,
        max_receives: int = 0,
    ) -> None:
        self.arn = arn
        self.visibility = visibility
        self.retention = retention
        self.moves_to = moves_to
        self.max_receives = max_receives
        self.messages: list[Stored] = []
        self._delay = delay
        self._clock = clock
        self._deduplicated: dict[str, tuple[datetime, str]] = {}

    @property
    def name(self) -> str:
        return self.arn.rpartition(":")[2]

    @property
    def url(self) -> str:
        _, _, _, region, account, name = self.arn.split(":")
        return f"https://sqs.{region}.amazonaws.com/{account}/{name}"

    @property
    def fifo(self) -> bool:
        return self.name.endswith(".fifo")

    def send(
        self,
        body: str,
        *,
        attributes: Mapping[str, Json] | None = None,
        system: Mapping[str, str] | None = None,
        delay: timedelta | None = None,
    ) -> str:
        """Returns the message id; a FIFO duplicate is accepted and not delivered."""
        now, kept = self._clock(), dict(system or {})
        key = kept.get("MessageDeduplicationId", "")
        if key in self._deduplicated and now - self._deduplicated[key][0] < DEDUPLICATION:
            return self._deduplicated[key][1]
        number = next(self._numbers)
        message = Stored(
            id=f"00000000-0000-4000-8000-{number:012}",
            body=body,
            sent_at=now,
            visible_at=now + (self._delay if delay is None else delay),
            attributes=dict(attributes or {}),
            system=kept,
        )
        self.messages.append(message)
        if key:
            self._deduplicated[key] = (now, message.id)
        return message.id

    def receive(self, most: int, hide_for: timedelta | None = None) -> list[Stored]:
        """What is visible now, oldest first; what was received too often moves on instead."""
        self.expire()
        now, taken = self._clock(), list[Stored]()
        blocked = {self._group(each) for each in self.messages if self.fifo and self._hidden(each, now)}
        for message in [each for each in self.messages if each.visible_at <= now]:
            if len(taken) == most:
                break
            if self.fifo and self._group(message) in blocked:
                continue
            if self.moves_to is not None and message.receives >= self.max_receives:
                self._move(message, now)
                continue
            message.receives += 1
            message.first_received_at = message.first_received_at or now
            message.visible_at = now + (self.visibility if hide_for is None else hide_for)
            message.receipt = f"{message.id}#{message.receives}"
            taken.append(message)
        return taken

    def held(self, receipt: str) -> Stored | None:
        """The message a receipt opens; None when it is gone or was received again since."""
        return next((each for each in self.messages if each.receipt == receipt and receipt), None)

    def delete(self, receipt: str) -> None:
        self.messages = [each for each in self.messages if each.receipt != receipt]

    def expire(self) -> None:
        now = self._clock()
        self.messages = [each for each in self.messages if now < each.sent_at + self.retention]

    def counts(self) -> tuple[int, int, int]:
        """Visible, in flight, delayed."""
        self.expire()
        now = self._clock()
        waiting = [each for each in self.messages if each.visible_at > now]
        flying = sum(each.receives > 0 for each in waiting)
        return len(self.messages) - len(waiting), flying, len(waiting) - flying

    def next_visible(self) -> datetime | None:
        """When the next hidden or delayed message comes into sight."""
        now = self._clock()
        return min((each.visible_at for each in self.messages if each.visible_at > now), default=None)

    def contents(self) -> Iterator[tuple[str, str]]:
        return (each.content for each in self.messages)

    def system_attributes(self, message: Stored) -> dict[str, str]:
        """As a receive tells them: all strings, times in epoch milliseconds."""
        return {
            "SenderId": "AIDACKCEVSQ6C2EXAMPLE",
            "SentTimestamp": _milliseconds(message.sent_at),
            "ApproximateReceiveCount": str(message.receives),
            "ApproximateFirstReceiveTimestamp": _milliseconds(message.first_received_at or message.sent_at),
            **message.system,
        }

    def _move(self, message: Stored, now: datetime) -> None:
        """SQS moves lazily, on the receive that would be one too many; the message keeps its id."""
        if self.moves_to is None:
            return
        self.messages.remove(message)
        message.system["DeadLetterQueueSourceArn"] = self.arn
        message.visible_at, message.receipt = now, ""
        if self.fifo:
            message.sent_at = now
        self.moves_to.messages.append(message)

    def _hidden(self, message: Stored, now: datetime) -> bool:
        return message.receives > 0 and message.visible_at > now

    def _group(self, message: Stored) -> str:
        return message.system.get("MessageGroupId", message.id)


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - what SQS answers with


def _milliseconds(at: datetime) -> str:
    return str(int(at.timestamp() * 1000))
