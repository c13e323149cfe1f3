"""What a test shows in the local Slack, and the page on which it looks at that."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Locator, Page
from slack_sdk import WebClient

from local.slack_workspace import SlackWorkspace
from tests.contract.slack_workspace.blocks import actions, button, card, options, plain, section
from tests.contract.slack_workspace.places import ANA, INCIDENTS

SNOOZE = {"type": "static_select", "action_id": "snooze", "options": options("1h", "4h")}
MORE = {"type": "overflow", "action_id": "more", "options": options("Runbook", "Noise")}
ACKNOWLEDGE = button("acknowledge", text=plain("Acknowledge"), style="primary", value="K7Q2-M9TD")


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
