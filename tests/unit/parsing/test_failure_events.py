"""Failures that Lambda and Step Functions tell by an event each."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.alarm.alarm import AlarmState, AlarmTransition, Path, Signal
from bot.domain.resource.grouping import Resource
from bot.parsing.failure_events import read_failure_event
from bot.parsing.transport import Transport
from tests.events import event

NOW = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
AT = datetime(2026, 3, 1, 3, 0, 0, 512_000, tzinfo=UTC)
FUNCTION = Resource("function", "orders-worker", "111122223333", "eu-west-1")
MACHINE = Resource("state_machine", "fulfilment", "111122223333", "eu-west-1")


def read(document: Any) -> Any:
    return read_failure_event(document, Transport(Path.TOPIC, NOW))


@pytest.mark.parametrize(
    ("name", "signal", "about", "title", "reason"),
    [
        pytest.param(
            *("eventbridge_lambda_failure", Signal.INVOCATION, FUNCTION),
            *("KeyError 'fullname'", "RetriesExhausted: KeyError 'fullname'"),
            id="retries exhausted",
        ),
        pytest.param(
            *("eventbridge_lambda_too_old", Signal.INVOCATION, FUNCTION),
            *("EventAgeExceeded", "EventAgeExceeded"),
            id="too old, and never ran",
        ),
        pytest.param(
            *("direct_lambda_record", Signal.INVOCATION, FUNCTION),
            *("KeyError 'fullname'", "RetriesExhausted: KeyError 'fullname'"),
            id="the record itself",
        ),
        pytest.param(
            *("eventbridge_execution_failed", Signal.EXECUTION, MACHINE),
            *("An execution failed: KeyError 'fullname'", "order-A-1017 failed: KeyError 'fullname'"),
            id="an execution that failed, with a function's own error",
        ),
        pytest.param(
            *("eventbridge_execution_timed_out", Signal.EXECUTION, MACHINE),
            *("An execution timed out", "order-A-1017 timed out"),
            id="an execution that timed out",
        ),
        pytest.param(
            *("eventbridge_execution_aborted", Signal.EXECUTION, MACHINE),
            *("An execution aborted: stopped by hand", "order-A-1017 aborted: stopped by hand"),
            id="an execution that was aborted",
        ),
    ],
)
def test_a_failure_is_read(name: str, signal: Signal, about: Resource, title: str, reason: str) -> None:
    told = read(event(name))
    assert isinstance(told, AlarmTransition)
    assert (told.signal, told.about, told.name, told.reason) == (signal, about, title, reason)
    assert (told.state, told.at, told.count) == (AlarmState.ALARM, AT, 1)


@pytest.mark.parametrize("status", ["RUNNING", "SUCCEEDED", "PENDING_REDRIVE", "succeeded"])
def test_an_execution_that_goes_well_is_not_told(status: str) -> None:
    document = event("eventbridge_execution_failed")
    document["detail"]["status"] = status
    assert read(document) == "an execution that runs or succeeded"


def test_an_invocation_that_succeeded_is_not_told() -> None:
    assert read(event("eventbridge_lambda_success")) == "an invocation that succeeded"


def test_an_alias_of_a_function_is_the_same_function() -> None:
    document = event("direct_lambda_record")
    document["requestContext"]["functionArn"] = document["requestContext"]["functionArn"].replace(
        "$LATEST", "live"
    )
    assert read(document).key == read(event("direct_lambda_record")).key


def test_two_failures_alike_are_one_alarm_and_two_otherwise_are_two() -> None:
    again, other = event("direct_lambda_record"), event("direct_lambda_record")
    again["requestContext"]["requestId"] = "another"
    other["responsePayload"]["errorType"] = "ValueError"
    assert read(again).key == read(event("direct_lambda_record")).key
    assert read(other).key != read(event("direct_lambda_record")).key


def test_a_bus_in_another_partition_is_read() -> None:
    document = event("eventbridge_execution_failed")
    document["detail"]["stateMachineArn"] = (
        "arn:aws-cn:states:cn-north-1:111122223333:stateMachine:fulfilment:3"
    )
    assert read(document).about == MACHINE._replace(region="cn-north-1")


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"requestContext": {"http": {"method": "POST"}}}, id="a request of a function URL"),
        pytest.param(
            {"requestContext": {"functionArn": "arn:aws:lambda:a:1:function:x", "condition": "Later"}},
            id="a condition to come",
        ),
        pytest.param(
            {"requestContext": {"functionArn": "orders", "condition": "RetriesExhausted"}},
            id="no function's ARN",
        ),
        pytest.param(
            {
                "requestContext": {
                    "functionArn": "arn:aws:lambda:eu-west-1:111122223333:function:x",
                    "condition": "RetryAttemptsExhausted",
                },
                "KinesisBatchInfo": {},
            },
            id="a pointer into a stream is a dead letter",
        ),
        pytest.param(
            {"detail-type": "Step Functions Execution Status Change", "detail": None}, id="no detail"
        ),
        pytest.param(
            {
                "detail-type": "Step Functions Execution Status Change",
                "detail": {"status": "FAILED", "stateMachineArn": "arn:aws:s3:::x"},
            },
            id="no state machine",
        ),
        pytest.param({"detail-type": "Scheduled Event", "detail": {}}, id="another event"),
        pytest.param(None, id="nothing"),
    ],
)
def test_anything_else_is_none_of_them(document: Any) -> None:
    assert read(document) is None


def test_what_looks_like_a_secret_in_an_error_is_masked() -> None:
    document = event("direct_lambda_record")
    document["responsePayload"] = {"errorType": "LoginError", "errorMessage": "password=hunter2-and-more"}
    assert "hunter2" not in repr(read(document))
