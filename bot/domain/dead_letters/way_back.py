"""The one correct way back of a dead letter, or why there is none.

Everything is as the message itself says. ARNs may be empty if only the queue's configuration gives them; a
payload is the exact text to be sent, never a rewritten one.
"""

from collections.abc import Mapping
from typing import NamedTuple

from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.resource.arn import name_of


class SourceQueue(NamedTuple):
    """The message goes back as it is to the queue that SQS moved it from."""

    queue: str

    @property
    def to(self) -> str:
        return self.queue


class LambdaAsync(NamedTuple):
    """The function is invoked once more, asynchronously, with its original event."""

    function: str
    payload: str

    @property
    def to(self) -> str:
        return self.function


class Subscription(NamedTuple):
    """The one subscription that failed gets it; publishing to the topic would send it to all others again.

    Attributes:
        subscription: Its ARN, if the envelope's unsubscribe link names it.
        raw: Whether it is delivered without SNS's envelope.
    """

    topic: str
    subscription: str
    payload: str
    raw: bool = False

    @property
    def to(self) -> str:
        return self.subscription


class RuleTarget(NamedTuple):
    """The one target of an EventBridge rule that failed; PutEvents would reach every rule again.

    Attributes:
        is_event: Whether the payload is the event, so that the target's input transformation is applied
            again; else it is the input already made from it.
    """

    target: str
    rule: str
    payload: str
    is_event: bool = True

    @property
    def to(self) -> str:
        return self.target


class StreamRecords(NamedTuple):
    """The function is invoked synchronously with the records pointed to.

    Attributes:
        payload: The whole failed invocation's event, if the message carries it (S3 destinations);
            then the stream need not be read. Else empty.
    """

    function: str
    pointer: StreamPointer
    payload: str = ""

    @property
    def to(self) -> str:
        return self.function


class ScheduleTarget(NamedTuple):
    """The schedule's target is called with the input it would have had.

    Attributes:
        target: An ARN; `arn:aws:scheduler:::aws-sdk:service:action` names an API action, not a resource.
    """

    target: str
    schedule: str
    payload: str

    @property
    def to(self) -> str:
        return self.target


class PipeTarget(NamedTuple):
    """The pipe's target gets the records pointed to, as a bare list; enrichment is not applied again."""

    pipe: str
    pointer: StreamPointer

    @property
    def to(self) -> str:
        return self.pipe


class NoWayBack(NamedTuple):
    """It can be shown and archived, not redriven."""

    why: str


_HOW: Mapping[type, str] = {
    SourceQueue: "back to its source queue, as it is",
    LambdaAsync: "invoke the function asynchronously with the original event",
    Subscription: "deliver to the one subscription that failed",
    RuleTarget: "deliver to the one target that failed",
    StreamRecords: "read the records and invoke the function synchronously with them",
    ScheduleTarget: "call the schedule's target with the same input",
    PipeTarget: "read the records and call the pipe's target with them",
}


def in_words(way: "WayBack") -> str:
    """How it goes back and where to, or why not: as the message itself says."""
    if isinstance(way, NoWayBack):
        return f"none, {way.why}"
    return f"{how(way)}: {name_of(way.to)}" if way.to else how(way)


def how(way: "Way") -> str:
    return _HOW[type(way)]


Way = SourceQueue | LambdaAsync | Subscription | RuleTarget | StreamRecords | ScheduleTarget | PipeTarget
WayBack = Way | NoWayBack
