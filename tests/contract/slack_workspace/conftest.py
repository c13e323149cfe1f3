"""A workspace with a clock moved by hand and an app whose answers are scripted."""

import http.client
import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local.slack_workspace import ALL_SCOPES, DoorRequest, DoorResponse, SlackWorkspace, WorkspaceClient
from local.slack_workspace.manifest import Manifest

SECRET = "local-signing-secret"
TOKEN = "xoxb-local"
INCIDENTS, ORDERS, ARCHIVED, NO_BOT = "C0INCIDENT", "C0ORDERS01", "C0ARCHIVED", "C0NOBOT001"
ANA, BEN, CLEO, DORA = "U0ANA00001", "U0BEN00001", "U0CLEO0001", "U0DORA0001"
EMIL, FAY, GUS, BOT = "U0EMIL0001", "U0FAY00001", "U0GUS00001", "U0LASTCALL"


Post = Callable[..., str]
EVERYTHING = Manifest(ALL_SCOPES, commands=("/lastcall",), home_tab=True, messages_tab=True)


def refused(call: Callable[..., Any], **args: Any) -> str:
    """Why the workspace refused a call of the Web API."""
    with pytest.raises(SlackApiError) as failure:
        call(**args)
    error: str = failure.value.response["error"]
    return error


class MovableClock:
    def __init__(self) -> None:
        self.now = datetime(2030, 3, 1, 2, 58, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class App:
    """Answers 200 with nothing until told otherwise; `reply` sees every request."""

    requests: list[DoorRequest] = field(default_factory=list)
    reply: Callable[[DoorRequest], DoorResponse] = lambda _: DoorResponse(status=200)

    def __call__(self, request: DoorRequest) -> DoorResponse:
        self.requests.append(request)
        return self.reply(request)

    def answers(self, status: int = 200, value: Any = None) -> None:
        body = b"" if value is None else json.dumps(value).encode()
        headers = {"content-type": "application/json"}
        self.reply = lambda _: DoorResponse(status=status, body=body, headers=headers)

    @property
    def payload(self) -> dict[str, Any]:
        """The last interaction's payload."""
        found: dict[str, Any] = json.loads(self.form["payload"])
        return found

    @property
    def form(self) -> dict[str, str]:
        parsed = parse_qs(self.requests[-1].body.decode(), keep_blank_values=True)
        return {name: values[0] for name, values in parsed.items()}

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.requests[-1].body)
        return found


def post_json(url: str, body: bytes, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    """Status and JSON answer, as an HTTP client without opinions sees them."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request("POST", path, body, {"Content-Type": "application/json", **(headers or {})})
    response = connection.getresponse()
    status, answer = response.status, json.load(response)
    connection.close()
    return status, answer


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def slack(clock: MovableClock, app: App) -> Iterator[SlackWorkspace]:
    """An app that was granted everything and calls as often as it likes: both have tests of their own."""
    with SlackWorkspace(
        signing_secret=SECRET, bot_token=TOKEN, clock=clock, door=app, manifest=EVERYTHING
    ) as running:
        running.faults.limits.on = False
        yield running


@pytest.fixture
def bot(slack: SlackWorkspace) -> Iterator[WebClient]:
    """The unmodified client, without its advice about missing top-level text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield WebClient(TOKEN, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def page(slack: SlackWorkspace) -> WorkspaceClient:
    return WorkspaceClient(slack.page_url)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "hello", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "press", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain("Press"), **more}


def actions(*elements: dict[str, Any], block_id: str = "row") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def options(*values: str) -> list[dict[str, Any]]:
    return [{"text": plain(value), "value": value} for value in values]


def card(*blocks: dict[str, Any], color: str = "#a30200") -> list[dict[str, Any]]:
    """An attachment as Lastcall posts it."""
    return [{"color": color, "fallback": "orders-dlq: 37 failed orders", "blocks": list(blocks)}]


def note_input(**more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "note"}
    return {"type": "input", "block_id": "why", "label": plain("Why"), "element": element, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Inspect"), "blocks": list(blocks) or [section()], **more}


def form(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A modal that can be submitted."""
    return modal(*(blocks or (note_input(),)), submit=plain("Send"), **more)


def answer_after(clock: MovableClock, seconds: float) -> Callable[[DoorRequest], DoorResponse]:
    def reply(_: DoorRequest) -> DoorResponse:
        clock.advance(seconds=seconds)
        return DoorResponse(status=200)

    return reply


@pytest.fixture
def post(bot: WebClient) -> Post:
    def post_card(*elements: dict[str, Any]) -> str:
        row = actions(*(elements or (button("acknowledge", value="K7Q2-M9TD"),)))
        ts: str = bot.chat_postMessage(channel=INCIDENTS, attachments=card(section(), row))["ts"]
        return ts

    return post_card
