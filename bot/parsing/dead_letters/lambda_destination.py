"""A record of an asynchronous invocation at its destination: queue, topic, event bus or S3 object.

    {"version", "timestamp",
     "requestContext": {"requestId", "functionArn", "condition", "approximateInvokeCount"}, "requestPayload",
     "responseContext": {"statusCode", "executedVersion", "functionError"}, "responsePayload"}

Conditions: RetriesExhausted, EventAgeExceeded, Success. The response is absent when the function never ran.
Payloads are absent where the record had been too large for the destination.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

from typing import Any

from bot.domain.dead_letters.dead_letter import DeadLetter, Failure, Origin, OriginKind, Payload, StatedCause
from bot.domain.dead_letters.way_back import LambdaAsync, NoWayBack, WayBack
from bot.domain.resource.arn import read_arn
from bot.parsing.batch_info import names_batch
from bot.parsing.raw_json import raw_member
from bot.parsing.told_failure.jobs import error_within
from bot.parsing.untrusted import get, has_any, text
from bot.parsing.wire_format import LOOPS, Wire, WireFormat, count, looped
from bot.parsing.wrappings import layer_of, payload_of

_NAME = "lambda_destination"
_MOST_CAUSES = 5
_PAYLOAD = frozenset({"requestpayload"})
_FAILED = frozenset({"retriesexhausted", "eventageexceeded"})


def _read(wire: Wire) -> DeadLetter | None:
    layer = next((each for each in wire.layers if _is_record(each.document)), None)
    if layer is None:
        return None
    context, failure = get(layer.document, "requestContext"), _failure(layer.document)
    event = raw_member(layer.text, "requestPayload", layer.document)
    payload, records = _event(event, get(layer.document, "requestPayload"))
    return DeadLetter(
        format=_NAME,
        via=layer.via,
        origin=Origin(OriginKind.FUNCTION, text(get(context, "functionArn")), through=layer.through),
        cause=StatedCause(
            text(get(context, "condition"), 100), attempts=count(get(context, "approximateInvokeCount"))
        ),
        failure=failure,
        payload=payload,
        records=records,
        way_back=_way_back(context, event, failure),
    )


def _is_record(document: Any) -> bool:
    context = get(document, "requestContext")
    if not isinstance(context, dict):
        return False
    if has_any(document, _PAYLOAD):
        return True
    told = isinstance(get(context, "functionArn"), str) and isinstance(get(context, "condition"), str)
    return told and not names_batch(document)


def _failure(document: Any) -> Failure:
    """The response of a function that raised has the error; of one that never ran there is none."""
    response, request = get(document, "responsePayload"), text(get(document, "requestContext", "requestId"))
    kind, message = text(get(response, "errorType"), 255), text(get(response, "errorMessage"))
    if not kind and not message and (told := error_within(response)):
        kind, message = told.type, told.message
    if cause := _cause(get(response, "cause")):
        message = f"{message}\n{cause}"
    if not kind and not message:
        kind = text(get(document, "responseContext", "functionError"), 255)
        message = text(response)
    return Failure(kind, message, request)


def _cause(given: Any) -> str:
    """What Java's runtime nests below the error, the first of them first."""
    told: list[str] = []
    while isinstance(given, dict) and len(told) < _MOST_CAUSES:
        kind, message = text(get(given, "errorType"), 255), text(get(given, "errorMessage"))
        if kind:
            told.append(f"Caused by: {kind}: {message}")
        given = get(given, "cause")
    return "\n".join(told)


def _event(raw: str, value: Any) -> tuple[Payload, int]:
    if not raw:
        return Payload(), 1
    return payload_of(layer_of(value) if isinstance(value, str) else layer_of(raw, value))


def _way_back(context: Any, event: str, failure: Failure) -> WayBack:
    condition, function = text(get(context, "condition"), 100), text(get(context, "functionArn"))
    arn = read_arn(function)
    if condition.lower() == "success":
        return NoWayBack("the function succeeded: a redrive would do its work twice")
    if condition.lower() not in _FAILED:
        return NoWayBack(
            f"cannot tell whether the function failed: its condition is {condition or 'missing'}"
        )
    if looped(failure.line):
        return LOOPS
    if not event:
        return NoWayBack("Lambda left the event out of the record, which was too large for its destination")
    if arn is None or arn.service != "lambda":
        return NoWayBack("it names no function")
    return LambdaAsync(function, event)


FORMAT = WireFormat(
    name=_NAME,
    who="Lambda, into a function's on-failure (or on-success) destination",
    known_by="`requestContext` with `requestPayload`; bare, in SNS's envelope, or in an event of a bus",
    way_back="the function is invoked asynchronously with `requestPayload`; "
    "`Success` and records without their event are refused",
    read=_read,
    names=frozenset({"requestcontext"}),
)
