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
from bot.parsing.body import Decoded, decode
from bot.parsing.raw_json import raw_member
from bot.parsing.received_message import read_attributes
from bot.parsing.untrusted import Members, get, has_any, parsed, text

_DEEPEST = 5
# Without a member of one of these names it wraps nothing.
_WRAPPING = frozenset({"type", "detail-type", "records"})
_NONE: Mapping[str, MessageAttribute] = {}
_NO_TEXTS = Members({})
_LAMBDA_RESULT = "Lambda Function Invocation Result"


class Layer(NamedTuple):
    """A message, or what one carried.

    Attributes:
        text: Exactly as it came.
        document: What the text is as JSON; None for what is none.
        name: What it was taken out of; empty for the outermost.
        through: ARN of the topic or bus it came through; empty for the outermost.
        decoded: What the text says, where it is no object and no list.
        content: What that is as JSON; None for what is none, and where nothing had to be decoded.
    """

    text: str
    document: Any
    attributes: Members
    name: str = ""
    via: str = "queue"
    through: str = ""
    decoded: Decoded | None = None
    content: Any = None

    @property
    def names(self) -> set[str]:
        """Of its attributes and of the members of its JSON, in lower case."""
        named = type(self.document) is Members
        return self.attributes.names | self.document.names if named else self.attributes.names


def outermost(body: str, attributes: Mapping[str, MessageAttribute]) -> Layer:
    return layer_of(body.removeprefix("\ufeff"), attributes=attributes)


def layer_of(
    text: str,
    document: Any = None,
    attributes: Mapping[str, MessageAttribute] = _NONE,
    *,
    name: str = "",
    via: str = "queue",
    through: str = "",
) -> Layer:
    """A text, parsed and decoded once for whatever looks at it; the document, where that is known already."""
    document = parsed(text) if document is None else document
    decoded, content = None, None
    if isinstance(document, dict):
        document = Members(document)
    elif not isinstance(document, list):
        decoded = decode(text)
        content = None if decoded.binary or decoded.text == text else parsed(decoded.text)
        content = Members(content) if isinstance(content, dict) else content
    return Layer(text, document, _texts(attributes), name, via, through, decoded, content)


def member(
    layer: Layer,
    key: str,
    attributes: Mapping[str, MessageAttribute] = _NONE,
    *,
    name: str = "",
    via: str = "queue",
    through: str = "",
) -> Layer:
    """A member of the layer's JSON: of a string what it holds, of anything else how it is written."""
    value = get(layer.document, key)
    written = value if isinstance(value, str) else raw_member(layer.text, key, layer.document)
    document = None if written is value else value
    return layer_of(written, document, attributes, name=name, via=via, through=through)


def carried(layer: Layer) -> Iterator[Layer]:
    """The layer and what lies in it, as far as AWS itself wraps its own dead letters: SNS, and Lambda's
    results on a bus.
    """
    inner: Layer | None = layer
    for _ in range(_DEEPEST):
        if inner is None:
            return
        yield inner
        if not has_any(inner.document, _WRAPPING):
            return
        inner = from_topic(inner) or (_from_bus(inner) if _is_lambda_result(inner.document) else None)


def payload_of(layer: Layer, *within: Layer) -> tuple[Payload, int]:
    """What it is about, for people, and how many records that is.

    Args:
        within: What has been taken out of the layer already, one out of the other.
    """
    layers = [layer, *within]
    while len(layers) <= _DEEPEST and (inner := _inner(layers[-1])):
        layers.append(inner)
    layer, names = layers[-1], [each.name for each in layers[1:]]
    if layer.decoded is None:
        return Payload(layer.text, "JSON", _size(layer.text), tuple(names)), records_in(layer.document)
    decoded = layer.decoded
    payload = Payload(decoded.text, decoded.encoding, decoded.size, tuple(names), decoded.whole)
    return payload, 1 if decoded.encoding == "text" else records_in(layer.content)


def records_in(document: Any, depth: int = 0) -> int:
    """How many records a message stands for: 1 unless it is a batch."""
    if depth > _DEEPEST:
        return 1
    if isinstance(document, list):
        return len(document) if document and all(isinstance(each, dict) for each in document) else 1
    if not has_any(document, _WRAPPING):
        return 1
    if is_notification(document):
        return records_in(parsed(text_of(get(document, "Message"))), depth + 1)
    records = get(document, "Records")
    if not isinstance(records, list):
        return 1
    inside = (_inside_text(each) for each in records)
    return sum(1 if each is None else records_in(parsed(each), depth + 1) for each in inside)


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


def _inner(layer: Layer) -> Layer | None:
    if not has_any(layer.document, _WRAPPING):
        return None
    return from_topic(layer) or _from_bus(layer) or _from_record(layer)


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def from_topic(layer: Layer) -> Layer | None:
    if not is_notification(layer.document):
        return None
    topic = text(get(layer.document, "TopicArn"))
    return member(
        layer,
        "Message",
        read_attributes(get(layer.document, "MessageAttributes")),
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
    return member(
        layer,
        "detail",
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
    return layer_of(inside, name=name)


def _is_lambda_result(document: Any) -> bool:
    return get(document, "source") == "lambda" and text(get(document, "detail-type")).startswith(
        _LAMBDA_RESULT
    )


def _inside_text(record: Any) -> str | None:
    found = get(record, "body") if get(record, "eventSource") == "aws:sqs" else get(record, "Sns", "Message")
    return found if isinstance(found, str) else None


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def _texts(attributes: Mapping[str, MessageAttribute]) -> Members:
    if not attributes:
        return _NO_TEXTS
    return Members({name: value.string for name, value in attributes.items() if value.string is not None})
