"""A function gave up on a batch of a Kinesis or DynamoDB stream: where the records are, not what they are.

    {"requestContext": {"requestId", "functionArn", "condition", "approximateInvokeCount"}, "responseContext",
     "version", "timestamp", "KinesisBatchInfo" or "DDBStreamBatchInfo": {...}, "payload" at S3 only}

Conditions: RetryAttemptsExhausted, RecordAgeExceeded (then without a response). `functionError` is null
when the function reported single records as failed. The records may be gone while the message lives on.
https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
"""

from bot.domain.dead_letters.dead_letter import DeadLetter, Failure, Origin, OriginKind, Payload, StatedCause
from bot.domain.dead_letters.way_back import NoWayBack, StreamRecords, WayBack
from bot.domain.resource.arn import read_arn
from bot.parsing.batch_info import BatchInfo, batch_info
from bot.parsing.untrusted import get, text
from bot.parsing.wire_format import Wire, WireFormat, count
from bot.parsing.wrappings import Layer, member, payload_of

_NAME = "stream_pointer"


def _read(wire: Wire) -> DeadLetter | None:
    for layer in wire.layers:
        invoked = isinstance(get(layer.document, "requestContext"), dict)
        if invoked and (info := batch_info(layer.document)):
            return _letter(layer, info)
    return None


def _letter(layer: Layer, info: BatchInfo) -> DeadLetter:
    context = get(layer.document, "requestContext")
    function, event = text(get(context, "functionArn")), _event(layer)
    payload, counted = payload_of(event) if event else (Payload(), 1)
    return DeadLetter(
        format=_NAME,
        via=layer.via,
        origin=Origin(
            OriginKind.STREAM, info.pointer.stream if info.pointer else info.stream, through=function
        ),
        cause=StatedCause(
            text(get(context, "condition"), 100), attempts=count(get(context, "approximateInvokeCount"))
        ),
        failure=Failure(
            text(get(layer.document, "responseContext", "functionError"), 255),
            request_id=text(get(context, "requestId")),
        ),
        payload=payload,
        records=info.size or counted,
        way_back=_way_back(info, function, event),
        pointer=info.pointer,
    )


def _event(layer: Layer) -> Layer | None:
    """S3 gets the invocation's whole event, which is documented as a string of JSON and recorded as JSON."""
    written = isinstance(get(layer.document, "payload"), str | dict)
    return member(layer, "payload") if written else None


def _way_back(info: BatchInfo, function: str, event: Layer | None) -> WayBack:
    if info.pointer is None:
        return NoWayBack(info.why)
    arn = read_arn(function)
    if arn is None or arn.service != "lambda":
        return NoWayBack("it names no function")
    readable = event is not None and isinstance(event.document, dict)
    return StreamRecords(function, info.pointer, event.text if event and readable else "")


FORMAT = WireFormat(
    name=_NAME,
    who="Lambda, when it gave up on records of a Kinesis or DynamoDB stream",
    known_by="`KinesisBatchInfo`, `DDBStreamBatchInfo` or another `…BatchInfo`, with `requestContext`",
    way_back="the records are read while the stream still has them, and the function invoked synchronously; "
    "pointers into other sources are refused",
    read=_read,
    names=frozenset({"requestcontext"}),
)
