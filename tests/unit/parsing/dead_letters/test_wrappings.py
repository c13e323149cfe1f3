"""Messages in messages, layer by layer."""

import json
from typing import Any

import pytest

from bot.parsing.wrappings import outermost, payload_of, records_in

TOPIC = "arn:aws:sns:eu-west-1:111122223333:orders"


def s3(count: int) -> dict[str, Any]:
    return {"Records": [{"eventSource": "aws:s3", "s3": {"object": {"key": "a+b"}}}] * count}


def notification(message: Any) -> dict[str, Any]:
    return {"Type": "Notification", "TopicArn": TOPIC, "Message": json.dumps(message)}


def sqs_event(*bodies: Any) -> dict[str, Any]:
    return {"Records": [{"eventSource": "aws:sqs", "body": json.dumps(body)} for body in bodies]}


@pytest.mark.parametrize(
    ("document", "count"),
    [
        pytest.param({"order": 17}, 1, id="an order"),
        pytest.param(None, 1, id="no JSON"),
        pytest.param(s3(3), 3, id="S3"),
        pytest.param(notification(s3(3)), 3, id="S3 in SNS"),
        pytest.param(sqs_event(notification(s3(3)), notification(s3(2))), 5, id="S3 in SNS in SQS"),
        pytest.param(sqs_event({"order": 17}, {"order": 18}), 2, id="two messages of a function's event"),
        pytest.param({"Records": [{"Sns": notification(s3(4))}]}, 4, id="S3 in SNS's event of a function"),
        pytest.param([{"id": 1}, {"id": 2}], 2, id="a list of objects"),
        pytest.param([1, 2, 3], 1, id="a list of numbers is one argument"),
        pytest.param([], 1, id="an empty list is an argument too"),
        pytest.param({"Records": []}, 0, id="an empty batch"),
        pytest.param({"Records": "many"}, 1, id="records that are none"),
    ],
)
def test_records_are_counted_through_what_wraps_them(document: Any, count: int) -> None:
    assert records_in(document) == count


def test_an_s3_notification_three_layers_deep_is_shown_by_itself() -> None:
    layer = outermost(json.dumps(sqs_event(notification(s3(2)))), {})
    payload, records = payload_of(layer)
    assert payload.wrappings == ("SQS event", "SNS notification")
    assert json.loads(payload.text) == s3(2)
    assert records == 2


def test_layers_without_end_are_left_at_some_depth() -> None:
    body: Any = "hello"
    for _ in range(20):
        body = notification(body)
    payload, _ = payload_of(outermost(json.dumps(body), {}))
    assert len(payload.wrappings) == 5
