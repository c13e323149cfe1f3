"""A web page of another origin gets nothing out of the local AWS, and an SDK everything."""

import http.client
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest

from local.local_aws.emulator import LocalAws
from tests.contract.local_aws.functions import create_function

pytestmark = pytest.mark.xdist_group("local-aws")

# Control plane, queues, a Function URL, the switch that empties everything, and what is not there at all.
EVERY_PATH = [
    "/2015-03-31/functions/",
    "/?Action=ListQueues",
    "/_aws/lambda-url/abc/",
    "/_ministack/reset",
    "/_ministack/health",
    "/none",
]


def ask(
    aws: LocalAws, method: str, path: str, headers: Mapping[str, str]
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(aws.endpoint).port or 0, timeout=10)
    connection.request(method, path, body="{}" if method == "POST" else None, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


@pytest.mark.parametrize("path", EVERY_PATH)
@pytest.mark.parametrize(
    "told",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:{port}"},
        {"Host": "127.0.0.1:1"},
        {"Host": "abc.lambda-url.us-east-1.on.aws"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:{port}"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_a_page_is_refused_by_what_its_browser_says(aws: LocalAws, told: dict[str, str], path: str) -> None:
    port = str(urlsplit(aws.endpoint).port)
    headers = {name: value.replace("{port}", port) for name, value in told.items()}
    aws.client("sqs").create_queue(QueueName="orders")

    for method in ("GET", "POST"):
        status, answered, body = ask(aws, method, path, headers)
        assert status == 403
        assert b"orders" not in body
        assert not leave_given(answered)
    assert aws.client("sqs").list_queues()["QueueUrls"]


@pytest.mark.parametrize("path", EVERY_PATH)
def test_no_preflight_is_granted(aws: LocalAws, path: str) -> None:
    asking = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    for origin in ({}, {"Origin": "https://evil.example"}):
        status, answered, _ = ask(aws, "OPTIONS", path, asking | origin)
        assert status == 403
        assert not leave_given(answered)


def test_what_is_answered_may_be_read_by_no_page(aws: LocalAws) -> None:
    for path in EVERY_PATH:
        assert not leave_given(ask(aws, "GET", path, {})[1])


def test_an_sdk_a_function_and_a_function_url_are_answered(aws: LocalAws) -> None:
    create_function(
        aws, "echo", "def handler(event, context):\n    return {'statusCode': 200, 'body': 'here'}"
    )
    url = aws.client("lambda").create_function_url_config(FunctionName="echo", AuthType="NONE")["FunctionUrl"]
    url_id = urlsplit(url).netloc.partition(".")[0]

    invoked = json.load(aws.client("lambda").invoke(FunctionName="echo")["Payload"])
    called = ask(aws, "POST", f"/_aws/lambda-url/{url_id}/", {})

    assert invoked["body"] == "here"
    assert called[::2] == (200, b"here")


def leave_given(headers: http.client.HTTPMessage) -> list[str]:
    return [name for name in headers if name.lower().startswith("access-control-")]
