"""view_submission and view_closed: what is sent, and what each answer does to the modal."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from local.slack_workspace import DoorResponse, SlackWorkspace, WorkspaceClient
from local.slack_workspace.client import RefusedError
from tests.contract.slack_workspace.blocks import actions, form, modal, note_input, options, plain, section
from tests.contract.slack_workspace.calls import refused
from tests.contract.slack_workspace.places import ANA, BEN
from tests.contract.slack_workspace.scripted_app import App, MovableClock, answer_after

TROUBLE = "We had some trouble connecting. Try again?"
HOW = {"type": "radio_buttons", "action_id": "how", "options": options("all", "some")}
Open = Callable[..., str]


@pytest.fixture
def open_modal(bot: WebClient, slack: SlackWorkspace) -> Open:
    def open_for_ana(view: dict[str, Any] | None = None) -> str:
        trigger_id = slack.workspace.triggers.give(ANA)
        view_id: str = bot.views_open(trigger_id=trigger_id, view=view or form())["view"]["id"]
        return view_id

    return open_for_ana


def test_a_submission_carries_the_values_by_block_and_action(
    page: WorkspaceClient, app: App, open_modal: Open
) -> None:
    how = note_input(block_id="extent", element=HOW)
    view_id = open_modal(form(note_input(), how, private_metadata="K7Q2", callback_id="redrive"))

    page.submit(ANA, view_id, {"why": "fixed", "how": "all"})

    payload = app.payload
    assert payload["type"] == "view_submission"
    assert payload["view"]["id"] == view_id
    assert payload["view"]["callback_id"] == "redrive"
    assert payload["view"]["state"]["values"] == {
        "why": {"note": {"type": "plain_text_input", "value": "fixed"}},
        "extent": {"how": {"type": "radio_buttons", "selected_option": options("all")[0]}},
    }
    assert payload["view"]["hash"]
    assert payload["response_urls"] == []


def test_untouched_inputs_carry_what_they_began_with(
    page: WorkspaceClient, app: App, open_modal: Open
) -> None:
    element = {"type": "plain_text_input", "action_id": "note", "initial_value": "as before"}
    page.submit(ANA, open_modal(form(note_input(element=element))), {})

    assert app.payload["view"]["state"]["values"]["why"]["note"]["value"] == "as before"


def test_an_empty_answer_closes_the_modal(page: WorkspaceClient, open_modal: Open) -> None:
    outcome = page.submit(ANA, open_modal(), {"why": "fixed"})

    assert outcome["ok"]
    assert page.views(ANA) == []


def test_an_update_replaces_the_modal(page: WorkspaceClient, app: App, open_modal: Open) -> None:
    view_id = open_modal()
    app.answers(value={"response_action": "update", "view": modal(section("Working…"))})

    page.submit(ANA, view_id, {"why": "fixed"})

    (view,) = page.views(ANA)
    assert (view["id"], view["blocks"][0]["text"]["text"]) == (view_id, "Working…")


def test_a_push_lies_on_top_and_clear_takes_all_away(
    page: WorkspaceClient, app: App, open_modal: Open
) -> None:
    first = open_modal()
    app.answers(value={"response_action": "push", "view": form()})
    page.submit(ANA, first, {"why": "fixed"})
    under, top = page.views(ANA)
    assert (under["id"], top["previous_view_id"], top["root_view_id"]) == (first, first, first)

    app.answers(value={"response_action": "clear"})
    page.submit(ANA, top["id"], {"why": "fixed"})
    assert page.views(ANA) == []


def test_errors_stand_under_their_inputs_until_the_next_try(
    page: WorkspaceClient, app: App, open_modal: Open
) -> None:
    view_id = open_modal()
    app.answers(value={"response_action": "errors", "errors": {"why": "Say more."}})
    outcome = page.submit(ANA, view_id, {"why": "x"})

    assert outcome["errors"] == {"why": "Say more."}
    assert page.views(ANA)[0]["errors"] == {"why": "Say more."}

    app.answers()
    assert page.submit(ANA, view_id, {"why": "fixed"})["ok"]


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        pytest.param(503, None, id="a 5xx"),
        pytest.param(
            200, {"response_action": "errors", "errors": {"nowhere": "x"}}, id="errors under no input"
        ),
        pytest.param(200, {"response_action": "update", "view": modal(section(""))}, id="an invalid view"),
        pytest.param(200, {"response_action": "explode"}, id="an unknown action"),
        pytest.param(200, ["x"], id="no object"),
    ],
)
def test_an_answer_slack_cannot_use_leaves_the_modal_open_with_its_complaint(
    page: WorkspaceClient, app: App, open_modal: Open, status: int, answer: Any
) -> None:
    view_id = open_modal()
    app.answers(status, answer)

    outcome = page.submit(ANA, view_id, {"why": "fixed"})

    assert (outcome["ok"], outcome["shown"]) == (False, TROUBLE)
    assert page.views(ANA)[0]["trouble"] == TROUBLE


def test_a_late_answer_is_trouble_too(
    page: WorkspaceClient, app: App, open_modal: Open, clock: MovableClock
) -> None:
    view_id = open_modal()
    app.reply = answer_after(clock, 3.1)

    page.submit(ANA, view_id, {"why": "fixed"})

    assert page.views(ANA)[0]["trouble"] == TROUBLE


def test_required_inputs_are_asked_for_before_the_app_hears_of_it(
    page: WorkspaceClient, app: App, open_modal: Open
) -> None:
    element = {"type": "plain_text_input", "action_id": "note", "min_length": 3}
    view_id = open_modal(form(note_input(), note_input(block_id="long", element=element, optional=True)))

    outcome = page.submit(ANA, view_id, {"long": "ab"})

    assert outcome["errors"] == {
        "why": "Please complete this required field.",
        "long": "Enter 3 to 3000 characters.",
    }
    assert app.requests == []


def test_only_the_person_before_whom_it_is_open_can_submit_or_close_it(
    page: WorkspaceClient, open_modal: Open
) -> None:
    view_id = open_modal()

    for act in (page.submit, page.close):
        with pytest.raises(RefusedError, match=f"has no view {view_id} open"):
            act(BEN, view_id)


def test_a_view_without_a_submit_button_cannot_be_submitted(page: WorkspaceClient, open_modal: Open) -> None:
    with pytest.raises(RefusedError, match="has no submit button"):
        page.submit(ANA, open_modal(modal()))


def test_closing_is_told_only_where_the_view_asked_for_it(
    page: WorkspaceClient, app: App, open_modal: Open
) -> None:
    page.close(ANA, open_modal(modal()))
    assert app.requests == []

    view_id = open_modal(modal(notify_on_close=True, private_metadata="K7Q2"))
    page.close(ANA, view_id)

    payload = app.payload
    assert (payload["type"], payload["view"]["id"], payload["is_cleared"]) == ("view_closed", view_id, False)
    assert page.views(ANA) == []


def test_closing_a_pushed_view_shows_the_one_below(
    bot: WebClient, page: WorkspaceClient, app: App, open_modal: Open
) -> None:
    first = open_modal(modal(actions({"type": "button", "action_id": "on", "text": plain("On")})))
    page.click(ANA, "on", view_id=first)
    top = bot.views_push(trigger_id=app.payload["trigger_id"], view=modal())["view"]["id"]

    page.close(ANA, top)

    assert [view["id"] for view in page.views(ANA)] == [first]


def test_a_view_is_not_found_before_the_answer_to_its_submission_was_processed(
    bot: WebClient, page: WorkspaceClient, app: App, open_modal: Open
) -> None:
    view_id = open_modal(form(external_id="click-1"))
    said: list[str] = []

    def update_first(_: Any) -> DoorResponse:
        said.append(refused(bot.views_update, view_id=view_id, view=modal()))
        said.append(refused(bot.views_update, external_id="click-1", view=modal()))
        return DoorResponse(status=200, body=b'{"response_action": "errors", "errors": {"why": "Say more."}}')

    app.reply = update_first
    page.submit(ANA, view_id, {"why": "fixed"})

    assert said == ["not_found", "not_found"]
    assert bot.views_update(view_id=view_id, view=modal(section("Done")))["ok"]
