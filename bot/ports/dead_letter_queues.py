"""The team's queues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from bot.domain.dead_letters.dead_letter import QueueFacts, ReceivedMessage
    from bot.domain.evidence.missing import Missing
    from bot.domain.redrive.sqs_answers import Sent, Undeleted
    from bot.domain.resource.grouping import Resource


class DeadLetterQueues(Protocol):
    """The team's queues. Every call that may be denied returns Missing with the statement to add."""

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
        """Make received messages visible again at once; an expired handle is no error."""
        ...

    def send(self, destination_arn: str, messages: Sequence[ReceivedMessage]) -> Sent:
        """Send copies, byte for byte with all attributes, in batches within SQS's size.

        To a FIFO queue each group is sent in order, and stops at the first message not accepted.
        """
        ...

    def delete(self, queue: QueueFacts, messages: Sequence[ReceivedMessage]) -> Mapping[str, Undeleted]:
        """Delete by receipt handle; returns message ids that could not be deleted, with the reason."""
        ...


class LookedIntoQueues(Protocol):
    """What a look asks of the team's queues: failures are Missing, also from `receive` and `put_back`."""

    def facts(self, queue: Resource) -> QueueFacts | Missing: ...

    def sources(self, queue: Resource) -> tuple[str, ...] | Missing: ...

    def receive(
        self, queue: QueueFacts, most: int, hide_for: timedelta, wait: timedelta
    ) -> tuple[ReceivedMessage, ...] | Missing: ...

    def put_back(self, queue: QueueFacts, messages: Sequence[ReceivedMessage]) -> Missing | None: ...
