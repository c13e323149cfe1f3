"""Clients: how long each waits, how often it tries, and of which place it is."""

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import (
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError

from bot.aws.errors import Client, asking, fault
from bot.aws.session import DOOR, LOOK, POST, SEND_ONCE, STORE, Clients, Patience, account_of
from bot.domain.errors import Permanent, Transient
from tests.contract.aws.stack import REGION

Answering = Callable[..., Any]


@pytest.fixture
def aws_of_one(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answering]:
    """An AWS that answers one request with so much of a body as it then has, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as ending:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.getsockname()[1]}")

        def answering(body: bytes, *, length: int) -> Client:
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {length}"
            answer = threading.Thread(target=_answer_one, args=(server, head.encode() + b"\r\n\r\n" + body))
            answer.start()
            ending.callback(answer.join)
            session = botocore.session.Session()
            session.set_credentials("testing", "testing")
            return Clients(REGION, session=session).client("sqs", POST)

        yield answering


def _answer_one(server: socket.socket, answer: bytes) -> None:
    asked, _ = server.accept()
    with asked, asked.makefile("rb") as request:
        lines = iter(request.readline, b"\r\n")
        length = next(
            int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length")
        )
        for _line in lines:
            pass
        request.read(length)
        asked.sendall(answer)


@pytest.mark.parametrize(
    ("patience", "limit"),
    [
        pytest.param(DOOR, 1.0, id="the door enqueues within a second, in one attempt"),
        pytest.param(STORE, 10.0, id="the table fits the 30 s of on_alarm"),
        pytest.param(POST, 10.0, id="own queues fit the 30 s of on_alarm"),
        pytest.param(LOOK, 10.0, id="a read of a probe"),
        pytest.param(SEND_ONCE, 11.0, id="a send fits the slice of on_job"),
    ],
)
def test_every_client_gives_up_in_time(patience: Patience, limit: float) -> None:
    assert (patience.connect + patience.read) * patience.attempts <= limit


@pytest.mark.parametrize("patience", [DOOR, SEND_ONCE])
def test_where_a_second_attempt_would_do_harm_there_is_none(patience: Patience) -> None:
    assert patience.attempts == 1


def test_a_client_is_made_once_for_its_service_and_patience(aws: Clients) -> None:
    assert aws.client("sqs", LOOK) is aws.client("sqs", LOOK)
    assert aws.client("sqs", LOOK) is not aws.client("sqs", SEND_ONCE)


def test_a_client_has_the_patience_asked_for(aws: Clients) -> None:
    config = aws.client("dynamodb", STORE).meta.config
    assert (config.connect_timeout, config.read_timeout) == (STORE.connect, STORE.read)
    assert config.retries == {"mode": "standard", "total_max_attempts": STORE.attempts}


def test_a_request_says_that_it_is_ours(aws: Clients) -> None:
    said: list[str] = []
    client = aws.client("sqs", POST)
    client.meta.events.register(
        "before-send", lambda request, **_: said.append(str(request.headers["User-Agent"]))
    )
    client.list_queues()
    assert [each.split()[0] for each in said] == ["b'lastcall"]


def test_the_own_region_is_known_without_being_named(aws: Clients) -> None:
    here = Clients()
    assert here.for_place("", REGION) is here


def test_another_region_has_its_own_clients_made_once(aws: Clients) -> None:
    there = aws.for_place("", "us-east-2")
    assert there.client("sqs", LOOK).meta.region_name == "us-east-2"
    assert aws.for_place("", "us-east-2") is there


def test_another_account_cannot_be_looked_into() -> None:
    clients = Clients(REGION, "111122223333")
    assert clients.for_place("111122223333", REGION) is clients
    with pytest.raises(Permanent, match="cannot look there: account 444455556666 has no role"):
        clients.for_place("444455556666", REGION)


def test_an_endpoint_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    assert Clients(REGION).client("sqs", LOOK).meta.endpoint_url == "http://127.0.0.1:4566"


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("https://sqs.eu-west-1.amazonaws.com/111122223333/commands", "111122223333"),
        ("http://127.0.0.1:4566/000000000000/commands", "000000000000"),
        ("http://127.0.0.1:4566/commands", ""),
        ("", ""),
    ],
)
def test_our_account_stands_in_the_url_of_our_queues(url: str, account: str) -> None:
    assert account_of(url) == account


@pytest.mark.parametrize(
    "error",
    [
        ReadTimeoutError(endpoint_url="x"),
        ConnectTimeoutError(endpoint_url="x"),
        EndpointConnectionError(endpoint_url="x"),
        ResponseParserError("not JSON"),
    ],
)
def test_what_was_not_answered_may_be_tried_again(error: Exception) -> None:
    assert isinstance(fault(error, "sqs:SendMessage", "orders"), Transient)


@pytest.mark.parametrize("error", [NoCredentialsError(), ParamValidationError(report="bad")])
def test_what_could_not_even_be_asked_is_for_a_person_to_mend(error: Exception) -> None:
    assert isinstance(fault(error, "sqs:SendMessage", "orders"), Permanent)


def test_the_door_starts_without_the_values_of_the_domain() -> None:
    code = (
        "import sys, bot.aws.session, bot.aws.outbox, bot.aws.secrets\n"
        "print(*sorted(name for name in sys.modules if name.startswith('bot.domain.')))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == ["bot.domain.errors"]


@pytest.mark.parametrize("body", [b"", b'{"Messages"'], ids=["after its headers", "in its body"])
def test_an_answer_that_was_cut_off_is_none_and_not_an_empty_one(body: bytes, aws_of_one: Answering) -> None:
    sqs = aws_of_one(body, length=142)
    with pytest.raises(Transient, match="did not answer"), asking("sqs:ReceiveMessage", "orders-dlq"):
        sqs.receive_message(QueueUrl="https://sqs.eu-west-1.amazonaws.com/111122223333/orders-dlq")


def test_a_whole_answer_without_messages_is_one(aws_of_one: Answering) -> None:
    sqs = aws_of_one(b"{}", length=2)
    assert "Messages" not in sqs.receive_message(
        QueueUrl="https://sqs.eu-west-1.amazonaws.com/111122223333/orders-dlq"
    )
