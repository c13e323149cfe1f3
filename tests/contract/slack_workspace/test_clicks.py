"""block_actions: signed, complete, with a deadline; what the person sees when the app does not answer."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from bot.demo.slack_workspace import DoorRequest, DoorResponse, SlackWorkspace, WorkspaceClient
from bot.demo.slack_workspace.client import RefusedError
from bot.demo.slack_workspace.door import sign
from bot.demo.slack_workspace.people import OTHER_TEAM_ID, TEAM_ID
from tests.contract.slack_workspace.conftest import (
    ANA,
    CLEO,
    DORA,
    FAY,
    GUS,
    INCIDENTS,
    SECRET,
    App,
    MovableClock,
    actions,
    button,
    card,
    modal,
    note_input,
    options,
    plain,
    section,
)

SNOOZE = {"type": "static_select", "action_id": "snooze", "options": options("1h", "4h")}
MORE = {"type": "overflow", "action_id": "more", "options": options("runbook", "noise")}
WHEN = {"type": "datetimepicker", "action_id": "when"}
WATCH = {"type": "checkboxes", "action_id": "watch", "options": options("queue", "consumer")}

Post = Callable[..., str]


@pytest.fixture
def post(bot: WebClient) -> Post:
    def post_card(*elements: dict[str, Any]) -> str:
        row = actions(*(elements or (button("acknowledge", value="K7Q2-M9TD"),)))
        ts: str = bot.chat_postMessage(channel=INCIDENTS, attachments=card(section(), row))["ts"]
        return ts

    return post_card


def test_a_signature_is_slacks_own_for_slacks_published_example() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
        b"96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )

    signature = sign("8f742231b10e8888abcd99yyyzzz85a5", 1531420618, body)

    assert signature == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


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


def test_a_status_other_than_200_is_shown_beside_the_control_to_that_person(
    page: WorkspaceClient, app: App, post: Post
) -> None:
    ts = post()
    app.answers(status=503)

    outcome = page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)

    assert (outcome["ok"], outcome["shown"]) == (False, "This app responded with Status Code 503.")
    (warning,) = page.state()["warnings"]
    assert (warning["user"], warning["ts"], warning["action_id"]) == (ANA, ts, "acknowledge")


def test_the_next_click_takes_the_warning_away(page: WorkspaceClient, app: App, post: Post) -> None:
    ts = post()
    app.answers(status=503)
    page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)
    app.answers(status=200)

    page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)

    assert page.state()["warnings"] == []


def answer_after(clock: MovableClock, seconds: float) -> Callable[[DoorRequest], DoorResponse]:
    def reply(_: DoorRequest) -> DoorResponse:
        clock.advance(seconds=seconds)
        return DoorResponse(status=200)

    return reply


def test_an_answer_after_three_seconds_counts_as_none(
    page: WorkspaceClient, app: App, post: Post, clock: MovableClock
) -> None:
    ts = post()
    app.reply = answer_after(clock, 3.1)
    late = page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)
    app.reply = answer_after(clock, 2.9)
    just_in_time = page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)

    assert late["shown"] == "Operation timed out. Apps need to respond within 3 seconds."
    assert just_in_time["ok"]


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


def test_a_delivery_can_be_replayed_byte_for_byte(
    page: WorkspaceClient, app: App, post: Post, clock: MovableClock
) -> None:
    page.click(ANA, "acknowledge", channel=INCIDENTS, ts=post())
    clock.advance(minutes=4)

    page.replay()

    first, second = app.requests
    assert first == second
    assert [delivery["status"] for delivery in page.deliveries()] == [200, 200]


def test_a_request_becomes_the_event_a_function_url_makes_of_it(
    page: WorkspaceClient, app: App, post: Post
) -> None:
    page.click(ANA, "acknowledge", channel=INCIDENTS, ts=post())

    event = app.requests[-1].as_function_url_event()

    assert event["version"] == "2.0"
    assert event["requestContext"]["http"]["method"] == "POST"
    assert event["headers"]["x-slack-signature"].startswith("v0=")
    assert event["body"].encode() == app.requests[-1].body


def test_a_handlers_result_becomes_the_answer_slack_sees() -> None:
    result = {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"text": "x"}),
    }
    encoded = {"statusCode": 200, "body": "aGVsbG8=", "isBase64Encoded": True}

    assert DoorResponse.from_function_url_result(result).headers == {"content-type": "application/json"}
    assert DoorResponse.from_function_url_result(encoded).body == b"hello"
    assert DoorResponse.from_function_url_result({"statusCode": 401}) == DoorResponse(status=401)


def test_without_a_function_url_the_person_is_told_that_nothing_answered(
    clock: MovableClock, post: Post, slack: SlackWorkspace, page: WorkspaceClient
) -> None:
    ts = post()
    slack.courier.door = None

    outcome = page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)

    assert not outcome["ok"]
    assert page.deliveries()[-1]["failure"] == "the workspace knows no Function URL: set function_url"
