"""SQS messages as text files hold them: ReceiveMessage's casing, and that of a function's SQS event.

    {"MessageId", "Body", "Attributes", "MessageAttributes": {name: {"DataType", "StringValue"}}}
    {"messageId", "body", "attributes", "messageAttributes": {name: {"dataType", "stringValue"}}}

Names of system attributes are the same in both. Total: what is no message gives none.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from bot.domain.dead_letters.dead_letter import MessageAttribute, ReceivedMessage
from bot.parsing.untrusted import get, text

# By these, beside a body, a document is known as a message; chats and mails have an id and a body, too.
_BESIDE = ("ReceiptHandle", "MD5OfBody", "Attributes", "MessageAttributes", "eventSourceARN")
# As SQS spells them in either casing (MessageSystemAttributeName); a file that was edited may not.
_SYSTEM = {
    name.lower(): name
    for name in (
        *("SenderId", "SentTimestamp", "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp"),
        *("SequenceNumber", "MessageDeduplicationId", "MessageGroupId", "AWSTraceHeader"),
        "DeadLetterQueueSourceArn",
    )
}
_LONGEST = 4096
_MOST = 5_000


def read_messages(document: Any) -> tuple[ReceivedMessage, ...]:
    """One message, a list of them, ReceiveMessage's answer, or a function's event; none of anything else."""
    given = get(document, "Messages") or get(document, "Records") or document
    several = given[:_MOST] if isinstance(given, list) else [given]
    read = [message for each in several if (message := read_message(each))]
    return tuple(read) if len(read) == len(several) else ()


def bare(body: str) -> ReceivedMessage:
    """A body of which nothing else is known."""
    return ReceivedMessage("", "", body, {}, {})


def read_message(document: Any) -> ReceivedMessage | None:
    """The message; a body that a recording shows as JSON instead of text is taken as its text."""
    body = get(document, "Body")
    known = any(get(document, each) is not None for each in _BESIDE) or _named_so(document)
    if not known or not isinstance(body, str | dict | list):
        return None
    return ReceivedMessage(
        message_id=text(get(document, "MessageId")),
        receipt=text(get(document, "ReceiptHandle")),
        body=body if isinstance(body, str) else _as_text(body),
        system=_system(get(document, "Attributes")),
        attributes=read_attributes(get(document, "MessageAttributes")),
    )


def read_attributes(given: Any) -> dict[str, MessageAttribute]:
    """Message attributes in SQS's two shapes, and in SNS's `{name: {"Type", "Value"}}`."""
    if not isinstance(given, Mapping):
        return {}
    read = ((name, _attribute(value)) for name, value in given.items() if isinstance(name, str))
    return {name: attribute for name, attribute in read if attribute}


def _attribute(given: Any) -> MessageAttribute | None:
    kind = get(given, "DataType") or get(given, "Type")
    if not isinstance(kind, str):
        return None
    string = next(
        (each for key in ("StringValue", "Value") if isinstance(each := get(given, key), str)), None
    )
    binary = _binary(get(given, "BinaryValue"))
    return MessageAttribute(kind, string, binary) if string is not None or binary is not None else None


def _binary(value: Any) -> bytes | None:
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        return None
    try:
        return base64.b64decode(value)
    except ValueError:
        return value.encode("utf-8", "replace")


def _named_so(document: Any) -> bool:
    """Whether an event says that it comes of SQS, or both are spelled as ReceiveMessage does, and no mail."""
    names = set(document) if isinstance(document, Mapping) else set()
    spelled = {"MessageId", "Body"} <= names and not names & {"From", "To", "Subject"}
    return spelled or bool(get(document, "eventSource") == "aws:sqs")


def _system(given: Any) -> dict[str, str]:
    if not isinstance(given, Mapping):
        return {}
    named = ((str(name), value) for name, value in given.items() if isinstance(value, str))
    return {_SYSTEM.get(name.lower(), name): text(value, _LONGEST) for name, value in named}


def _as_text(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""
