"""block_actions: signed, complete, with a deadline; what the person sees when the app does not answer."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from local.slack_workspace import DoorRequest, DoorResponse, SlackWorkspace, WorkspaceClient
from local.slack_workspace.client import RefusedError
from local.slack_workspace.people import OTHER_TEAM_ID, TEAM_ID
from tests.contract.slack_workspace.blocks import actions, button, modal, note_input, options, plain
from tests.contract.slack_workspace.calls import Post
from tests.contract.slack_workspace.places import ANA, CLEO, DORA, FAY, GUS, INCIDENTS, SECRET
from tests.contract.slack_workspace.scripted_app import App, MovableClock

SNOOZE = {"type": "static_select", "action_id": "snooze", "options": options("1h", "4h")}
MORE = {"type": "overflow", "action_id": "more", "options": options("runbook", "noise")}
WHEN = {"type": "datetimepicker", "action_id": "when"}
WATCH = {"type": "checkboxes", "action_id": "watch", "options": options("queue", "consumer")}


def test_a_click_is_signed_over_its_raw_body(
    page: WorkspaceClient, app: App, post: Post, clock: MovableClock
) -> None:
    page.click(ANA, "acknowledge", channel=INCIDENTS, ts=post())

    sent = app.requests[-1]
    timestamp = sent.headers["X-Slack-Request-Timestamp"]
    verifier = SignatureVerifier(SECRET)
    assert (
        verifier.generate_signature(timestamp=timestamp, body=sent.body) == sent.headers["X-Slack-Signature"]
    )
    assert int(timestamp) == int(clock().timestamp())
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_a_click_carries_everything_slack_says_about_it(
    slack: SlackWorkspace, page: WorkspaceClient, app: App, post: Post
) -> None:
    ts = post()

    outcome = page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)

    payload = app.payload
    assert outcome == {"ok": True, "status": 200, "shown": None, "errors": {}}
    assert payload["type"] == "block_actions"
    assert payload["user"] == {"id": ANA, "username": "ana", "name": "ana", "team_id": TEAM_ID}
    assert payload["team"] == {"id": TEAM_ID, "domain": "local"}
    assert payload["api_app_id"] == "A0LASTCALL"
    assert payload["channel"] == {"id": INCIDENTS, "name": "incidents"}
    assert payload["container"] == {
        "type": "message_attachment",
        "message_ts": ts,
        "channel_id": INCIDENTS,
        "is_ephemeral": False,
        "attachment_id": 1,
        "is_app_unfurl": False,
    }
    assert payload["message"]["ts"] == ts
    assert payload["response_url"].startswith(slack.page_url + "response/")
    assert payload["trigger_id"]
    (action,) = payload["actions"]
    assert action.pop("action_ts") > ts
    assert action == {
        "type": "button",
        "action_id": "acknowledge",
        "block_id": "row",
        "text": plain("Press"),
        "value": "K7Q2-M9TD",
    }


def test_a_click_on_top_level_blocks_names_a_message_as_its_container(
    bot: WebClient, page: WorkspaceClient, app: App
) -> None:
    ts = bot.chat_postMessage(channel=INCIDENTS, text="x", blocks=[actions(button())])["ts"]

    page.click(ANA, "press", channel=INCIDENTS, ts=ts)

    assert app.payload["container"]["type"] == "message"


@pytest.mark.parametrize(
    ("element", "selected", "carried"),
    [
        pytest.param(SNOOZE, "4h", {"selected_option": options("4h")[0]}, id="select"),
        pytest.param(MORE, "noise", {"selected_option": options("noise")[0]}, id="overflow"),
        pytest.param(WHEN, 1_900_000_000, {"selected_date_time": 1_900_000_000}, id="date and time"),
        pytest.param(WATCH, ["queue"], {"selected_options": options("queue")}, id="checkboxes"),
        pytest.param(
            {"type": "datepicker", "action_id": "day"},
            "2030-03-02",
            {"selected_date": "2030-03-02"},
            id="date",
        ),
        pytest.param({"type": "users_select", "action_id": "to"}, ANA, {"selected_user": ANA}, id="person"),
    ],
)
def test_a_choice_carries_what_was_chosen(
    page: WorkspaceClient,
    app: App,
    post: Post,
    element: dict[str, Any],
    selected: Any,
    carried: dict[str, Any],
) -> None:
    page.click(ANA, element["action_id"], channel=INCIDENTS, ts=post(element), selected=selected)

    (action,) = app.payload["actions"]
    assert carried.items() <= action.items()
    assert "options" not in action


def test_a_choice_stands_in_the_state_of_its_message(page: WorkspaceClient, app: App, post: Post) -> None:
    page.click(ANA, "snooze", channel=INCIDENTS, ts=post(SNOOZE, button()), selected="1h")

    held = {"type": "static_select", "selected_option": options("1h")[0]}
    assert app.payload["state"]["values"] == {"row": {"snooze": held}}


def test_what_is_not_offered_cannot_be_chosen(page: WorkspaceClient, app: App, post: Post) -> None:
    with pytest.raises(RefusedError, match="'9h' is not offered by snooze: choose one of 1h, 4h"):
        page.click(ANA, "snooze", channel=INCIDENTS, ts=post(SNOOZE), selected="9h")

    assert app.requests == []


def test_a_click_in_a_modal_carries_the_view_and_what_stands_in_its_inputs(
    bot: WebClient, slack: SlackWorkspace, page: WorkspaceClient, app: App
) -> None:
    content = modal(actions(button("next")), note_input(), submit=plain("Send"), private_metadata="K7Q2")
    opened = bot.views_open(trigger_id=slack.workspace.triggers.give(ANA), view=content)["view"]

    page.click(ANA, "next", view_id=opened["id"], values={"why": {"note": "half a sentence"}})

    payload = app.payload
    assert payload["container"] == {"type": "view", "view_id": opened["id"]}
    assert payload["view"]["private_metadata"] == "K7Q2"
    note = payload["view"]["state"]["values"]["why"]["note"]
    assert note == {"type": "plain_text_input", "value": "half a sentence"}
    assert "message" not in payload
    assert "response_url" not in payload


def test_a_click_on_an_ephemeral_message_does_not_repeat_the_message(
    bot: WebClient, page: WorkspaceClient, app: App
) -> None:
    ts = bot.chat_postEphemeral(channel=INCIDENTS, user=ANA, text="x", blocks=[actions(button())])[
        "message_ts"
    ]

    page.click(ANA, "press", channel=INCIDENTS, ts=ts)

    assert app.payload["container"]["is_ephemeral"]
    assert "message" not in app.payload


def test_a_stranger_comes_with_their_own_team_and_a_guest_with_ours(
    page: WorkspaceClient, app: App, post: Post
) -> None:
    ts = post()

    page.click(GUS, "acknowledge", channel=INCIDENTS, ts=ts)
    assert app.payload["user"]["team_id"] == OTHER_TEAM_ID
    assert app.payload["team"]["id"] == OTHER_TEAM_ID

    page.click(DORA, "acknowledge", channel=INCIDENTS, ts=ts)
    assert app.payload["user"]["team_id"] == TEAM_ID


@pytest.mark.parametrize(
    ("user", "complaint"),
    [
        (CLEO, f"{CLEO} is not in channel {INCIDENTS}"),
        (FAY, "fay is deactivated"),
        ("U0NOBODY", "there is no person U0NOBODY"),
    ],
)
def test_who_cannot_see_a_message_cannot_press_it(
    page: WorkspaceClient, app: App, post: Post, user: str, complaint: str
) -> None:
    with pytest.raises(RefusedError, match=complaint):
        page.click(user, "acknowledge", channel=INCIDENTS, ts=post())

    assert app.requests == []


def test_what_is_not_there_cannot_be_pressed(page: WorkspaceClient, post: Post) -> None:
    ts = post()

    with pytest.raises(RefusedError, match="nothing there has the action 'purge'"):
        page.click(ANA, "purge", channel=INCIDENTS, ts=ts)
    with pytest.raises(RefusedError, match=r"there is no message 1\.000001"):
        page.click(ANA, "acknowledge", channel=INCIDENTS, ts="1.000001")
    with pytest.raises(RefusedError, match="has no view V0 open"):
        page.click(ANA, "acknowledge", view_id="V0")


def test_the_app_may_call_back_before_it_answers(
    bot: WebClient, page: WorkspaceClient, app: App, post: Post
) -> None:
    ts = post()

    def acknowledge(_: DoorRequest) -> DoorResponse:
        bot.chat_update(channel=INCIDENTS, ts=ts, text="acknowledged")
        return DoorResponse(status=200)

    app.reply = acknowledge
    page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)

    assert page.messages(INCIDENTS)[0]["text"] == "acknowledged"
