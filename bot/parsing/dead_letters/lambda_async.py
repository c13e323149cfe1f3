"""A function's own dead-letter queue or topic: an asynchronous invocation failed for the last time.

Body: the event as it was. Attributes: RequestID, ErrorCode (a Number: the status of the invocation, 200
when the function ran and raised), ErrorMessage (the first KB). Which function it was is not said: only the
functions' configuration tells. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

from itertools import dropwhile

from bot.domain.dead_letters.dead_letter import DeadLetter, Failure, Origin, OriginKind, StatedCause
from bot.domain.dead_letters.way_back import LambdaAsync, NoWayBack, WayBack
from bot.parsing.wire_format import LOOPS, Wire, WireFormat, attribute, looped
from bot.parsing.wrappings import Layer, payload_of

_NAME = "lambda_async"
_STATUS = 3  # digits


def _read(wire: Wire) -> DeadLetter | None:
    layers = tuple(dropwhile(lambda each: not _is_lambdas(each), wire.layers))
    if not layers:
        return None
    layer = layers[0]
    message = attribute(layer.attributes, "ErrorMessage")
    payload, records = payload_of(*layers)
    return DeadLetter(
        format=_NAME,
        via=layer.via,
        origin=Origin(OriginKind.FUNCTION, through=layer.through),
        cause=StatedCause(attribute(layer.attributes, "ErrorCode")),
        failure=Failure("", message, attribute(layer.attributes, "RequestID")),
        payload=payload,
        records=records,
        way_back=_way_back(layer, message),
    )


def _is_lambdas(layer: Layer) -> bool:
    """An error without words leaves no ErrorMessage: SQS takes no empty attribute."""
    if not attribute(layer.attributes, "RequestID"):
        return False
    code = attribute(layer.attributes, "ErrorCode")
    return code.isdigit() and len(code) == _STATUS


def _way_back(layer: Layer, message: str) -> WayBack:
    if looped(message):
        return LOOPS
    if layer.document is None and layer.text.strip() != "null":
        return NoWayBack("its body is not JSON, so it is not an event that Lambda could have dropped")
    return LambdaAsync("", layer.text)


FORMAT = WireFormat(
    name=_NAME,
    who="Lambda, into a function's own dead-letter queue or topic",
    known_by="attributes `RequestID`, `ErrorCode`, `ErrorMessage`",
    way_back="the function, which only its configuration names, is invoked asynchronously with the body",
    read=_read,
    names=frozenset({"requestid"}),
)
