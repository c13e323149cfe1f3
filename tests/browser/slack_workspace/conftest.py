"""The local Slack's page in headless Chromium: what a person sees and presses, wide and on a phone."""

import warnings
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from slack_sdk import WebClient

from local.slack_workspace import PanelButton, PanelSection, SlackWorkspace
from tests.browser.chromium import PHONE, WIDE, chromium
from tests.browser.slack_workspace.shown import opened
from tests.contract.slack_workspace.places import SECRET, TOKEN
from tests.contract.slack_workspace.scripted_app import EVERYTHING, App, MovableClock


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
