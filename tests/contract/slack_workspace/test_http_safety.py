"""The server around the workspace: loopback only, no forgery from other sites, nothing left behind."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from slack_sdk import WebClient

from local.slack_workspace import PanelButton, PanelSection, SlackWorkspace, WorkspaceClient
from local.slack_workspace.client import RefusedError
from local.slack_workspace.site import CALLER_HEADER
from tests.contract.slack_workspace.blocks import actions, button
from tests.contract.slack_workspace.places import ANA, INCIDENTS, SECRET, TOKEN
from tests.contract.slack_workspace.scripted_app import App, MovableClock


def port_of(slack: SlackWorkspace) -> int:
    return int(slack.page_url.rstrip("/").rpartition(":")[2])


def ask(
    slack: SlackWorkspace, method: str, path: str, *, body: str = "", headers: Mapping[str, str] | None = None
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port_of(slack), timeout=5)
    connection.request(method, path, body=body, headers=dict(headers or {}))
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


JSON = {"Content-Type": "application/json"}
HOME = json.dumps({"user": ANA})
EVERY_SERVER = [
    "/",
    "/page/main.js",
    "/files/F1",
    "/workspace/state",
    "/api/auth.test",
    "/response/x",
    "/upload/x",
]
# The page's own calls, the panel's buttons and the switches that break things.
EVERY_ACT = ["click", "submit", "close", "command", "home", "say", "faults", "replay", "press"]


def token_of(slack: SlackWorkspace) -> dict[str, str]:
    return {CALLER_HEADER: slack._server.token}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", EVERY_SERVER)
@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1.evil.example", "localhost.", "local"])
def test_a_name_that_only_resolves_to_loopback_is_refused(
    slack: SlackWorkspace, name: str, path: str, method: str
) -> None:
    own = JSON | token_of(slack)
    assert ask(slack, method, path, headers=own | {"Host": f"{name}:{port_of(slack)}"}).status == 403


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
@pytest.mark.parametrize("path", ["/", "/workspace/state", "/api/auth.test"])
def test_the_names_of_this_machine_are_answered(slack: SlackWorkspace, name: str, path: str) -> None:
    host = {"Host": f"{name}:{port_of(slack)}"}
    assert ask(slack, "GET", path, headers=token_of(slack) | host).status == 200
    assert ask(slack, "GET", path, headers=token_of(slack) | {"Host": f"{name}:1"}).status == 403


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", EVERY_SERVER)
@pytest.mark.parametrize(
    "told",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_another_site_is_refused_whatever_it_asks_for(
    slack: SlackWorkspace, app: App, told: dict[str, str], path: str, method: str
) -> None:
    assert ask(slack, method, path, body=HOME, headers=JSON | token_of(slack) | told).status == 403
    assert app.requests == []


@pytest.mark.parametrize("path", EVERY_SERVER)
def test_nobody_is_given_leave_to_call_from_elsewhere(slack: SlackWorkspace, path: str) -> None:
    asking = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    preflight = ask(slack, "OPTIONS", path, headers=asking | {"Origin": "https://evil.example"})
    plain = ask(slack, "GET", path, headers=token_of(slack))

    assert preflight.status == 403
    assert not [name for name in [*preflight.headers, *plain.headers] if name.lower().startswith("access-")]


@pytest.mark.parametrize(
    "token", [{}, {CALLER_HEADER: ""}, {CALLER_HEADER: "guess"}, {CALLER_HEADER: "gu\xe9"}]
)
def test_without_the_token_of_the_run_nothing_is_shown_or_done(
    slack: SlackWorkspace, app: App, token: dict[str, str]
) -> None:
    own = JSON | token | {"Origin": slack.page_url.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    for act in EVERY_ACT:
        assert ask(slack, "POST", f"/workspace/{act}", body=HOME, headers=own).status == 403
    for read in ("state", "events", "calls", "deliveries", "panel"):
        assert ask(slack, "GET", f"/workspace/{read}", headers=own).status == 403
    assert app.requests == []


def test_the_acts_that_need_the_token_are_all_there_are(slack: SlackWorkspace) -> None:
    assert set(EVERY_ACT) == set(slack._server.page_api._writes)


def test_the_page_itself_may_act(slack: SlackWorkspace, app: App) -> None:
    own = JSON | token_of(slack) | {"Origin": slack.page_url.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert ask(slack, "POST", "/workspace/home", body=HOME, headers=own).status == 200
    text = own | {"Content-Type": "text/plain"}
    assert ask(slack, "POST", "/workspace/home", body=HOME, headers=text).status == 415


def test_no_two_runs_have_the_same_token_and_no_address_tells_it(
    slack: SlackWorkspace, clock: MovableClock
) -> None:
    with SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=clock) as another:
        assert another._server.token != slack._server.token
    assert len(slack._server.token) >= 32
    assert slack._server.token not in slack.page_url + slack.api_url


def test_the_page_may_load_and_run_nothing_but_itself(slack: SlackWorkspace) -> None:
    response = ask(slack, "GET", "/")

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/page/../server.py", "/page/%2e%2e/server.py", "/page/none.js", "/nowhere"]
)
def test_nothing_outside_the_page_is_served(slack: SlackWorkspace, path: str) -> None:
    assert ask(slack, "GET", path).status == 404


def test_a_body_beyond_reason_is_refused(slack: SlackWorkspace) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port_of(slack), timeout=5)
    connection.putrequest("POST", "/api/chat.postMessage")
    connection.putheader("Content-Length", "2000001")
    connection.endheaders()

    assert connection.getresponse().status == 413
    connection.close()


def test_stopping_answers_who_waits_leaves_no_thread_and_frees_the_port(clock: MovableClock) -> None:
    before = set(threading.enumerate())
    with SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=clock) as slack:
        port = port_of(slack)
        idle, waiting = (socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(2))
        token = "".join(f"{name}: {value}\r\n" for name, value in token_of(slack).items())
        waiting.sendall(
            f"GET /workspace/events?since=0 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{token}\r\n".encode()
        )
        until(lambda: len(set(threading.enumerate()) - before) == 3)

    assert set(threading.enumerate()) == before
    assert waiting.recv(65536).startswith(b"HTTP/1.1 200")
    assert idle.recv(1) == b""
    idle.close()
    waiting.close()
    with SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=clock, port=port) as again:
        assert port_of(again) == port


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end


def test_a_taken_port_is_an_error_at_once(slack: SlackWorkspace, clock: MovableClock) -> None:
    with pytest.raises(OSError, match="in use"):
        SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=clock, port=port_of(slack))


class FunctionUrl(BaseHTTPRequestHandler):
    status = 200

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def function_url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), FunctionUrl) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/_aws/lambda-url/abc/"
        server.shutdown()
        thread.join()


def test_a_click_reaches_the_function_url_over_http(
    slack: SlackWorkspace, bot: WebClient, page: WorkspaceClient, function_url: str
) -> None:
    ts = bot.chat_postMessage(channel=INCIDENTS, text="x", blocks=[actions(button())])["ts"]
    slack.function_url = function_url

    assert page.click(ANA, "press", channel=INCIDENTS, ts=ts)["ok"]


def test_a_function_url_nobody_listens_on_is_shown_as_no_answer(
    slack: SlackWorkspace, page: WorkspaceClient, bot: WebClient
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        free = closed.getsockname()[1]
    slack.function_url = f"http://127.0.0.1:{free}/"
    ts = bot.chat_postMessage(channel=INCIDENTS, text="x", blocks=[actions(button())])["ts"]

    outcome = page.click(ANA, "press", channel=INCIDENTS, ts=ts)

    assert outcome["shown"] == "Operation timed out. Apps need to respond within 3 seconds."


def test_waiting_ends_with_the_change_that_was_waited_for(bot: WebClient, page: WorkspaceClient) -> None:
    posting = threading.Timer(0.05, lambda: bot.chat_postMessage(channel=INCIDENTS, text="here"))
    posting.start()

    found = page.wait_for(lambda state: state["messages"][INCIDENTS], what="the card")

    posting.join()
    assert found[0]["text"] == "here"


def test_waiting_in_vain_says_for_what(page: WorkspaceClient) -> None:
    with pytest.raises(TimeoutError, match=r"the card did not come within 0\.1 s"):
        page.wait_for(lambda _: None, within=timedelta(seconds=0.1), what="the card")


@pytest.mark.parametrize(
    ("path", "given", "complaint"),
    [
        ("dance", {}, "there is no POST /workspace/dance"),
        ("click", {"user": ANA}, "/workspace/click needs 'action_id'"),
        ("press", {"id": "fix"}, "this workspace has no panel"),
        ("replay", {}, "nothing has been delivered"),
    ],
)
def test_a_wrong_request_gets_one_line(
    page: WorkspaceClient, path: str, given: dict[str, str], complaint: str
) -> None:
    with pytest.raises(RefusedError, match=complaint):
        page._post(path, given)


class Shop:
    title = "The shop"

    def __init__(self) -> None:
        self.fixed = False

    def press(self, id: str) -> str:  # noqa: A002  the protocol's name
        self.fixed = id == "fix"
        return "v43 is live"

    def sections(self) -> list[PanelSection]:
        buttons = [PanelButton(id="fix", label="Deploy the fix")]
        return [
            PanelSection(name="Orders", buttons=buttons, status={"consumer": "v43" if self.fixed else "v42"})
        ]


def test_a_panel_shows_its_status_and_does_what_is_pressed(clock: MovableClock) -> None:
    with SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=clock, panel=Shop()) as slack:
        page = WorkspaceClient(slack.page_url)
        said = page.press("fix")
        shown = page._get("panel")

    assert said == "v43 is live"
    assert shown == {
        "title": "The shop",
        "sections": [
            {
                "name": "Orders",
                "buttons": [{"id": "fix", "label": "Deploy the fix", "hint": ""}],
                "status": {"consumer": "v43"},
            }
        ],
    }
