"""A rule of AWS IoT could not do what it should with a device's message, and told its error action.

    {"ruleName", "topic", "cloudwatchTraceId", "clientId", "base64OriginalPayload",
     "failures": [{"failedAction", "failedResource", "errorMessage"}]}

https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html
"""

from bot.domain.dead_letters.dead_letter import DeadLetter, Failure, Origin, Payload, StatedCause
from bot.domain.dead_letters.way_back import NoWayBack
from bot.parsing.told_failure.iot import read as told_failure
from bot.parsing.untrusted import get, items, text
from bot.parsing.wire_format import Wire, WireFormat
from bot.parsing.wrappings import Layer, layer_of, payload_of

_NAME = "iot_error_action"
_WRAPPED = "AWS IoT error action"


def _read(wire: Wire) -> DeadLetter | None:
    layer = next((each for each in wire.layers if _is_error_action(each)), None)
    if layer is None:
        return None
    original = text(get(layer.document, "base64OriginalPayload"), 262_144)
    payload, _ = payload_of(layer_of(original)) if original else (Payload(), 1)
    actions = (text(get(each, "failedAction"), 100) for each in items(get(layer.document, "failures")))
    return DeadLetter(
        format=_NAME,
        via=layer.via,
        origin=Origin(through=layer.through),
        cause=StatedCause(next((each for each in actions if each), "")),
        failure=told_failure(layer) or Failure(),
        payload=payload._replace(wrappings=(_WRAPPED, *payload.wrappings)) if original else payload,
        records=1,
        way_back=NoWayBack(
            "AWS IoT has no call that repeats a rule's action: publish the message to its topic"
        ),
    )


def _is_error_action(layer: Layer) -> bool:
    named = isinstance(get(layer.document, "ruleName"), str)
    return named and isinstance(get(layer.document, "failures"), list)


FORMAT = WireFormat(
    name=_NAME,
    who="a rule of AWS IoT, into the queue or topic of its error action",
    known_by="a body of `ruleName` and `failures`",
    way_back="none: the message must be published to its topic again",
    read=_read,
    names=frozenset({"rulename"}),
)
