"""Cards: shown by themselves, pressed, picked from, confirmed."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from tests.browser.slack_workspace.shown import MORE, SNOOZE, messages, post
from tests.contract.slack_workspace.blocks import button, card, mrkdwn, plain, section
from tests.contract.slack_workspace.places import INCIDENTS
from tests.contract.slack_workspace.scripted_app import App

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_card_appears_by_itself_with_its_colour_and_its_headline(page: Page, bot: WebClient) -> None:
    post(bot)

    attachment = messages(page).locator(".attachment")
    expect(attachment).to_contain_text("orders-dlq: 37 failed orders")
    expect(attachment.locator("strong")).to_have_text("orders-dlq")
    expect(attachment.locator(".bar")).to_have_css("background-color", "rgb(163, 2, 0)")


def test_a_click_reaches_the_app_and_the_edit_shows_without_reloading(
    page: Page, bot: WebClient, app: App
) -> None:
    ts = post(bot)

    def acknowledge(request: Any) -> Any:
        bot.chat_update(channel=INCIDENTS, ts=ts, attachments=card(section("Acknowledged by ana")))
        return App().reply(request)

    app.reply = acknowledge
    messages(page).get_by_role("button", name="Acknowledge").click()

    expect(messages(page)).to_contain_text("Acknowledged by ana")
    assert app.payload["actions"][0]["value"] == "K7Q2-M9TD"


def test_a_failed_click_is_shown_beside_its_button(page: Page, bot: WebClient, app: App) -> None:
    post(bot)
    app.answers(status=503)

    messages(page).get_by_role("button", name="Acknowledge").click()

    expect(messages(page).get_by_role("alert")).to_contain_text("Status Code 503")


def test_a_select_sends_what_was_picked(page: Page, bot: WebClient, app: App) -> None:
    post(bot, SNOOZE)

    with page.expect_response("**/workspace/click"):
        messages(page).get_by_role("combobox").select_option("4h")

    assert app.payload["actions"][0]["selected_option"]["value"] == "4h"


def test_an_overflow_menu_is_worked_by_keyboard(page: Page, bot: WebClient, app: App) -> None:
    post(bot, MORE)
    more = messages(page).get_by_role("button", name="More actions")
    more.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(messages(page).get_by_role("menu")).to_be_hidden()

    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/workspace/click"):
        page.keyboard.press("Enter")

    assert app.payload["actions"][0]["selected_option"]["value"] == "Noise"


def test_a_confirmation_stands_between_the_button_and_the_app(page: Page, bot: WebClient, app: App) -> None:
    question = {
        "title": plain("Purge?"),
        "text": mrkdwn("*37 messages* are gone for good"),
        "confirm": plain("Purge"),
        "deny": plain("Keep"),
    }
    post(bot, button("purge", style="danger", confirm=question))

    messages(page).get_by_role("button", name="Press").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep").click()
    assert app.requests == []

    messages(page).get_by_role("button", name="Press").click()
    with page.expect_response("**/workspace/click"):
        page.get_by_role("dialog").get_by_role("button", name="Purge").click()
    assert len(app.requests) == 1
