"""A picture in a thread, by Lastcall's own client and by slack_sdk's, over HTTP."""

import http.client
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.evidence.missing import Missing
from bot.slack.channel import SlackChannel
from bot.slack.client import SlackClient
from local.slack_workspace import ALL_SCOPES, Fault, FaultKind, SlackWorkspace
from tests.contract.slack_workspace.places import ARCHIVED, INCIDENTS, NO_BOT, TOKEN

PNG = b"\x89PNG\r\n\x1a\n and so on"
TITLE = "Depth of orders-dlq"


@pytest.fixture
def channel(slack: SlackWorkspace) -> SlackChannel:
    return SlackChannel(SlackClient(slack.api_url, lambda _fresh: TOKEN))


@pytest.fixture
def root(bot: WebClient) -> str:
    return str(bot.chat_postMessage(channel=INCIDENTS, text="orders-dlq")["ts"])


def request(slack: SlackWorkspace, method: str, path: str, body: bytes = b"") -> tuple[int, str, bytes]:
    """Status, content type and body."""
    parts = urlsplit(slack.page_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    connection.request(method, path, body)
    response = connection.getresponse()
    answered = response.status, response.headers.get_content_type(), response.read()
    connection.close()
    return answered


def files(bot: WebClient, root: str) -> list[dict[str, object]]:
    replies = bot.conversations_replies(channel=INCIDENTS, ts=root)["messages"]
    return [file for reply in replies for file in reply.get("files", ())]


def test_a_picture_stands_in_the_thread_with_its_title_and_can_be_seen(
    slack: SlackWorkspace, channel: SlackChannel, bot: WebClient, root: str
) -> None:
    assert channel.picture(INCIDENTS, root, TITLE, PNG) is None
    (file,) = files(bot, root)
    assert (file["title"], file["alt_txt"], file["size"]) == (TITLE, TITLE, len(PNG))
    assert request(slack, "GET", str(file["url_private"])) == (200, "image/png", PNG)


def test_slack_sdks_own_upload_does_the_same(bot: WebClient, root: str) -> None:
    bot.files_upload_v2(channel=INCIDENTS, thread_ts=root, filename="metric.png", title=TITLE, content=PNG)
    assert [file["title"] for file in files(bot, root)] == [TITLE]


def test_nothing_of_a_name_becomes_markup_in_the_title(
    channel: SlackChannel, bot: WebClient, root: str
) -> None:
    channel.picture(INCIDENTS, root, "Depth of <!here> & <https://evil.example|bank>", PNG)
    assert files(bot, root)[0]["title"] == "Depth of !here  https://evil.example|bank"


def test_without_the_scope_the_refusal_says_what_to_add(
    slack: SlackWorkspace, channel: SlackChannel, root: str
) -> None:
    slack.workspace.scopes = ALL_SCOPES - {"files:write"}
    said = "denied: add the scope files:write to the Slack app and install it again"
    assert channel.picture(INCIDENTS, root, TITLE, PNG) == Missing(said)


FAULTS = (
    Fault(kind=FaultKind.RATE_LIMITED),
    Fault(kind=FaultKind.STATUS, status=503),
    Fault(kind=FaultKind.STATUS, status=200, body="<html>"),
    Fault(kind=FaultKind.ERROR, error="invalid_auth"),
    Fault(kind=FaultKind.ERROR, error="file_uploads_disabled"),
    Fault(kind=FaultKind.DROP),
    Fault(kind=FaultKind.DROP, accepted=True),
)


@pytest.mark.parametrize("skip", [0, 1], ids=["asking", "sharing"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.kind} {fault.error} {fault.accepted}")
def test_whatever_goes_wrong_is_told_and_not_tried_again(
    slack: SlackWorkspace, channel: SlackChannel, root: str, fault: Fault, skip: int
) -> None:
    before = len(slack.calls)
    slack.faults.set(replace(fault, skip=skip))
    assert isinstance(channel.picture(INCIDENTS, root, TITLE, PNG), Missing)
    assert len(slack.calls) - before == skip + 1


class NoHttp(socketserver.BaseRequestHandler):
    """Whoever listens here knows nothing of HTTP."""

    def handle(self) -> None:
        self.request.recv(65536)
        self.request.sendall(b"220 mail.example ESMTP\r\n")


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with socketserver.TCPServer(("127.0.0.1", 0), NoHttp) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def test_what_answers_without_http_is_told_as_well(
    slack: SlackWorkspace, channel: SlackChannel, root: str, elsewhere: str
) -> None:
    slack.gateway.page_url = elsewhere
    said = channel.picture(INCIDENTS, root, TITLE, PNG)
    assert said == Missing("Slack did not accept it: the upload: BadStatusLine")


@pytest.mark.parametrize("place", [NO_BOT, ARCHIVED, "C0NOWHERE1"])
def test_where_the_bot_may_not_write_it_may_not_share(channel: SlackChannel, root: str, place: str) -> None:
    assert isinstance(channel.picture(place, root, TITLE, PNG), Missing)


@pytest.mark.parametrize("address", ["", "ftp://files.example/u", "file:///etc/passwd", "nonsense"])
def test_nothing_is_sent_to_an_address_that_is_less_safe_than_slacks(address: str) -> None:
    local = SlackClient("http://127.0.0.1:1/api/", lambda _fresh: TOKEN)
    real = SlackClient("https://slack.com/api/", lambda _fresh: TOKEN)
    assert not local.trusts(address)
    assert not real.trusts(address)
    assert real.trusts("https://files.slack.com/upload/v1/abc")
    assert not real.trusts("http://files.slack.com/upload/v1/abc")
    assert local.trusts("http://127.0.0.1:1/upload/abc")


def asked(bot: WebClient) -> tuple[str, str]:
    """The path to send a picture to, and the file's id."""
    answer = bot.files_getUploadURLExternal(filename="metric.png", length=len(PNG))
    return urlsplit(str(answer["upload_url"])).path, str(answer["file_id"])


def test_an_address_takes_one_file_of_the_length_that_was_announced(
    slack: SlackWorkspace, bot: WebClient
) -> None:
    path, _ = asked(bot)
    assert request(slack, "POST", path, PNG + b"more")[0] == 400
    assert request(slack, "POST", path, PNG)[0] == 200
    assert request(slack, "POST", path, PNG)[0] == 400
    assert request(slack, "POST", "/upload/nobody-was-told", PNG)[0] == 400


def test_nobody_sees_a_file_before_it_is_shared(slack: SlackWorkspace, bot: WebClient) -> None:
    path, file = asked(bot)
    request(slack, "POST", path, PNG)
    assert request(slack, "GET", f"/files/{file}")[0] == 404
    bot.files_completeUploadExternal(files=[{"id": file}], channel_id=INCIDENTS)
    assert request(slack, "GET", f"/files/{file}")[0] == 200


def test_what_was_not_sent_or_is_shared_cannot_be_shared(slack: SlackWorkspace, bot: WebClient) -> None:
    path, file = asked(bot)
    assert refused(bot, file) == "file_not_found"
    request(slack, "POST", path, PNG)
    bot.files_completeUploadExternal(files=[{"id": file}], channel_id=INCIDENTS)
    assert refused(bot, file) == "file_not_found"


def refused(bot: WebClient, file: str) -> str:
    with pytest.raises(SlackApiError) as failure:
        bot.files_completeUploadExternal(files=[{"id": file}], channel_id=INCIDENTS)
    return str(failure.value.response["error"])


@pytest.mark.parametrize(
    ("method", "given", "error"),
    [
        ("files.getUploadURLExternal", {"filename": "a.png"}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"length": 5}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a.png", "length": "many"}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a.png", "length": 0}, "invalid_arguments"),
        (
            "files.getUploadURLExternal",
            {"filename": "a.png", "length": 5, "alt_txt": "a" * 1001},
            "alt_txt_too_large",
        ),
        ("files.completeUploadExternal", {}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": "not json"}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": "[]"}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": '["F1"]'}, "invalid_arguments"),
    ],
)
def test_what_slack_would_not_take_is_refused(
    bot: WebClient, method: str, given: dict[str, object], error: str
) -> None:
    with pytest.raises(SlackApiError) as failure:
        bot.api_call(method, params=given)
    assert failure.value.response["error"] == error
