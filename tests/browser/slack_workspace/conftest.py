"""The local Slack's page in headless Chromium: what a person sees and presses, wide and on a phone."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page
from slack_sdk import WebClient

from local.slack_workspace import PanelButton, PanelSection, SlackWorkspace
from tests.browser.chromium import PHONE, WIDE, chromium
from tests.contract.slack_workspace.conftest import (
    ANA,
    EVERYTHING,
    INCIDENTS,
    SECRET,
    TOKEN,
    App,
    MovableClock,
    actions,
    button,
    card,
    options,
    plain,
    section,
)

SNOOZE = {"type": "static_select", "action_id": "snooze", "options": options("1h", "4h")}
MORE = {"type": "overflow", "action_id": "more", "options": options("Runbook", "Noise")}
ACKNOWLEDGE = button("acknowledge", text=plain("Acknowledge"), style="primary", value="K7Q2-M9TD")


class Shop:
    title = "The shop"
    version = "v42"

    def press(self, id: str) -> str:  # noqa: A002  the protocol's name
        self.version = "v43"
        return "v43 is live"

    def sections(self) -> list[PanelSection]:
        buttons = [PanelButton(id="fix", label="Deploy the fix")]
        return [
            PanelSection(name="Orders", buttons=buttons, status={"consumer": self.version}),
            PanelSection(
                name="Clicks", buttons=[PanelButton(id="skip", label="Let it skip")], status={"late": "9 s"}
            ),
        ]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def slack(app: App) -> Iterator[SlackWorkspace]:
    clock = MovableClock()
    with SlackWorkspace(
        signing_secret=SECRET, bot_token=TOKEN, clock=clock, door=app, panel=Shop(), manifest=EVERYTHING
    ) as running:
        running.faults.limits.on = False
        yield running


@pytest.fixture
def bot(slack: SlackWorkspace) -> Iterator[WebClient]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield WebClient(TOKEN, base_url=slack.api_url)


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    chosen: dict[str, int] = request.param
    return chosen


@pytest.fixture
def page(browser: Browser, slack: SlackWorkspace, size: dict[str, int]) -> Iterator[Page]:
    yield from opened(browser, slack, viewport=size)


@pytest.fixture
def wide(browser: Browser, slack: SlackWorkspace) -> Iterator[Page]:
    yield from opened(browser, slack, viewport=WIDE, timezone_id="Asia/Tokyo", locale="en-GB")


def opened(browser: Browser, slack: SlackWorkspace, **how: Any) -> Iterator[Page]:
    """A page that fails its test when a script does."""
    context = browser.new_context(**how)
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(slack.page_url)
    page.wait_for_selector("#who option", state="attached")
    yield page
    context.close()
    assert failures == []


def post(bot: WebClient, *elements: dict[str, Any], text: str = "*orders-dlq*: 37 failed orders") -> str:
    blocks = [section(text), actions(*(elements or (ACKNOWLEDGE,)))]
    ts: str = bot.chat_postMessage(channel=INCIDENTS, attachments=card(*blocks))["ts"]
    return ts


def open_modal(slack: SlackWorkspace, bot: WebClient, view: dict[str, Any]) -> str:
    view_id: str = bot.views_open(trigger_id=slack.workspace.triggers.give(ANA), view=view)["view"]["id"]
    return view_id


def messages(page: Page) -> Locator:
    return page.locator("#messages")
