"""SQS messages in files: both casings, one or several, and what is none."""

from typing import Any

import pytest

from bot.domain.dead_letters.dead_letter import MessageAttribute, ReceivedMessage
from bot.parsing.received_message import read_messages

API = {
    "MessageId": "m-1",
    "ReceiptHandle": "r-1",
    "Body": "hello",
    "Attributes": {"SentTimestamp": "1772334001512"},
    "MessageAttributes": {
        "tenant": {"DataType": "String", "StringValue": "north"},
        "shape": {"DataType": "Binary", "BinaryValue": "AAE="},
    },
}
TRIGGER = {
    "messageId": "m-1",
    "receiptHandle": "r-1",
    "body": "hello",
    "attributes": {"SentTimestamp": "1772334001512"},
    "messageAttributes": {
        "tenant": {"dataType": "String", "stringValue": "north", "stringListValues": []},
        "shape": {"dataType": "Binary", "binaryValue": "AAE=", "binaryListValues": []},
    },
    "eventSource": "aws:sqs",
}
READ = ReceivedMessage(
    "m-1",
    "r-1",
    "hello",
    {"SentTimestamp": "1772334001512"},
    {"tenant": MessageAttribute("String", "north"), "shape": MessageAttribute("Binary", None, b"\x00\x01")},
)


@pytest.mark.parametrize(
    ("document", "read"),
    [
        pytest.param(API, (READ,), id="a message of ReceiveMessage"),
        pytest.param(TRIGGER, (READ,), id="a record of a function's event"),
        pytest.param({"Messages": [API, API]}, (READ, READ), id="an answer of ReceiveMessage"),
        pytest.param({"Records": [TRIGGER]}, (READ,), id="a function's event"),
        pytest.param([API, TRIGGER], (READ, READ), id="a list"),
    ],
)
def test_a_message_is_read_in_either_casing(document: Any, read: tuple[ReceivedMessage, ...]) -> None:
    assert read_messages(document) == read


def test_a_message_needs_no_more_than_a_body_and_one_thing_beside_it() -> None:
    assert read_messages({"Body": "hello", "MessageAttributes": {}}) == (
        ReceivedMessage("", "", "hello", {}, {}),
    )


def test_a_system_attribute_is_known_whatever_its_case() -> None:
    (read,) = read_messages({"Body": "hello", "Attributes": {"sentTIMESTAMP": "1772334001512", "Other": "x"}})
    assert read.system == {"SentTimestamp": "1772334001512", "Other": "x"}


def test_a_body_that_a_recording_shows_as_json_is_taken_as_its_text() -> None:
    (read,) = read_messages({"MessageId": "m-1", "Body": {"order": 17}})
    assert read.body == '{"order": 17}'


def test_a_binary_attribute_is_read_as_the_sdk_gives_it_too() -> None:
    attributes = {"shape": {"DataType": "Binary", "BinaryValue": b"\x00"}}
    (read,) = read_messages({"Body": "hello", "MessageAttributes": attributes})
    assert read.attributes == {"shape": MessageAttribute("Binary", None, b"\x00")}


def test_a_binary_attribute_that_is_no_base64_keeps_what_it_says() -> None:
    attributes = {"shape": {"DataType": "Binary", "BinaryValue": "é"}}
    (read,) = read_messages({"Body": "hello", "MessageAttributes": attributes})
    assert read.attributes == {"shape": MessageAttribute("Binary", None, "é".encode())}


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"Body": "hello"}, id="a body alone may be anybody's JSON"),
        pytest.param({"MessageId": "m-1"}, id="no body"),
        pytest.param({"MessageId": "m-1", "Body": 17}, id="a number for a body"),
        pytest.param({"Records": [TRIGGER, {"eventSource": "aws:s3"}]}, id="records of several kinds"),
        pytest.param({"Records": []}, id="no records"),
        pytest.param([], id="an empty list"),
        pytest.param("hello", id="text"),
        pytest.param(None, id="nothing"),
    ],
)
def test_anything_else_is_no_message(document: Any) -> None:
    assert read_messages(document) == ()
