"""What Lambda does with events that fail, and what runs there: https://docs.aws.amazon.com/lambda/latest/dg."""

import json
from typing import Any

import botocore.session

from tests.live.aws.place import Json, Place, Queue

PICKY = """
class RefusedError(Exception):
    pass

def handler(event, context):
    if event == {"fail": True}:
        raise RefusedError("not this one")
    return "done"
"""
PARTIAL = """
def handler(event, context):
    failed = [each["messageId"] for each in event["Records"] if each["body"] == "poison"]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}
"""
KNOWS = """
import botocore.session

def handler(event, context):
    session = botocore.session.get_session()
    lacking = []
    for service, operation, members in event:
        model = session.get_service_model(service)
        known = operation in model.operation_names and model.operation_model(operation).input_shape.members
        lacking += [f"{service}:{operation} {name}" for name in members if not known or name not in known]
    return {"lacking": lacking, "version": botocore.__version__}
"""
AT_ONCE = {"MaximumRetryAttempts": 0}
# The newest parameters that the bot sends, each with what it is for.
NEWEST = [
    (
        "lambda",
        "UpdateEventSourceMapping",
        ["ScalingConfig", "BisectBatchOnFunctionError", "DestinationConfig"],
    ),
    ("dynamodb", "PutItem", ["ReturnValuesOnConditionCheckFailure"]),
    ("dynamodb", "UpdateItem", ["ReturnValuesOnConditionCheckFailure"]),
    ("sqs", "ReceiveMessage", ["MessageSystemAttributeNames"]),
    ("kinesis", "GetRecords", ["StreamARN"]),
    ("kinesis", "DescribeStreamSummary", ["StreamARN"]),
    ("cloudwatch", "GetMetricData", ["MetricDataQueries", "MaxDatapoints"]),
]


def may_send(queue: Queue) -> Json:
    return {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queue.arn}


def may_read(queue: Queue) -> Json:
    actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    return {"Effect": "Allow", "Action": actions, "Resource": queue.arn}


def invoke(aws: Place, function: str, payload: Any, kind: str = "RequestResponse") -> Json:
    answer: Json = aws.client("lambda").invoke(
        FunctionName=function, InvocationType=kind, Payload=json.dumps(payload)
    )
    return answer


def test_an_event_that_failed_to_the_end_lies_in_the_dead_letter_queue_as_it_was_sent(aws: Place) -> None:
    dead_letters = aws.queue("dlq")
    target = {"TargetArn": dead_letters.arn}
    function = aws.function("picky", PICKY, may_send(dead_letters), DeadLetterConfig=target)
    aws.client("lambda").put_function_event_invoke_config(FunctionName=function, **AT_ONCE)
    invoke(aws, function, {"fail": True}, "Event")
    (message,) = dead_letters.arrived()
    attributes = {
        name: (each["DataType"], each["StringValue"]) for name, each in message["MessageAttributes"].items()
    }
    assert json.loads(message["Body"]) == {"fail": True}
    assert attributes.pop("RequestID")[0] == "String"
    assert attributes == {"ErrorCode": ("Number", "200"), "ErrorMessage": ("String", "not this one")}


def test_an_event_that_failed_to_the_end_is_recorded_at_its_destination(aws: Place) -> None:
    destination = aws.queue("failures")
    function = aws.function("picky", PICKY, may_send(destination))
    settings = AT_ONCE | {"DestinationConfig": {"OnFailure": {"Destination": destination.arn}}}
    put = aws.client("lambda").put_function_event_invoke_config
    aws.once_trusted(put, FunctionName=function, **settings)
    invoke(aws, function, {"fail": True}, "Event")
    (message,) = destination.arrived()
    record = json.loads(message["Body"])
    assert record["requestPayload"] == {"fail": True}
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 1
    assert record["responseContext"]["functionError"] == "Unhandled"
    assert record["responsePayload"]["errorType"] == "RefusedError"


def test_of_a_batch_only_what_failed_comes_again(aws: Place) -> None:
    dead_letters = aws.queue("dlq")
    source = aws.redriving("orders", dead_letters, 1, VisibilityTimeout="3")
    for body in ("good", "poison", "good"):
        source.send(body)
    function = aws.function("partial", PARTIAL, may_read(source))
    aws.warmed(function)
    aws.reading(function, source.arn, FunctionResponseTypes=["ReportBatchItemFailures"])
    (dead,) = dead_letters.arrived()
    assert (dead["Body"], dead["Attributes"]["ApproximateReceiveCount"]) == ("poison", "2")


def test_an_unhandled_error_is_logged_with_its_name_first(aws: Place) -> None:
    function = aws.function("picky", PICKY)
    invoke(aws, function, {"fail": True})

    def logged() -> list[str]:
        answer = aws.client("logs").filter_log_events(
            logGroupName=f"/aws/lambda/{function}", filterPattern="?ERROR"
        )
        return [each["message"] for each in answer["events"]]

    assert aws.eventually(logged)[0].splitlines()[0].startswith("[ERROR] RefusedError: not this one")


def test_the_runtimes_own_botocore_knows_every_parameter_we_send(aws: Place) -> None:
    here = botocore.session.get_session()
    for service, operation, names in NEWEST:
        shape = here.get_service_model(service).operation_model(operation).input_shape
        assert shape
        assert set(names) <= set(shape.members), operation
    function = aws.function("knows", KNOWS, Timeout=60, MemorySize=512)
    told = json.load(invoke(aws, function, NEWEST)["Payload"])
    assert told["lacking"] == [], told["version"]
