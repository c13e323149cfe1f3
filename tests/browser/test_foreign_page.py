"""A web page next door, in a real browser: it reads nothing from the local servers and does nothing there."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from local.local_aws.emulator import LocalAws
from local.slack_workspace import SlackWorkspace
from tests.browser.chromium import chromium
from tests.contract.local_aws.functions import create_function
from tests.contract.slack_workspace.places import ANA, INCIDENTS, SECRET, TOKEN
from tests.contract.slack_workspace.scripted_app import App, MovableClock

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

EVIL = "evil.test"
# A function that works, so that invoking it would be seen; a name to create another by; a queue to find.
RAN, MADE, QUEUE = "shop", "pwn", "orders"
# Everything a script may try without being asked for leave, and with: the answer's text, else what refused.
TRY = """async ([url, method, headers, body]) => {
  const said = [];
  for (const mode of ["cors", "no-cors", "same-origin"]) {
    for (const withHeaders of [headers, {}]) {
      try {
        const answer = await fetch(url, { method, mode, headers: withHeaders, body: body || undefined });
        said.push(answer.status + " " + await answer.text());
      } catch (refused) { said.push("refused: " + refused); }
    }
  }
  return said;
}"""
# What needs no script's leave at all: a form that is sent, and a picture that is loaded.
SEND = """async ([url, body]) => {
  const frame = Object.assign(document.createElement("iframe"), { name: "sent" });
  const form = Object.assign(document.createElement("form"), { method: "POST", action: url, target: "sent" });
  form.enctype = "text/plain";
  form.append(Object.assign(document.createElement("input"), { name: body, value: "" }));
  const done = new Promise((resolve) => frame.addEventListener("load", resolve));
  document.body.append(frame, form);
  form.submit();
  await done;
  return new Promise((resolve) => {
    const picture = new Image();
    picture.onload = () => resolve("loaded");
    picture.onerror = () => resolve("refused");
    picture.src = url;
  });
}"""


class Foreign(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>foreign</title><body></body>")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def foreign() -> Iterator[int]:
    """The port of another server on this machine, which is reached by its own name and by 127.0.0.1."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Foreign) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(f"--host-resolver-rules=MAP {EVIL} 127.0.0.1") as running:
        yield running


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws() as running:
        create_function(running, RAN, "def handler(event, context):\n    print('ran')\n    return 'ran'")
        running.client("sqs").create_queue(QueueName=QUEUE)
        yield running


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def slack(app: App) -> Iterator[SlackWorkspace]:
    with SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=MovableClock(), door=app) as running:
        yield running


@contextmanager
def shown(browser: Browser, url: str) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(url)
    yield page
    context.close()


def places(foreign: int, local: str) -> dict[str, str]:
    """From another site, from another port of this machine, and by a name that was made to lead here."""
    return {
        "cross-site": f"http://{EVIL}:{foreign}/",
        "same-site": f"http://127.0.0.1:{foreign}/",
        "rebound": f"http://{EVIL}:{urlsplit(local).port}/",
    }


FROM = ["cross-site", "same-site", "rebound"]


@pytest.mark.parametrize("place", FROM)
def test_a_foreign_page_runs_and_reads_nothing_in_the_local_aws(
    browser: Browser, aws: LocalAws, foreign: int, place: str
) -> None:
    page_at = places(foreign, aws.endpoint)[place]
    base = page_at if place == "rebound" else aws.endpoint + "/"
    functions = base + "2015-03-31/functions"
    create = f'{{"FunctionName": "{MADE}", "Runtime": "python3.13", "Role": "arn:aws:iam::1:role/x"}}'

    with shown(browser, page_at) as page:
        said = [
            *tried(page, functions + "/"),
            *tried(page, functions, "POST", create),
            *tried(page, f"{functions}/{RAN}/invocations", "POST", "{}"),
            *tried(page, base + "?Action=ListQueues"),
            *tried(page, base + "_ministack/reset", "POST"),
        ]
        sent = [
            page.evaluate(SEND, [functions, create]),
            page.evaluate(SEND, [f"{functions}/{RAN}/invocations", "{}"]),
            page.evaluate(SEND, [base + "_ministack/reset", ""]),
        ]

    assert not [text for text in said if not refused(text)]
    assert set(sent) == {"refused"}
    assert [each["FunctionName"] for each in aws.client("lambda").list_functions()["Functions"]] == [RAN]
    assert len(aws.client("sqs").list_queues()["QueueUrls"]) == 1
    assert not aws.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{RAN}")["events"]


def test_a_link_that_is_opened_by_hand_does_nothing_in_the_local_aws(browser: Browser, aws: LocalAws) -> None:
    """Out of a mail it is no page's: Chromium says `Sec-Fetch-Site: none`; SQS and SNS act on a GET."""
    link = f"{aws.endpoint}/?Action=CreateQueue&QueueName={MADE}&Version=2012-11-05"
    with shown(browser, "about:blank") as page:
        answer = page.goto(link)
    assert answer is not None
    assert answer.status == 403
    assert len(aws.client("sqs").list_queues()["QueueUrls"]) == 1


@pytest.mark.parametrize("place", FROM)
def test_a_foreign_page_reads_and_presses_nothing_in_the_local_slack(
    browser: Browser, slack: SlackWorkspace, app: App, foreign: int, place: str
) -> None:
    page_at = places(foreign, slack.page_url)[place]
    base = page_at if place == "rebound" else slack.page_url
    say = f'{{"user": "{ANA}", "channel": "{INCIDENTS}", "text": "pwned"}}'
    break_it = '{"faults": [{"kind": "error", "error": "invalid_auth"}]}'

    with shown(browser, page_at) as page:
        said = [
            *tried(page, base),
            *tried(page, base + "workspace/state"),
            *tried(page, base + "workspace/say", "POST", say),
            *tried(page, base + "workspace/home", "POST", f'{{"user": "{ANA}"}}'),
            *tried(page, base + "workspace/faults", "POST", break_it),
            *tried(page, base + "api/auth.test?token=" + TOKEN, "POST"),
        ]
        sent = [page.evaluate(SEND, [base + "workspace/say", say])]

    assert not [text for text in said if not refused(text)]
    assert set(sent) == {"refused"}
    assert app.requests == []
    assert slack.calls == []
    assert slack.faults.pending() == []
    assert not [each for each in slack.workspace.messages.in_channel(INCIDENTS) if each.text == "pwned"]


def tried(page: Page, url: str, method: str = "GET", body: str = "") -> list[str]:
    found: list[str] = page.evaluate(TRY, [url, method, {"content-type": "application/json"}, body])
    return found


def refused(text: str) -> bool:
    """By the browser, which gives nothing to read (also of an opaque answer, "0 "), or by the server."""
    return text.startswith(("refused: ", "403 ")) or text == "0 "
