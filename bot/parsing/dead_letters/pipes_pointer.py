"""EventBridge Pipes gave up on a batch of a stream: where the records are, not what they are.

    {"context": {"partnerResourceArn", "condition"}, "version", "timestamp",
     "KinesisBatchInfo" or "DDBStreamBatchInfo": {...}}

A pipe that reads a queue leaves that to the queue's own redrive policy.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
"""

from typing import Any

from bot.domain.dead_letters.dead_letter import DeadLetter, Failure, Origin, OriginKind, Payload, StatedCause
from bot.domain.dead_letters.way_back import NoWayBack, PipeTarget, WayBack
from bot.domain.resource.arn import read_arn
from bot.parsing.batch_info import BatchInfo, batch_info
from bot.parsing.untrusted import get, text
from bot.parsing.wire_format import Wire, WireFormat
from bot.parsing.wrappings import Layer

_NAME = "pipes_pointer"


def _read(wire: Wire) -> DeadLetter | None:
    for layer in wire.layers:
        named = get(layer.document, "context", "partnerResourceArn") is not None
        if named and (info := batch_info(layer.document)):
            return _letter(layer, info)
    return None


def _letter(layer: Layer, info: BatchInfo) -> DeadLetter:
    context: Any = get(layer.document, "context")
    pipe = text(get(context, "partnerResourceArn"))
    return DeadLetter(
        format=_NAME,
        via=layer.via,
        origin=Origin(OriginKind.PIPE, pipe, through=info.pointer.stream if info.pointer else info.stream),
        cause=StatedCause(text(get(context, "condition"), 100)),
        failure=Failure(),
        payload=Payload(),
        records=info.size or 1,
        way_back=_way_back(info, pipe),
        pointer=info.pointer,
    )


def _way_back(info: BatchInfo, pipe: str) -> WayBack:
    if info.pointer is None:
        return NoWayBack(info.why)
    arn = read_arn(pipe)
    if arn is None or arn.service != "pipes":
        return NoWayBack("it names no pipe")
    return PipeTarget(pipe, info.pointer)


FORMAT = WireFormat(
    name=_NAME,
    who="EventBridge Pipes, when it gave up on records of a stream",
    known_by="`KinesisBatchInfo` or `DDBStreamBatchInfo`, with `context.partnerResourceArn`",
    way_back="the pipe's target gets the records as a list; enrichment is not applied again",
    read=_read,
    names=frozenset({"context"}),
)
