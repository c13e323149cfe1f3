"""The event that a dead letter's consumer would get, rebuilt where the letter says all that it takes.

    SQS            {"Records": [{"messageId", "body", "attributes", "messageAttributes", "eventSource", ...}]}
    SNS            {"Records": [{"EventSource": "aws:sns", "EventSubscriptionArn", "Sns": {...}}]}
    anything else  the payload, as it is

https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html and with-sns.html
"""

import base64
import hashlib
import json
from typing import Any, NamedTuple

from bot.domain.dead_letters.dead_letter import DeadLetter, MessageAttribute, ReceivedMessage
from bot.domain.dead_letters.way_back import (
    LambdaAsync,
    NoWayBack,
    PipeTarget,
    RuleTarget,
    ScheduleTarget,
    SourceQueue,
    StreamRecords,
    Subscription,
)
from bot.domain.resource.arn import as_arn, read_arn
from bot.parsing.sns_event import sns_event
from bot.parsing.untrusted import get, parsed, text

EVENT, SNS = "event", "sns"
_POINTS = "it only points to records of a stream: what they hold is not in it"
_WHICH = "say which with --as"
# Never a real one: whoever has it could delete the message.
_RECEIPT = "rehearsal"


class FunctionEvent(NamedTuple):
    """Attributes: text is the JSON that the function is invoked with."""

    text: str


class NotRebuilt(NamedTuple):
    why: str


def event_of(message: ReceivedMessage, letter: DeadLetter, given_as: str = "") -> FunctionEvent | NotRebuilt:
    """The event, exact where the letter is.

    Args:
        given_as: What a person says of how the function gets it: `event`, `sns`, or the ARN of the queue that
            it reads. Only heeded where the letter leaves that open.
    """
    match letter.way_back:
        case SourceQueue(queue):
            return _from_queue(message, queue)
        case LambdaAsync(payload=payload):
            return _as_it_is(payload)
        case StreamRecords() | PipeTarget():
            return _of_stream(letter.way_back)
        case Subscription(subscription=subscription):
            return _subscribed(message, subscription, given_as)
        case RuleTarget():
            return _of_rule(message, letter.way_back, given_as)
        case ScheduleTarget():
            return _scheduled(letter.way_back)
        case NoWayBack(why):
            return _without_way(message, letter, why, given_as)


def _as_it_is(payload: str) -> FunctionEvent | NotRebuilt:
    if parsed(payload) is None and payload.strip() != "null":
        return NotRebuilt("its payload is no JSON, and a function gets nothing else")
    return FunctionEvent(payload)


def _is_function(arn: str) -> bool:
    return as_arn(arn).service == "lambda"


def _is_queue(arn: str) -> bool:
    read = read_arn(arn)
    return read is not None and read.service == "sqs"


def _subscribed(message: ReceivedMessage, subscription: str, given_as: str) -> FunctionEvent | NotRebuilt:
    if _is_queue(given_as):
        return _from_queue(message, given_as)
    if given_as != SNS:
        return NotRebuilt(
            "only the subscription tells whether the function itself is subscribed, or a queue it reads: "
            f"{_WHICH} sns, or --as and the queue's ARN"
        )
    if not subscription:
        return NotRebuilt("its envelope does not name the subscription, which the function's event has")
    return FunctionEvent(sns_event(message.body, subscription))


def _of_stream(way: StreamRecords | PipeTarget) -> FunctionEvent | NotRebuilt:
    """Only what lies in a bucket has the records themselves."""
    payload = way.payload if isinstance(way, StreamRecords) else ""
    return _as_it_is(payload) if payload else NotRebuilt(_POINTS)


def _scheduled(way: ScheduleTarget) -> FunctionEvent | NotRebuilt:
    if _is_function(way.target):
        return _as_it_is(way.payload)
    return NotRebuilt(f"its schedule calls {way.target}, which is no function")


def _of_rule(message: ReceivedMessage, way: RuleTarget, given_as: str) -> FunctionEvent | NotRebuilt:
    if way.is_event and given_as != EVENT:
        return NotRebuilt(
            "only the rule tells whether it makes something else of the event for this target: where it does "
            "not, say --as event"
        )
    if _is_function(way.target):
        return _as_it_is(way.payload)
    if _is_queue(way.target):
        return _from_queue(message._replace(attributes={}), way.target)
    return NotRebuilt(f"its target is {way.target}, which is neither a function nor a queue")


def _without_way(
    message: ReceivedMessage, letter: DeadLetter, why: str, given_as: str
) -> FunctionEvent | NotRebuilt:
    if letter.format == "record_and_exception":
        record = get(parsed(message.body), "record")
        if text(get(record, "eventSource")).startswith("aws:"):
            return FunctionEvent(_dumped({"Records": [record]}))
    if letter.format != "unknown":
        return NotRebuilt(why)
    if _is_queue(given_as):
        return _from_queue(message, given_as)
    if given_as == EVENT:
        return _as_it_is(message.body)
    return NotRebuilt(
        f"nothing in it tells how the function got it: {_WHICH} event, where the body is the event, or with "
        "--as and the ARN of the queue that it reads"
    )


# -- SQS


def _from_queue(message: ReceivedMessage, queue: str) -> FunctionEvent:
    """As it would come if it went back now: received for the first time, and by a receipt of nobody."""
    system = {name: value for name, value in message.system.items() if name != "DeadLetterQueueSourceArn"}
    body = message.body.encode("utf-8", "surrogatepass")
    record = {
        "messageId": message.message_id,
        "receiptHandle": _RECEIPT,
        "body": message.body,
        "attributes": system | {"ApproximateReceiveCount": "1"},
        "messageAttributes": {name: _attribute(value) for name, value in message.attributes.items()},
        "md5OfBody": hashlib.md5(body, usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": queue,
        "awsRegion": as_arn(queue).region,
    }
    return FunctionEvent(_dumped({"Records": [record]}))


def _attribute(value: MessageAttribute) -> dict[str, Any]:
    named: dict[str, Any] = {"stringListValues": [], "binaryListValues": [], "dataType": value.data_type}
    if value.binary is not None:
        return named | {"binaryValue": base64.b64encode(value.binary).decode()}
    return named | {"stringValue": value.string or ""}


def _dumped(event: Any) -> str:
    return json.dumps(event)
