"""Typical cards on a phone: each is read whole without scrolling, and nothing runs out of its bubble."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from slack_sdk import WebClient

from bot.slack.markup.block_kit import card_message
from local.slack_workspace import SlackWorkspace
from tests.browser.chromium import PHONE
from tests.browser.slack_workspace.shown import opened
from tests.contract.slack_workspace.places import INCIDENTS, SECRET, TOKEN
from tests.contract.slack_workspace.scripted_app import App, MovableClock
from tests.unit.render import troubles
from tests.unit.render.incidents import card_read

# A card that fits by less than a line does not fit the next phone.
LINE = 22

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def slack() -> Iterator[SlackWorkspace]:
    """Without a panel: the strip that works the shop is not on anybody's phone."""
    with SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=MovableClock(), door=App()) as running:
        running.faults.limits.on = False
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
    phone.evaluate("document.fonts.ready")
    height = card.evaluate("card => card.getBoundingClientRect().height")
    room = phone.locator("#messages").evaluate("messages => messages.clientHeight")
    assert height + LINE <= room, (height, room)
    assert card.evaluate("card => card.scrollWidth <= card.clientWidth")


def test_a_card_is_set_in_the_letters_that_the_page_brings(phone: Page, bot: WebClient) -> None:
    incident = troubles.EVERY["stuck"]
    bot.chat_postMessage(channel=INCIDENTS, **card_message(card_read(incident)))
    phone.locator("#messages .attachment").get_by_text(incident.id).wait_for()
    phone.evaluate("document.fonts.ready")
    fonts = letters_of(phone, "#messages .attachment")
    brought = sum(font["glyphCount"] for font in fonts if font["isCustomFont"])
    signs = [font for font in fonts if not font["isCustomFont"]]
    names = {font["familyName"].split(" ")[0] for font in fonts if font["isCustomFont"]}
    assert names == {"Lato", "Source", "DejaVu"}
    # The emoji of the headline, the dots of the menu and what has no width: they alone are the machine's.
    assert brought > 500
    assert sum(font["glyphCount"] for font in signs) <= 5, signs


def letters_of(page: Page, selector: str) -> list[dict[str, Any]]:
    """Which fonts the browser really took, and for how many letters each."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    nodes = devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": f"{selector} *"})["nodeIds"]
    return [
        font
        for node in nodes
        for font in devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    ]
