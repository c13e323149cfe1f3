"""Modals: filled while open, submitted, stacked."""

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from local.slack_workspace import SlackWorkspace
from tests.browser.slack_workspace.shown import open_modal
from tests.contract.slack_workspace.blocks import (
    actions,
    button,
    form,
    modal,
    note_input,
    options,
    plain,
    section,
)
from tests.contract.slack_workspace.scripted_app import App

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_modal_fills_itself_keeps_what_was_typed_and_shows_errors(
    page: Page, slack: SlackWorkspace, bot: WebClient, app: App
) -> None:
    view_id = open_modal(slack, bot, modal(section("Loading…")))
    expect(page.get_by_role("dialog")).to_contain_text("Loading…")

    bot.views_update(view_id=view_id, view=form(note_input(), section("37 messages")))
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("fix")
    app.answers(value={"response_action": "errors", "errors": {"why": "Say more."}})
    dialog.get_by_role("button", name="Send").click()
    expect(dialog.get_by_role("alert")).to_have_text("Say more.")
    expect(dialog.get_by_role("textbox")).to_have_value("fix")

    app.answers()
    dialog.get_by_role("textbox").fill("fix deployed")
    dialog.get_by_role("button", name="Send").click()
    expect(dialog).to_be_hidden()
    assert app.payload["view"]["state"]["values"]["why"]["note"]["value"] == "fix deployed"


def test_escape_closes_the_modal_on_top_only(
    page: Page, slack: SlackWorkspace, bot: WebClient, app: App
) -> None:
    open_modal(slack, bot, modal(section("below"), actions(button("on"))))
    with page.expect_response("**/workspace/click"):
        page.get_by_role("dialog").get_by_role("button", name="Press").click()
    bot.views_push(trigger_id=app.payload["trigger_id"], view=modal(section("on top")))
    expect(page.get_by_role("dialog")).to_contain_text("on top")

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_contain_text("below")


def test_every_kind_of_input_hands_over_its_value(
    page: Page, slack: SlackWorkspace, bot: WebClient, app: App
) -> None:
    kinds = {
        "select": {"type": "static_select", "action_id": "v", "options": options("a", "b")},
        "radio": {"type": "radio_buttons", "action_id": "v", "options": options("all", "some")},
        "boxes": {"type": "checkboxes", "action_id": "v", "options": options("x", "y")},
        "day": {"type": "datepicker", "action_id": "v"},
        "hour": {"type": "timepicker", "action_id": "v"},
    }
    blocks = [note_input(block_id=name, label=plain(name), element=kind) for name, kind in kinds.items()]
    open_modal(slack, bot, form(*blocks))
    dialog = page.get_by_role("dialog")

    dialog.get_by_label("select", exact=True).select_option("b")
    dialog.get_by_role("radio", name="some").check()
    dialog.get_by_role("checkbox", name="y").check()
    dialog.get_by_label("day").fill("2030-03-02")
    dialog.get_by_label("hour").fill("09:30")
    dialog.get_by_role("button", name="Send").click()
    expect(dialog).to_be_hidden()

    values = {name: held["v"] for name, held in app.payload["view"]["state"]["values"].items()}
    assert values["select"]["selected_option"]["value"] == "b"
    assert values["radio"]["selected_option"]["value"] == "some"
    assert [option["value"] for option in values["boxes"]["selected_options"]] == ["y"]
    assert values["day"]["selected_date"] == "2030-03-02"
    assert values["hour"]["selected_time"] == "09:30"
