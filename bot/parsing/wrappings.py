"""Messages in messages: what AWS wrapped around the original, removed layer by layer.

    SNS in SQS                 {"Type": "Notification", "TopicArn", "Message": "..."}
    EventBridge in SQS or SNS  {"detail-type", "source", "detail": {...}}
    a function's event         {"Records": [{"eventSource": "aws:sqs", "body"}]}, {"Records": [{"Sns"}]}

An S3 notification can lie three layers deep: in SNS, in SQS, in a function's event.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bot.domain.dead_letters.dead_letter import MessageAttribute, Payload
from bot.domain.resource.arn import as_arn
from bot.parsing.body import decode
from bot.parsing.raw_json import raw_member
from bot.parsing.received_message import read_attributes
from bot.parsing.untrusted import get, parsed, text

_DEEPEST = 5
_LAMBDA_RESULT = "Lambda Function Invocation Result"


class Layer(NamedTuple):
    """A message, or what one carried.

    Attributes:
        text: Exactly as it came.
        document: What the text is as JSON; None for what is none.
        name: What it was taken out of; empty for the outermost.
        through: ARN of the topic or bus it came through; empty for the outermost.
    """

    text: str
    document: Any
    attributes: Mapping[str, str]
    name: str = ""
    via: str = "queue"
    through: str = ""


def outermost(body: str, attributes: Mapping[str, MessageAttribute]) -> Layer:
    body = body.removeprefix("\ufeff")
    return Layer(body, parsed(body), _texts(attributes))


def carried(layer: Layer) -> Iterator[Layer]:
    """The layer and what lies in it, as far as AWS itself wraps its own dead letters: SNS, and Lambda's
    results on a bus.
    """
    inner: Layer | None = layer
    for _ in range(_DEEPEST):
        if inner is None:
            return
        yield inner
        inner = from_topic(inner) or (_from_bus(inner) if _is_lambda_result(inner.document) else None)


def payload_of(layer: Layer) -> tuple[Payload, int]:
    """What it is about, for people, and how many records that is."""
    names: list[str] = []
    for _ in range(_DEEPEST):
        inner = from_topic(layer) or _from_bus(layer) or _from_record(layer)
        if inner is None:
            break
        names.append(inner.name)
        layer = inner
    if isinstance(layer.document, dict | list):
        size = len(layer.text.encode("utf-8", "replace"))
        return Payload(layer.text, "JSON", size, tuple(names)), records_in(layer.document)
    decoded = decode(layer.text)
    payload = Payload(decoded.text, decoded.encoding, decoded.size, tuple(names), decoded.whole)
    return payload, 1 if decoded.encoding == "text" or decoded.binary else records_in(parsed(decoded.text))


def records_in(document: Any, depth: int = 0) -> int:
    """How many records a message stands for: 1 unless it is a batch."""
    if depth > _DEEPEST:
        return 1
    if is_notification(document):
        return records_in(parsed(text_of(get(document, "Message"))), depth + 1)
    records = get(document, "Records")
    if isinstance(records, list):
        return sum(records_in(_inside(each), depth + 1) for each in records)
    if isinstance(document, list) and document and all(isinstance(each, dict) for each in document):
        return len(document)
    return 1


def is_notification(document: Any) -> bool:
    """Whether it is SNS's envelope."""
    return (
        get(document, "Type") == "Notification"
        and isinstance(get(document, "TopicArn"), str)
        and get(document, "Message") is not None
    )


def is_event(document: Any) -> bool:
    """Whether it is an event of EventBridge."""
    return isinstance(get(document, "detail-type"), str) and isinstance(get(document, "source"), str)


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def from_topic(layer: Layer) -> Layer | None:
    if not is_notification(layer.document):
        return None
    topic = text(get(layer.document, "TopicArn"))
    return Layer(
        *_member(layer, "Message"),
        attributes=_texts(read_attributes(get(layer.document, "MessageAttributes"))),
        name="SNS notification",
        via="topic",
        through=topic,
    )


def _from_bus(layer: Layer) -> Layer | None:
    if not is_event(layer.document) or get(layer.document, "detail") is None:
        return None
    resources = get(layer.document, "resources")
    buses = (
        [each for each in resources if as_arn(text(each)).kind == "event-bus"]
        if isinstance(resources, list)
        else []
    )
    return Layer(
        *_member(layer, "detail"),
        attributes={},
        name="EventBridge event",
        via="bus",
        through=text(next(iter(buses), "")),
    )


def _from_record(layer: Layer) -> Layer | None:
    """The message of a function's SQS or SNS event, where it is the only one."""
    records = get(layer.document, "Records")
    if not isinstance(records, list) or len(records) != 1:
        return None
    kind = text(get(records[0], "eventSource"))
    inside = _inside_text(records[0])
    if inside is None or kind not in {"aws:sqs", "aws:sns"}:
        return None
    name = "SQS event" if kind == "aws:sqs" else "SNS event"
    return Layer(inside, parsed(inside), {}, name)


def _is_lambda_result(document: Any) -> bool:
    return get(document, "source") == "lambda" and text(get(document, "detail-type")).startswith(
        _LAMBDA_RESULT
    )


def _inside(record: Any) -> Any:
    inside = _inside_text(record)
    return None if inside is None else parsed(inside)


def _inside_text(record: Any) -> str | None:
    found = get(record, "body") if get(record, "eventSource") == "aws:sqs" else get(record, "Sns", "Message")
    return found if isinstance(found, str) else None


def _member(layer: Layer, key: str) -> tuple[str, Any]:
    """A member's own text: of a string what it holds, of anything else how it is written."""
    value = get(layer.document, key)
    if isinstance(value, str):
        return value, parsed(value)
    return raw_member(layer.text, key), value


def _texts(attributes: Mapping[str, MessageAttribute]) -> dict[str, str]:
    return {name: value.string for name, value in attributes.items() if value.string is not None}
