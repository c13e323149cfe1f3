"""What a redrive would do, decided before anything moves."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.domain.alarm_kind import Action, AlarmKind
from bot.domain.dead_letter import QueueFacts, ReceivedMessage
from bot.domain.evidence import Evidence, Failing, Missing
from bot.domain.incident import Incident, Refused


class RedrivePlan(NamedTuple):
    """Attributes: warnings are what a person should know before pressing; none of them forbids it."""

    queue: str
    destinations: tuple[str, ...]
    planned: int
    sent_before: datetime
    warnings: tuple[str, ...] = ()


def plan_redrive(
    incident: Incident,
    kind: AlarmKind,
    queue: QueueFacts | Missing,
    sources: Sequence[str] | Missing,
    now: datetime,
) -> RedrivePlan | Refused:
    """The plan of a redrive of a whole queue, or why there is none."""
    if Action.REDRIVE not in kind.actions:
        return Refused("There is nothing to redrive here: this alarm is not about a dead-letter queue.")
    if incident.live_job:
        return Refused("A redrive of this queue is already running.")
    if isinstance(queue, Missing):
        return Refused(f"The queue could not be read: {queue.reason}")
    if isinstance(sources, Missing):
        return Refused(f"Where its messages came from could not be read: {sources.reason}")
    if not sources:
        return Refused("No queue uses this one as its dead-letter queue, so there is no known way back.")
    standing = queue.visible + queue.in_flight + queue.delayed
    if standing == 0:
        return Refused("The queue is empty: there is nothing to redrive.")
    return RedrivePlan(queue.arn, tuple(sources), standing, now, _warnings(incident.evidence, queue))


def _warnings(evidence: Evidence | None, queue: QueueFacts) -> tuple[str, ...]:
    """What is most likely to do harm first: people press before they have read the last line."""
    warnings = [*_of_the_consumer(evidence)]
    if queue.fifo:
        warnings.append("Order will change: newer messages of a group may already have been processed.")
    warnings.append("The consumer may see these messages a second time: it must be idempotent.")
    if queue.in_flight:
        warnings.append(f"{queue.in_flight} are in flight and can only be moved once they are visible again.")
    return tuple(warnings)


def _of_the_consumer(evidence: Evidence | None) -> tuple[str, ...]:
    failing = evidence.failing if evidence else None
    if evidence is None or not isinstance(failing, Failing):
        return ("Whether the consumer still fails could not be read.",)
    if evidence.errors_stopped:
        return ()
    return ("The consumer failed lately: fix it first, or they will come back.",)


def may_move(message: ReceivedMessage, sent_before: datetime, destinations: Sequence[str]) -> str:
    """Why a received message stays where it is; empty when it goes back to its source.

    A message without DeadLetterQueueSourceArn was not put here by SQS itself, so its source queue is not
    its way back; one sent after the plan was redriven before and came back.
    """
    if not message.source:
        return "not put here by SQS, so it has no source queue"
    if message.source not in destinations:
        return f"its source {message.source} does not use this queue any more"
    if message.sent_at is None or message.sent_at > sent_before:
        return "arrived after the redrive began"
    return ""
