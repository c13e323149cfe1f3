"""A workspace with a clock moved by hand and an app whose answers are scripted."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from local.slack_workspace import SlackWorkspace, WorkspaceClient
from tests.contract.slack_workspace.blocks import actions, button, card, section
from tests.contract.slack_workspace.calls import Post
from tests.contract.slack_workspace.places import INCIDENTS, SECRET, TOKEN
from tests.contract.slack_workspace.scripted_app import EVERYTHING, App, MovableClock


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


@pytest.fixture
def post(bot: WebClient) -> Post:
    def post_card(*elements: dict[str, Any]) -> str:
        row = actions(*(elements or (button("acknowledge", value="K7Q2-M9TD"),)))
        ts: str = bot.chat_postMessage(channel=INCIDENTS, attachments=card(section(), row))["ts"]
        return ts

    return post_card
