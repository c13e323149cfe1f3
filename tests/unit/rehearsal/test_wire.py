"""Which call a request is: asked of requests as botocore itself puts them on the wire."""

import copy
from collections.abc import Mapping
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import ClientError

from bot.rehearsal.answers import recorded, refusal
from bot.rehearsal.calls import Effect, OutwardCall
from bot.rehearsal.wire import HttpRequest, NamedRequest, asked

CALLS: list[tuple[str, str, dict[str, Any], str, Effect]] = [
    ("dynamodb", "PutItem", {"TableName": "orders", "Item": {"id": {"S": "1"}}}, "orders", Effect.WRITE),
    ("dynamodb", "GetItem", {"TableName": "orders", "Key": {"id": {"S": "1"}}}, "orders", Effect.READ),
    (
        "dynamodb",
        "TransactGetItems",
        {"TransactItems": [{"Get": {"TableName": "orders", "Key": {"id": {"S": "1"}}}}]},
        "orders",
        Effect.READ,
    ),
    (
        "dynamodb",
        "BatchWriteItem",
        {"RequestItems": {"orders": [{"DeleteRequest": {"Key": {"id": {"S": "1"}}}}]}},
        "orders",
        Effect.WRITE,
    ),
    (
        "dynamodb",
        "TransactWriteItems",
        {"TransactItems": [{"Put": {"TableName": "orders", "Item": {"id": {"S": "1"}}}}]},
        "orders",
        Effect.WRITE,
    ),
    (
        "sqs",
        "SendMessage",
        {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/1/mails", "MessageBody": "m"},
        "mails",
        Effect.WRITE,
    ),
    (
        "sqs",
        "ReceiveMessage",
        {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/1/mails"},
        "mails",
        Effect.CALL,
    ),
    (
        "sns",
        "Publish",
        {"TopicArn": "arn:aws:sns:eu-west-1:1:news", "Message": "m"},
        "news",
        Effect.WRITE,
    ),
    ("s3", "PutObject", {"Bucket": "b", "Key": "a/c", "Body": b"x"}, "b/a/c", Effect.WRITE),
    ("s3", "GetObject", {"Bucket": "b", "Key": "a/c"}, "b/a/c", Effect.READ),
    ("s3", "HeadObject", {"Bucket": "b", "Key": "a/c"}, "b/a/c", Effect.READ),
    ("s3", "ListObjectsV2", {"Bucket": "b"}, "b", Effect.READ),
    ("s3", "CopyObject", {"Bucket": "b", "Key": "c", "CopySource": "b/d"}, "b/c", Effect.WRITE),
    (
        "s3",
        "UploadPart",
        {"Bucket": "b", "Key": "c", "PartNumber": 1, "UploadId": "u", "Body": b"x"},
        "b/c",
        Effect.WRITE,
    ),
    ("s3", "DeleteObject", {"Bucket": "b", "Key": "c"}, "b/c", Effect.WRITE),
    ("lambda", "Invoke", {"FunctionName": "pay", "Payload": b"{}"}, "pay", Effect.WRITE),
    ("lambda", "GetFunction", {"FunctionName": "pay"}, "pay", Effect.READ),
    (
        "events",
        "PutEvents",
        {"Entries": [{"EventBusName": "shop", "Detail": "{}", "DetailType": "d", "Source": "s"}]},
        "shop",
        Effect.WRITE,
    ),
    (
        "stepfunctions",
        "StartExecution",
        {"stateMachineArn": "arn:aws:states:eu-west-1:1:stateMachine:pay"},
        "pay",
        Effect.WRITE,
    ),
    ("kinesis", "PutRecord", {"StreamName": "s", "Data": b"x", "PartitionKey": "k"}, "s", Effect.WRITE),
    ("secretsmanager", "GetSecretValue", {"SecretId": "db"}, "db", Effect.READ),
    ("ssm", "GetParameter", {"Name": "/db/url"}, "/db/url", Effect.READ),
    ("sts", "GetCallerIdentity", {}, "", Effect.READ),
    ("cloudwatch", "PutMetricData", {"Namespace": "n", "MetricData": []}, "n", Effect.WRITE),
    ("scheduler", "CreateSchedule", {
        "Name": "s", "ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": "arn:aws:lambda:eu-west-1:1:function:f", "RoleArn": "arn:aws:iam::1:role/r"},
    }, "s", Effect.WRITE),
    ("bedrock-runtime", "InvokeModel", {"modelId": "m", "body": b"{}"}, "", Effect.CALL),
]  # fmt: skip
SIGNED_FOR = {"stepfunctions": "states", "bedrock-runtime": "bedrock"}


SESSION = botocore.session.Session()  # it reads each service's model once


class Wire:
    """A client of botocore whose requests are answered here."""

    def __init__(self) -> None:
        self.asked: NamedRequest | None = None
        self.answers: Mapping[str, Any] | None = None

    def call(self, service: str, operation: str, given: Mapping[str, Any]) -> Any:
        client: Any = SESSION.create_client(
            service, "eu-west-1", aws_access_key_id="a", aws_secret_access_key="s",
            endpoint_url="http://127.0.0.1:1", config=Config(retries={"total_max_attempts": 1}),
        )  # fmt: skip
        client.meta.events.register("before-send", self._sent)
        return client._make_api_call(operation, copy.deepcopy(given))

    def _sent(self, request: Any, **_: Any) -> Any:
        path = request.url.removeprefix("http://127.0.0.1:1")
        headers = {
            name: value.decode() if isinstance(value, bytes) else str(value)
            for name, value in request.headers.items()
        }
        body = request.body if isinstance(request.body, bytes | str) else b""
        self.asked = asked(
            HttpRequest(request.method, path, headers, body.encode() if isinstance(body, str) else body)
        )
        answer = None if self.answers is None else recorded(self.asked, self.answers)
        answer = answer or refusal(self.asked, f"lastcall rehearse refuses {self.asked.call.name}")
        raw = _Raw(b"" if request.method == "HEAD" else answer.body)
        return AWSResponse(request.url, answer.status, HTTPHeaders.from_dict(answer.headers), raw)


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Any:
        yield self.read()

    def read(self, _amount: int | None = None) -> bytes:
        body, self._body = self._body, b""
        return body


def call_of(service: str, operation: str, given: Mapping[str, Any]) -> OutwardCall:
    wire = Wire()
    with pytest.raises(ClientError):
        wire.call(service, operation, given)
    assert wire.asked is not None
    return wire.asked.call


@pytest.mark.parametrize(("service", "operation", "given", "target", "effect"), CALLS)
def test_a_call_is_known_by_name_target_and_effect_and_refused_in_its_protocol(
    service: str, operation: str, given: dict[str, Any], target: str, effect: Effect
) -> None:
    wire = Wire()
    with pytest.raises(ClientError) as refused:
        wire.call(service, operation, given)
    assert wire.asked is not None
    call = wire.asked.call
    assert (call.service, call.operation) == (SIGNED_FOR.get(service, service), operation)
    assert (call.target, call.effect) == (target, effect)
    error = refused.value.response["Error"]
    if operation == "HeadObject":  # the answer to HEAD has no body to say anything in
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    else:
        assert error["Code"] in {"AccessDenied", "AccessDeniedException"}
        assert error["Message"] == f"lastcall rehearse refuses {call.name}"


ANSWERED: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("dynamodb", "GetItem", CALLS[1][2], {"Item": {"id": {"S": "1"}}}),
    ("secretsmanager", "GetSecretValue", {"SecretId": "db"}, {"SecretString": "{}"}),
    ("sts", "GetCallerIdentity", {}, {"Account": "111122223333"}),
    ("lambda", "GetFunction", {"FunctionName": "pay"}, {"Tags": {"team": "shop"}}),
    ("s3", "ListObjectsV2", {"Bucket": "b"}, {"KeyCount": 1, "Contents": [{"Key": "a<b"}]}),
    ("sns", "GetTopicAttributes", {"TopicArn": "arn:aws:sns:x:1:t"}, {"Attributes": {"Owner": "1"}}),
    ("sns", "ListTopics", {}, {"Topics": [{"TopicArn": "arn:aws:sns:x:1:t"}]}),
]


@pytest.mark.parametrize(("service", "operation", "given", "answer"), ANSWERED)
def test_a_recorded_answer_arrives_as_it_was_written_down(
    service: str, operation: str, given: dict[str, Any], answer: dict[str, Any]
) -> None:
    wire = Wire()
    wire.answers = answer
    got = wire.call(service, operation, given)
    assert {name: got[name] for name in answer} == answer


def test_an_object_that_was_written_down_is_read_as_its_body() -> None:
    wire = Wire()
    wire.answers = {"Body": "sku,cents\n"}
    assert wire.call("s3", "GetObject", {"Bucket": "b", "Key": "k"})["Body"].read() == b"sku,cents\n"


CONDITIONAL: list[tuple[str, str, dict[str, Any], str]] = [
    (
        "dynamodb",
        "PutItem",
        {**CALLS[0][2], "ConditionExpression": "attribute_not_exists(id)"},
        "ConditionExpression",
    ),
    ("dynamodb", "PutItem", CALLS[0][2], ""),
    ("s3", "PutObject", {"Bucket": "b", "Key": "k", "IfNoneMatch": "*"}, "If-None-Match"),
    ("dynamodb", "TransactWriteItems", {"TransactItems": [
        {"Put": {"TableName": "t", "Item": {}, "ConditionExpression": "attribute_not_exists(id)"}},
        {"Delete": {"TableName": "t", "Key": {}}},
    ]}, ""),
    ("dynamodb", "TransactWriteItems", {"TransactItems": [
        {"Put": {"TableName": "t", "Item": {}, "ConditionExpression": "attribute_not_exists(id)"}},
    ]}, "ConditionExpression"),
]  # fmt: skip


@pytest.mark.parametrize(("service", "operation", "given", "condition"), CONDITIONAL)
def test_a_condition_is_what_the_request_names(
    service: str, operation: str, given: dict[str, Any], condition: str
) -> None:
    assert call_of(service, operation, given).condition == condition


def test_a_token_that_an_sdk_makes_is_another_each_time() -> None:
    transaction = CALLS[4]
    first, second = (call_of(*transaction[:3]) for _ in range(2))
    assert first.token[0] == second.token[0] == "ClientRequestToken"
    assert first.token != second.token


def test_a_token_of_the_team_is_the_same_each_time() -> None:
    given = {"QueueUrl": "https://h/1/mails.fifo", "MessageBody": "m", "MessageGroupId": "g"}
    call = call_of("sqs", "SendMessage", {**given, "MessageDeduplicationId": "order-17"})
    assert call.token == ("MessageDeduplicationId", "order-17")


@pytest.mark.parametrize(
    "request_",
    [HttpRequest("GET", "/", {}, b""), HttpRequest("POST", "/x?y=%ff", {"Authorization": "?"}, b"\xff{")],
)
def test_a_request_of_nobody_knows_whom_is_a_call_that_may_do_anything(request_: HttpRequest) -> None:
    assert asked(request_).call.effect is Effect.CALL


def test_a_call_in_cbor_is_known_by_its_path_and_refused_in_cbor() -> None:
    path = "/service/GraniteServiceVersion20100801/operation/PutMetricData"
    signed = "AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/monitoring/aws4_request, Signature=1"
    said = asked(HttpRequest("POST", path, {"Authorization": signed}, b"\xa0"))
    assert (said.call.name, said.call.effect) == ("cloudwatch PutMetricData", Effect.WRITE)
    answer = refusal(said, "no")
    named = b"\x79\x00\x06__type\x79\x00\x15AccessDeniedException"
    assert answer.body == b"\xa2" + named + b"\x79\x00\x07message\x79\x00\x02no"
