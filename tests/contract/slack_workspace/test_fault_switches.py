"""Switches that make the Web API fail: what the caller meets, and what really happened."""

import socket
import time
from datetime import timedelta
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from local.slack_workspace import Fault, FaultKind, PostRate, SlackWorkspace, WorkspaceClient
from local.slack_workspace.client import RefusedError
from tests.contract.slack_workspace.places import INCIDENTS, ORDERS, TOKEN
from tests.contract.slack_workspace.scripted_app import MovableClock

POST = "chat.postMessage"


def failure_of(bot: WebClient, channel: str = INCIDENTS) -> SlackApiError:
    with pytest.raises(SlackApiError) as failure:
        bot.chat_postMessage(channel=channel, text="x")
    return failure.value


def posted(slack: SlackWorkspace, channel: str = INCIDENTS) -> int:
    return len(slack.workspace.messages.in_channel(channel))


@pytest.mark.parametrize("retry_after", ["1", "30", "600", "soon", ""])
def test_a_rate_limit_carries_its_header_verbatim(
    slack: SlackWorkspace, bot: WebClient, retry_after: str
) -> None:
    slack.faults.set(Fault(kind=FaultKind.RATE_LIMITED, method=POST, retry_after=retry_after))

    response: Any = failure_of(bot).response

    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == retry_after
    assert posted(slack) == 0


def test_a_rate_limit_may_come_without_its_header(slack: SlackWorkspace, bot: WebClient) -> None:
    slack.faults.set(Fault(kind=FaultKind.RATE_LIMITED, retry_after=None))

    response: Any = failure_of(bot).response

    assert "Retry-After" not in response.headers


def test_slack_sdks_own_handler_gets_over_a_rate_limit(slack: SlackWorkspace) -> None:
    slack.faults.set(Fault(kind=FaultKind.RATE_LIMITED, retry_after="0"))
    bot = WebClient(
        TOKEN, base_url=slack.api_url, retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=1)]
    )

    assert bot.chat_postMessage(channel=INCIDENTS, text="x")["ok"]


def test_a_fault_strikes_as_often_as_it_says_after_letting_some_pass(
    slack: SlackWorkspace, bot: WebClient
) -> None:
    slack.faults.set(Fault(kind=FaultKind.ERROR, method=POST, error="fatal_error", skip=1, times=2))

    answers = []
    for _ in range(4):
        try:
            answers.append(bot.chat_postMessage(channel=INCIDENTS, text="x")["ok"])
        except SlackApiError as failure:
            answers.append(failure.response["error"])

    assert answers == [True, "fatal_error", "fatal_error", True]


def test_a_fault_without_a_count_lasts_until_it_is_cleared(slack: SlackWorkspace, bot: WebClient) -> None:
    slack.faults.set(Fault(kind=FaultKind.ERROR, error="service_unavailable", times=None))
    assert [failure_of(bot).response["error"] for _ in range(3)] == ["service_unavailable"] * 3

    slack.faults.clear()
    assert bot.chat_postMessage(channel=INCIDENTS, text="x")["ok"]


def test_a_fault_concerns_its_method_and_its_channel_only(slack: SlackWorkspace, bot: WebClient) -> None:
    slack.faults.set(Fault(kind=FaultKind.ERROR, method=POST, channel=ORDERS, error="restricted_action"))

    assert bot.auth_test()["ok"]
    assert bot.chat_postMessage(channel=INCIDENTS, text="x")["ok"]
    assert failure_of(bot, ORDERS).response["error"] == "restricted_action"


@pytest.mark.parametrize("body", ["<html>bad gateway</html>", ""])
def test_a_5xx_need_not_be_json(slack: SlackWorkspace, bot: WebClient, body: str) -> None:
    slack.faults.set(Fault(kind=FaultKind.STATUS, status=502, body=body))

    response: Any = failure_of(bot).response

    assert response.status_code == 502
    assert posted(slack) == 0


def test_a_connection_closed_before_acceptance_leaves_nothing(slack: SlackWorkspace, bot: WebClient) -> None:
    slack.faults.set(Fault(kind=FaultKind.DROP))

    with pytest.raises((URLError, ConnectionError)):
        bot.chat_postMessage(channel=INCIDENTS, text="x")

    assert posted(slack) == 0
    assert slack.calls[-1].answer is None


@pytest.mark.parametrize(
    "fault", [Fault(kind=FaultKind.DROP, accepted=True), Fault(kind=FaultKind.STATUS, accepted=True)]
)
def test_an_accepted_post_whose_answer_is_lost_is_there_all_the_same(
    slack: SlackWorkspace, bot: WebClient, fault: Fault
) -> None:
    slack.faults.set(fault)

    with pytest.raises((URLError, ConnectionError, SlackApiError)):
        bot.chat_postMessage(channel=INCIDENTS, text="x")

    assert posted(slack) == 1
    answer = slack.calls[-1].answer
    assert answer is not None
    assert answer["ok"]


def test_a_slow_answer_outlasts_the_callers_patience_but_took_effect(slack: SlackWorkspace) -> None:
    slack.faults.set(Fault(kind=FaultKind.SLOW, seconds=60))
    impatient = WebClient(TOKEN, base_url=slack.api_url, timeout=1)
    began = time.monotonic()

    with pytest.raises((TimeoutError, URLError)):
        impatient.chat_postMessage(channel=INCIDENTS, text="x")
    slack.stop()

    assert posted(slack) == 1
    assert time.monotonic() - began < 30, "stopping cuts a slow answer short"


def test_a_post_rate_holds_each_channel_apart(
    slack: SlackWorkspace, bot: WebClient, clock: MovableClock
) -> None:
    slack.faults.limit_posts(PostRate(posts=1, window=timedelta(seconds=30)))
    bot.chat_postMessage(channel=INCIDENTS, text="x")
    clock.advance(seconds=10)

    limited: Any = failure_of(bot).response

    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "20")
    assert bot.chat_postMessage(channel=ORDERS, text="x")["ok"]
    clock.advance(seconds=20)
    assert bot.chat_postMessage(channel=INCIDENTS, text="x")["ok"]


def test_faults_are_set_and_cleared_from_another_process(
    slack: SlackWorkspace, bot: WebClient, page: WorkspaceClient
) -> None:
    pending = page.set_faults([{"kind": "rate_limited", "method": POST, "retry_after": "7"}])["pending"]
    assert [(fault["kind"], fault["times"]) for fault in pending] == [("rate_limited", 1)]

    assert page.clear_faults()["pending"] == []
    assert bot.chat_postMessage(channel=INCIDENTS, text="x")["ok"]


def test_a_post_rate_is_set_from_another_process(bot: WebClient, page: WorkspaceClient) -> None:
    page.limit_posts(posts=1, seconds=30)
    bot.chat_postMessage(channel=INCIDENTS, text="x")

    assert failure_of(bot).response["error"] == "ratelimited"


def test_a_misspelt_fault_is_refused_in_one_line(page: WorkspaceClient) -> None:
    with pytest.raises(RefusedError, match="'explode' is not a valid FaultKind"):
        page.set_faults([{"kind": "explode"}])
    with pytest.raises(RefusedError, match="unexpected keyword argument 'methd'"):
        page.set_faults([{"kind": "drop", "methd": POST}])


def test_every_call_is_logged_with_its_answer_and_its_fault(
    slack: SlackWorkspace, bot: WebClient, page: WorkspaceClient
) -> None:
    bot.chat_postMessage(channel=INCIDENTS, text="x")
    slack.faults.set(Fault(kind=FaultKind.RATE_LIMITED))
    failure_of(bot)

    first, second = page.calls(POST)
    assert (first["args"]["text"], first["answer"]["ok"], first["fault"]) == ("x", True, None)
    assert (second["answer"], second["fault"]) == (None, "rate_limited")
    assert page.calls("auth.test") == []


def test_a_kept_connection_serves_many_calls(slack: SlackWorkspace) -> None:
    port = int(slack.page_url.rstrip("/").rpartition(":")[2])
    request = (
        f"POST /api/auth.test HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {TOKEN}\r\n"
        "Content-Length: 0\r\n\r\n"
    )

    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        answers = []
        for _ in range(2):
            connection.sendall(request.encode())
            answers.append(connection.recv(65536))

    assert [answer.startswith(b"HTTP/1.1 200") for answer in answers] == [True, True]
