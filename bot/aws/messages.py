"""Messages as SQS returns them, and the entry that sends the same message once more.

Kept: the body byte for byte, every message attribute with its own data type, AWSTraceHeader (the only
system attribute that can be sent) and MessageGroupId. SQS does not allow keeping message id, send time and
receive count.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.dead_letters.dead_letter import MessageAttribute, ReceivedMessage


def received(message: Mapping[str, Any]) -> ReceivedMessage:
    """A message of a ReceiveMessage answer."""
    return ReceivedMessage(
        message_id=message["MessageId"],
        receipt=message["ReceiptHandle"],
        body=message["Body"],
        system=message.get("Attributes", {}),
        attributes={
            name: MessageAttribute(value["DataType"], value.get("StringValue"), value.get("BinaryValue"))
            for name, value in message.get("MessageAttributes", {}).items()
        },
    )


def entry(message: ReceivedMessage, entry_id: str, *, fifo: bool) -> dict[str, Any]:
    """An entry of SendMessageBatch."""
    made: dict[str, Any] = {"Id": entry_id, "MessageBody": message.body}
    if message.attributes:
        made["MessageAttributes"] = {name: _attribute(value) for name, value in message.attributes.items()}
    if trace := message.system.get("AWSTraceHeader"):
        made["MessageSystemAttributes"] = {"AWSTraceHeader": {"DataType": "String", "StringValue": trace}}
    if group := message.system.get("MessageGroupId"):
        made["MessageGroupId"] = group
    if fifo:
        # The message's own deduplication id would be dropped within five minutes of its first sending. This
        # one is dropped only if we sent this same message before and the answer was lost.
        made["MessageDeduplicationId"] = f"{message.message_id}-r1"
    else:
        made["DelaySeconds"] = 0  # it has waited long enough: the queue's own delay is not applied again
    return made


def batches(
    messages: Sequence[ReceivedMessage], most: int, most_bytes: int
) -> list[Sequence[ReceivedMessage]]:
    """In order, as few as possible; a message too large for any is its own batch, for SQS to refuse."""
    made: list[list[ReceivedMessage]] = []
    room = 0
    for message in messages:
        size = size_of(message)
        if not made or len(made[-1]) == most or size > room:
            made.append([])
            room = most_bytes
        made[-1].append(message)
        room -= size
    return list(made)


def size_of(message: ReceivedMessage) -> int:
    """Bytes as SQS counts them: the body and every attribute's name, type and value."""
    attributes = sum(
        len(name.encode())
        + len(value.data_type.encode())
        + len((value.string or "").encode())
        + len(value.binary or b"")
        for name, value in message.attributes.items()
    )
    return len(message.body.encode()) + attributes


def _attribute(value: MessageAttribute) -> dict[str, Any]:
    if value.binary is not None:
        return {"DataType": value.data_type, "BinaryValue": value.binary}
    return {"DataType": value.data_type, "StringValue": value.string or ""}
