"""Functions on the local AWS count, age, throttle and give up as Lambda's do: what diagnosis reads."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.local_aws.emulator import LocalAws
from tests.contract.local_aws.functions import create_function
from tests.contract.local_aws.inbox import Inbox, inbox
from tests.contract.local_aws.metrics import ask, read
from tests.contract.local_aws.waiting import eventually

pytestmark = pytest.mark.xdist_group("local-aws")

PICKY = """
class RefusedError(Exception):
    pass

def handler(event, context):
    if event == {"fail": True}:
        raise RefusedError("not this one")
    return "done"
"""
ASYNC_AT_ONCE = {"FunctionName": "picky", "MaximumRetryAttempts": 0}
Json = dict[str, Any]


@pytest.fixture
def picky(aws: LocalAws) -> str:
    return create_function(aws, "picky", PICKY)


def invoke(aws: LocalAws, payload: Json, kind: str = "RequestResponse") -> Json:
    answer: Json = aws.client("lambda").invoke(
        FunctionName="picky", InvocationType=kind, Payload=json.dumps(payload)
    )
    return answer


@pytest.mark.parametrize("dimensions", [{"FunctionName": "picky"}, {}], ids=["its own", "the account's"])
def test_each_invocation_is_counted_once_with_its_failure(
    aws: LocalAws, picky: str, dimensions: dict[str, str]
) -> None:
    assert [invoke(aws, {"fail": fail})["StatusCode"] for fail in (False, True)] == [200, 200]
    told = {
        metric: sum(read(aws, metric, "Sum", dimensions)) for metric in ("Invocations", "Errors", "Throttles")
    }
    assert told == {"Invocations": 2, "Errors": 1, "Throttles": 0}
    assert max(read(aws, "ConcurrentExecutions", "Maximum", dimensions)) == 1
    assert 0 < max(read(aws, "Duration", "p99", dimensions)) < 60_000


def test_a_cold_start_is_no_part_of_a_duration(aws: LocalAws) -> None:
    create_function(aws, "picky", f"import time\ntime.sleep(1)\n{PICKY}")
    began = time.monotonic()
    invoke(aws, {})
    assert time.monotonic() - began > 1
    assert max(read(aws, "Duration", "Maximum", {"FunctionName": "picky"})) < 900


def test_a_throttled_invocation_is_a_throttle_and_no_invocation(aws: LocalAws, picky: str) -> None:
    aws.client("lambda").put_function_concurrency(FunctionName="picky", ReservedConcurrentExecutions=0)
    with pytest.raises(aws.client("lambda").exceptions.TooManyRequestsException) as refused:
        invoke(aws, {})
    tried = 1 + refused.value.response["ResponseMetadata"]["RetryAttempts"]
    assert read(aws, "Throttles", "Sum", {"FunctionName": "picky"}) == [tried]
    assert read(aws, "Invocations", "Sum", {"FunctionName": "picky"}) == []


def test_a_throttled_event_waits_and_grows_old_until_there_is_room_for_it(aws: LocalAws, picky: str) -> None:
    aws.client("lambda").put_function_concurrency(FunctionName="picky", ReservedConcurrentExecutions=0)
    invoke(aws, {}, "Event")
    eventually(lambda: max(read(aws, "AsyncEventAge", "Maximum", {"FunctionName": "picky"}), default=0) > 500)
    aws.client("lambda").delete_function_concurrency(FunctionName="picky")
    eventually(lambda: read(aws, "Invocations", "Sum", {"FunctionName": "picky"}) == [1])
    assert read(aws, "AsyncEventsDropped", "Sum", {"FunctionName": "picky"}) == []


def kept(queue: Inbox) -> Json:
    def look() -> Json | None:
        found = queue.aws.client("sqs").receive_message(QueueUrl=queue.url, MessageAttributeNames=["All"])
        return next(iter(found.get("Messages", [])), None)

    return eventually(look)


def test_an_event_that_failed_to_the_end_is_recorded_in_its_destination_as_on_aws(
    aws: LocalAws, picky: str
) -> None:
    destination = inbox(aws, "given-up")
    aws.client("lambda").put_function_event_invoke_config(
        **ASYNC_AT_ONCE, DestinationConfig={"OnFailure": {"Destination": destination.arn}}
    )
    invoke(aws, {"fail": True}, "Event")
    record = json.loads(kept(destination)["Body"])
    context, response = record.pop("requestContext"), record.pop("responsePayload")
    request = context.pop("requestId")
    assert context == {
        "functionArn": f"{picky}:$LATEST",
        "condition": "RetriesExhausted",
        "approximateInvokeCount": 1,
    }
    (frame,) = response.pop("stackTrace")
    assert frame.startswith('  File "/var/task/code.py", line 7, in handler\n')
    assert response == {"errorMessage": "not this one", "errorType": "RefusedError", "requestId": request}
    assert datetime.fromisoformat(record.pop("timestamp")).tzinfo is not None
    assert record == {
        "version": "1.0",
        "requestPayload": {"fail": True},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
    }
    assert logged(aws, request)
    assert read(aws, "AsyncEventsDropped", "Sum", {"FunctionName": "picky"}) == [1]


def logged(aws: LocalAws, request: str) -> bool:
    found = aws.client("logs").filter_log_events(
        logGroupName="/aws/lambda/picky", filterPattern=f'"{request}"'
    )
    return bool(found["events"])


def test_an_event_that_failed_to_the_end_lies_in_its_dead_letter_queue_as_it_was_sent(
    aws: LocalAws, picky: str
) -> None:
    dead_letters = inbox(aws, "picky-dlq")
    functions = aws.client("lambda")
    functions.update_function_configuration(
        FunctionName="picky", DeadLetterConfig={"TargetArn": dead_letters.arn}
    )
    functions.put_function_event_invoke_config(**ASYNC_AT_ONCE)
    invoke(aws, {"fail": True}, "Event")
    message = kept(dead_letters)
    attributes = {
        name: (each["DataType"], each["StringValue"]) for name, each in message["MessageAttributes"].items()
    }
    assert json.loads(message["Body"]) == {"fail": True}
    assert attributes.pop("RequestID")[0] == "String"
    assert attributes == {"ErrorCode": ("Number", "200"), "ErrorMessage": ("String", "not this one")}


def test_an_event_whose_destination_is_gone_is_counted_as_lost(aws: LocalAws, picky: str) -> None:
    gone = f"arn:aws:sqs:{aws.region}:{aws.account}:gone"
    aws.client("lambda").put_function_event_invoke_config(
        **ASYNC_AT_ONCE, DestinationConfig={"OnFailure": {"Destination": gone}}
    )
    invoke(aws, {"fail": True}, "Event")
    eventually(lambda: read(aws, "DestinationDeliveryFailures", "Sum", {"FunctionName": "picky"}) == [1])


def test_settings_for_events_that_name_latest_are_those_of_the_function(aws: LocalAws, picky: str) -> None:
    functions = aws.client("lambda")
    with pytest.raises(functions.exceptions.ResourceNotFoundException):
        functions.get_function_event_invoke_config(FunctionName="picky")
    functions.put_function_event_invoke_config(**ASYNC_AT_ONCE, Qualifier="$LATEST")
    assert functions.get_function_event_invoke_config(FunctionName="picky")["MaximumRetryAttempts"] == 0


def test_a_failure_is_logged_by_the_exceptions_own_name_and_with_its_own_frames_only(
    aws: LocalAws, picky: str
) -> None:
    invoke(aws, {"fail": True})
    events = aws.client("logs").filter_log_events(logGroupName="/aws/lambda/picky", filterPattern="?ERROR")[
        "events"
    ]
    first, *trace = events[0]["message"].splitlines()
    assert first == "[ERROR] RefusedError: not this one"
    assert [line for line in trace if line.startswith("  File")] == [
        '  File "/var/task/code.py", line 7, in handler'
    ]


def test_metrics_are_searched_and_selected_by_dimension(aws: LocalAws, picky: str) -> None:
    create_function(aws, "other", PICKY)
    invoke(aws, {})
    aws.client("lambda").invoke(FunctionName="other", Payload="{}")
    select = (
        'SELECT MAX(ConcurrentExecutions) FROM SCHEMA("AWS/Lambda", FunctionName) '
        "GROUP BY FunctionName ORDER BY MAX() DESC LIMIT 5"
    )
    search = "SEARCH('{AWS/Lambda,FunctionName} MetricName=\"ConcurrentExecutions\"', 'Maximum', 3600)"
    for expression in (select, search):
        found = ask(aws, {"Expression": expression, "Period": 3600})
        assert sorted(found) == [("other", [1]), ("picky", [1])]
    one = select.replace("GROUP", "WHERE FunctionName = 'picky' GROUP")
    assert ask(aws, {"Expression": one, "Period": 3600}) == [("picky", [1])]


def test_metric_math_is_refused_and_not_guessed(aws: LocalAws) -> None:
    now = datetime.now(UTC)
    answer = aws.client("cloudwatch").get_metric_data(
        MetricDataQueries=[{"Id": "rate", "Expression": "errors / invocations"}],
        StartTime=now - timedelta(hours=1),
        EndTime=now,
    )
    assert answer["MetricDataResults"][0]["StatusCode"] == "InternalError"


def test_an_account_has_the_concurrency_of_any_account(aws: LocalAws, picky: str) -> None:
    functions = aws.client("lambda")
    functions.put_function_concurrency(FunctionName="picky", ReservedConcurrentExecutions=7)
    limits = functions.get_account_settings()["AccountLimit"]
    assert (limits["ConcurrentExecutions"], limits["UnreservedConcurrentExecutions"]) == (1000, 993)
    invoke(aws, {})
    assert read(aws, "ClaimedAccountConcurrency", "Maximum", {}) == [7]


def test_a_functions_versions_are_listed_from_the_newest_code_on(aws: LocalAws, picky: str) -> None:
    functions = aws.client("lambda")
    functions.publish_version(FunctionName="picky")
    listed = functions.list_versions_by_function(FunctionName="picky")["Versions"]
    assert [each["Version"] for each in listed] == ["$LATEST", "1"]
    assert datetime.fromisoformat(listed[0]["LastModified"]).timestamp() == pytest.approx(time.time(), abs=60)


def test_an_event_that_nobody_waits_for_may_have_1_mb(aws: LocalAws, picky: str) -> None:
    lambda_ = aws.client("lambda")
    long = json.dumps({"text": "x" * 1024 * 1024})
    with pytest.raises(lambda_.exceptions.RequestTooLargeException):
        invoke(aws, {"text": long}, "Event")
    assert invoke(aws, {"text": long})["StatusCode"] == 200


def test_a_version_or_alias_that_is_not_there_is_not_invoked(aws: LocalAws, picky: str) -> None:
    lambda_ = aws.client("lambda")
    with pytest.raises(lambda_.exceptions.ResourceNotFoundException):
        lambda_.invoke(FunctionName=f"{picky}:live", InvocationType="Event", Payload="{}")
