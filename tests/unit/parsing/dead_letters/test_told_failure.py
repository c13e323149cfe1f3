"""Errors that frameworks and teams leave in a message, and business words that are none."""

import base64
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dead_letters.dead_letter import DeadLetter, MessageAttribute, ReceivedMessage
from bot.domain.evidence.error_shape import error_shape
from bot.parsing.dead_letters import read_dead_letter
from tests.property.any_json import any_json

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
STAMP = "Symfony\\Component\\Messenger\\Stamp\\ErrorDetailsStamp"
STAMPED = json.dumps([{"exceptionClass": "App\\Bad", "exceptionMessage": "no such order"}])
SERIALISED = (
    'O:36:\\"Symfony\\\\Component\\\\Messenger\\\\Envelope\\":2:{O:52:\\"'
    + STAMP.replace("\\", "\\\\")
    + '\\":4:{'
    's:68:\\"\\0x\\0exceptionClass\\";s:7:\\"App\\\\Bad\\";'
    's:70:\\"\\0x\\0exceptionMessage\\";s:13:\\"no such order\\";}}'
)
TRACEBACK = 'Traceback (most recent call last):\n  File "a.py", line 3, in book\nApp.Bad: no such order'
LARAVEL = (
    "App\\Bad: no such order in /var/task/app/Jobs/Book.php:12\nStack trace:\n#0 /var/task/x.php(3): y()"
)


def read(body: Any, attributes: dict[str, str] | None = None, source: str = QUEUE) -> DeadLetter:
    given = {name: MessageAttribute("String", value) for name, value in (attributes or {}).items()}
    text = body if isinstance(body, str) else json.dumps(body)
    system = {"DeadLetterQueueSourceArn": source} if source else {}
    return read_dead_letter(ReceivedMessage("m", "h", text, system, given))


def fault(**headers: str) -> dict[str, Any]:
    return {"messageId": "1", "message": {"orderId": "A-1"}, "headers": headers}


IN_BODIES: dict[str, Any] = {
    "MassTransit's headers": fault(
        **{"MT-Reason": "fault", "MT-Fault-ExceptionType": "App.Bad", "MT-Fault-Message": "no such order"}
    ),
    "MassTransit's Fault": {
        "messageType": ["urn:message:MassTransit:Fault[[App:Order]]"],
        "message": {"exceptions": [{"exceptionType": "App.Bad", "message": "no such order"}]},
    },
    "MassTransit's inner exception": {
        "message": {"exceptions": [{"exceptionType": "X", "message": "y", "innerException": {
            "exceptionType": "App.Bad", "message": "no such order"}}]},
    },
    "NServiceBus": {
        "Headers": {"NServiceBus.ExceptionInfo.ExceptionType": "App.Bad",
                    "NServiceBus.ExceptionInfo.Message": "no such order", "NServiceBus.FailedQ": "orders"},
        "Body": "e30=",
    },
    "Symfony's header in the body": {"body": "{}", "headers": {f"X-Message-Stamp-{STAMP}": STAMPED}},
    "Symfony's serialised envelope": SERIALISED,
    "Symfony's in base64": base64.b64encode(SERIALISED.encode()).decode(),
    "Laravel": {"uuid": "1", "displayName": "App\\Jobs\\Book", "job": "x", "exception": LARAVEL},
    "Laravel's row": {"connection": "sqs", "queue": "orders", "payload": "{}", "exception": LARAVEL},
    "Celery's result": {
        "status": "FAILURE", "result": {"exc_type": "Bad", "exc_message": ["no such order"]}, "task_id": "1",
    },
    "Celery's traceback": {"status": "FAILURE", "traceback": TRACEBACK},
    "Celery's body in base64": base64.b64encode(
        json.dumps({"result": {"exc_type": "Bad", "exc_message": "no such order"}}).encode()
    ).decode(),
    "Sidekiq": {"class": "Book", "args": [], "error_class": "App::Bad", "error_message": "no such order"},
    "Resque": {"payload": {}, "exception": "Bad", "error": "no such order", "backtrace": []},
    "another's error object": {"error": {"name": "Bad", "message": "no such order"}, "stack": "x"},
    "another's error text": {"error": "Bad: no such order", "originalMessage": {}},
    "another's list of errors": {"error": [{"code": "Bad", "message": "no such order"}], "attempts": 3},
    "a pair of members": {"exceptionType": "App.Bad", "exceptionMessage": "no such order", "order": 1},
    "SNS's envelope": {
        "Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:111122223333:orders",
        "Message": json.dumps({"error_class": "Bad", "error_message": "no such order"}),
    },
}  # fmt: skip

IN_ATTRIBUTES: dict[str, dict[str, str]] = {
    "MassTransit": {"MT-Fault-ExceptionType": "App.Bad", "MT-Fault-Message": "no such order"},
    "NServiceBus": {
        "NServiceBus.AmazonSQS.Headers": json.dumps(
            {
                "NServiceBus.ExceptionInfo.ExceptionType": "App.Bad",
                "NServiceBus.ExceptionInfo.Message": "no such order",
            }
        )
    },
    "Symfony": {f"X-Message-Stamp-{STAMP}": STAMPED},
    "Symfony, packed": {"X-Symfony-Messenger": json.dumps({f"X-Message-Stamp-{STAMP}": STAMPED})},
    "Spring": {"x-exception-fqcn": "app.Bad", "x-exception-message": "no such order"},
    "Spring Kafka": {"kafka_dlt-exception-fqcn": "app.Bad", "kafka_dlt-exception-message": "no such order"},
    "Kafka Connect": {
        "__connect.errors.exception.class.name": "app.Bad",
        "__connect.errors.exception.message": "no such order",
    },
    "Rebus": {"rbs2-error-details": "App.Bad: no such order"},
    "SNS": {"RequestID": "8f5c5c5e", "ErrorCode": "AWS.Bad", "ErrorMessage": "no such order"},
    "anybody's": {"error_type": "Bad", "error_message": "no such order"},
    "a reason": {"DeadLetterReason": "Bad: no such order"},
    "another reason": {"failure-reason": "Bad: no such order"},
    "a reason of the last try": {"RetriesExhaustedCause": "Bad: no such order"},
}


@pytest.mark.parametrize("body", IN_BODIES.values(), ids=list(IN_BODIES))
def test_an_error_in_the_body_is_told(body: Any) -> None:
    assert error_shape(read(body).failure.line) == "Bad no such order"


@pytest.mark.parametrize("attributes", IN_ATTRIBUTES.values(), ids=list(IN_ATTRIBUTES))
@pytest.mark.parametrize("source", [QUEUE, ""], ids=["moved by SQS", "sent by somebody"])
def test_an_error_in_attributes_is_told_whoever_moved_the_message(
    attributes: dict[str, str], source: str
) -> None:
    assert error_shape(read({"orderId": "A-1"}, attributes, source).failure.line) == "Bad no such order"


@pytest.mark.parametrize(
    "reason", [{"failedReason": "no such order"}, {"dead_letter_reason": "no such order"}]
)
def test_a_reason_alone_is_told(reason: dict[str, str]) -> None:
    assert error_shape(read({"id": 1, "data": {}, **reason}).failure.line) == "no such order"


ORDINARY: dict[str, tuple[Any, dict[str, str]]] = {
    "an order": ({"orderId": "A-1", "reason": "gift", "error": None, "message": "hello"}, {}),
    "a chat": ({"message": "error: my order failed", "headers": {"subject": "failure"}}, {}),
    "a cancelled order": ({"orderId": "A-1"}, {"cancel_reason": "too late", "onError": "retry"}),
    "a code of the business": ({"orderId": "A-1", "errorCode": "E-7"}, {"errorCode": "E-7"}),
    "a web log": ({"error": "none", "status": 200}, {}),
    "trace headers": ({"headers": {"traceparent": "00-x", "content-type": "application/json"}}, {}),
    "a number": (17, {}),
    "no JSON": ("order A-1 failed", {}),
}


@pytest.mark.parametrize(("body", "attributes"), ORDINARY.values(), ids=list(ORDINARY))
def test_words_of_the_business_are_no_error(body: Any, attributes: dict[str, str]) -> None:
    assert read(body, attributes).failure.line == ""


def test_what_a_format_of_aws_tells_comes_first() -> None:
    attributes = {"SCHEDULE_ARN": "arn:x", "TARGET_ARN": "arn:y", "ERROR_CODE": "AccessDenied"}
    letter = read({"error_class": "Bad", "error_message": "x"}, {**attributes, "ERROR_MESSAGE": "denied"}, "")
    assert (letter.format, letter.failure.line) == ("scheduler", "AccessDenied: denied")


def test_the_record_of_a_success_has_no_error() -> None:
    body = {
        "requestContext": {"functionArn": "arn:aws:lambda:eu-west-1:1:function:f", "condition": "Success"},
        "requestPayload": {}, "error_class": "Bad", "error_message": "x",
    }  # fmt: skip
    assert read(body, source="").failure.line == ""


@pytest.mark.parametrize(
    "response",
    [
        {"errorType": "Bad", "errorMessage": "no such order"},
        {"error": {"name": "Bad", "message": "no such order"}},
        {"error": {"type": "Bad", "message": "no such order"}},
        {"error": "Bad: no such order"},
        {"exception": "Bad", "error": "no such order"},
        "Bad: no such order",
    ],
)
def test_the_response_of_a_function_that_failed_tells_its_error(response: Any) -> None:
    context = {"functionArn": "arn:aws:lambda:eu-west-1:1:function:f", "condition": "RetriesExhausted"}
    body = {"requestContext": context, "requestPayload": {}, "responsePayload": response}
    body["responseContext"] = {"functionError": "Unhandled"}
    assert error_shape(read(body, source="").failure.line) == "Bad no such order"


def test_an_iot_error_action_shows_the_devices_message_and_not_its_code() -> None:
    original = base64.b64encode(b'{"device": "d-17", "celsius": 21.5}').decode()
    failures = [
        {"failedAction": "S3Action", "errorMessage": "Denied (Error Code: AccessDenied; Request ID: 1)"}
    ]
    letter = read({"ruleName": "r", "base64OriginalPayload": original, "failures": failures}, source="")
    assert (letter.format, letter.cause.code) == ("iot_error_action", "S3Action")
    assert letter.failure.type == "AccessDenied"
    assert json.loads(letter.payload.text) == {"device": "d-17", "celsius": 21.5}


KAFKA = {"eventSourceArn": "arn:aws:kafka:eu-west-1:111122223333:cluster/v/1"}
OFFSETS = {
    "t-0": {"firstRecordOffset": "10", "lastRecordOffset": "19"},
    "t-1": {"firstRecordOffset": "5", "lastRecordOffset": "5"},
}


@pytest.mark.parametrize(
    ("name", "info", "records"),
    [
        ("KafkaBatchInfo", {**KAFKA, "batchSize": 500}, 500),
        ("KafkaBatchInfo", {"bootstrapServers": "b-1:9092", "batchSize": 7, "recordsInfo": OFFSETS}, 7),
        ("KafkaBatchInfo", {**KAFKA, "recordsInfo": OFFSETS}, 11),
        ("SelfManagedKafkaBatchInfo", {"batchSize": 12}, 12),
        ("MQBatchInfo", {"batchSize": 3, "queueName": "q"}, 3),
        ("DocumentDBBatchInfo", {"batchSize": 4}, 4),
        ("KinesisBatchInfo", {"batchSize": 90, "streamArn": "arn:x"}, 90),
        ("KafkaBatchInfo", {**KAFKA, "batchSize": -1}, 1),
        ("KafkaBatchInfo", {**KAFKA, "batchSize": 10**9}, 1),
        ("KafkaBatchInfo", {**KAFKA, "batchSize": True, "recordsInfo": [1]}, 1),
        ("KafkaBatchInfo", {"recordsInfo": {"t-0": {"firstRecordOffset": "9", "lastRecordOffset": "1"}}}, 1),
    ],
)  # fmt: skip
def test_a_pointer_counts_the_records_of_its_batch_whatever_it_points_to(
    name: str, info: dict[str, Any], records: int
) -> None:
    body = {"requestContext": {"functionArn": "f", "condition": "RetryAttemptsExhausted"}, name: info}
    assert read(body, source="").records == records


@given(any_json, st.dictionaries(st.sampled_from(["ErrorMessage", "X-Symfony-Messenger", "x"]), st.text()))
def test_any_message_can_be_asked_for_its_error(body: Any, attributes: dict[str, str]) -> None:
    read(body, attributes)


def test_no_message_is_slow_to_ask() -> None:
    began = time.process_time()
    for body in (
        STAMP * 20_000,
        {"headers": {f"exception{n}": "x" * 1000 for n in range(900)}},
        {"exception": "a" * 10**6, "job": 1},
    ):
        read(body)
    assert time.process_time() - began < 0.5
