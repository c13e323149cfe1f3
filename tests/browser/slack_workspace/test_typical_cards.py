"""Typical cards on a phone: each is read whole without scrolling, and nothing runs out of its bubble."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from slack_sdk import WebClient

from bot.demo.slack_workspace import SlackWorkspace
from bot.render.block_kit import card_message
from tests.browser.chromium import PHONE
from tests.browser.slack_workspace.conftest import opened
from tests.contract.slack_workspace.conftest import INCIDENTS, SECRET, TOKEN, App, MovableClock
from tests.unit.render import troubles
from tests.unit.render.incidents import card_read

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def slack() -> Iterator[SlackWorkspace]:
    """Without a panel: the strip that works the shop is not on anybody's phone."""
    with SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=MovableClock(), door=App()) as running:
        yield running


@pytest.fixture
def phone(browser: Browser, slack: SlackWorkspace) -> Iterator[Page]:
    yield from opened(browser, slack, viewport=PHONE, timezone_id="Europe/Berlin", locale="en-GB")


@pytest.mark.parametrize("name", troubles.EVERY)
def test_a_card_fits_a_phone_and_shows_its_last_line(name: str, phone: Page, bot: WebClient) -> None:
    incident = troubles.EVERY[name]
    bot.chat_postMessage(channel=INCIDENTS, **card_message(card_read(incident)))
    card = phone.locator("#messages .attachment")
    card.get_by_text(incident.id).wait_for()
    height = card.evaluate("card => card.getBoundingClientRect().height")
    room = phone.locator("#messages").evaluate("messages => messages.clientHeight")
    assert height <= room, (height, room)
    assert card.evaluate("card => card.scrollWidth <= card.clientWidth")
