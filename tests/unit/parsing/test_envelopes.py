"""An alarm is read whatever it was wrapped in on its way."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.alarm.alarm import AlarmTransition
from bot.parsing.alarm_event import Ignored, parse_alarm_message
from tests.events import event

RECEIVED = datetime(2026, 3, 1, 3, tzinfo=UTC)


def read(body: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    (found,) = parse_alarm_message(
        text, message_id="m", received_at=RECEIVED, source_arn="arn:aws:sqs:eu-west-1:1:q", stack="lastcall"
    )
    return found


ENVELOPE = event("sns_metric_alarm")
ALARM = json.loads(ENVELOPE["Message"])


def _without(*names: str) -> dict[str, Any]:
    return {key: value for key, value in ENVELOPE.items() if key not in names}


WRAPPED: dict[str, Callable[[], Any]] = {
    "without Type": lambda: _without("Type"),
    "without Type and signature": lambda: _without("Type", "Signature", "SignatureVersion", "SigningCertURL"),
    "with another case": lambda: {key.lower(): value for key, value in ENVELOPE.items()},
    "as a function's event": lambda: {"Records": [{"EventSource": "aws:sns", "Sns": ENVELOPE}]},
    "as a text of a text": lambda: json.dumps(json.dumps(ALARM)),
    "as a message by protocol": lambda: {"default": json.dumps(ALARM), "email": "an alarm"},
    "as a text within the envelope": lambda: {**ENVELOPE, "Message": json.dumps(json.dumps(ALARM))},
    "by protocol within the envelope": lambda: {
        **ENVELOPE,
        "Message": json.dumps({"default": json.dumps(ALARM)}),
    },
}


@pytest.mark.parametrize("wrapped", WRAPPED.values(), ids=list(WRAPPED))
def test_an_alarm_is_read_in_whatever_it_is_wrapped(wrapped: Callable[[], Any]) -> None:
    found, plain = read(wrapped()), read(ENVELOPE)
    assert isinstance(found, AlarmTransition)
    assert (found.arn, found.state, found.at, found.metrics) == (
        plain.arn,
        plain.state,
        plain.at,
        plain.metrics,
    )


@pytest.mark.parametrize(
    "body",
    [
        {"TopicArn": "orders", "Message": "hello", "MessageId": "1"},
        {"TopicArn": "arn:aws:sns:eu-west-1:1:orders", "title": "A topic was deleted"},
        {"default": "hello"},
        {"default": json.dumps([1])},
        {"Records": [{"Sns": 7}]},
    ],
)
def test_what_is_no_envelope_is_shown_whole(body: dict[str, Any]) -> None:
    found = read(body)
    assert isinstance(found, AlarmTransition)
    assert json.loads(found.reason) == body


def test_a_confirmation_is_never_visited_however_it_came() -> None:
    assert isinstance(read({**_without("Message"), "Type": "SubscriptionConfirmation"}), Ignored)


def test_texts_in_texts_come_to_an_end() -> None:
    deep = json.dumps(ALARM)
    for _ in range(9):
        deep = json.dumps(deep)
    assert isinstance(read(deep), AlarmTransition)
