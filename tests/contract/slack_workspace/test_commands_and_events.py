"""Slash commands, response_url, the Home tab and url_verification."""

import json
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from local.slack_workspace import DoorRequest, DoorResponse, SlackWorkspace, WorkspaceClient
from local.slack_workspace.client import RefusedError
from tests.contract.slack_workspace.blocks import actions, button, modal, section
from tests.contract.slack_workspace.calls import post_json, refused
from tests.contract.slack_workspace.places import ANA, BEN, CLEO, INCIDENTS
from tests.contract.slack_workspace.scripted_app import EVERYTHING, App, MovableClock, answer_after


def test_a_command_is_sent_as_a_form_with_everything_slack_says(
    slack: SlackWorkspace, page: WorkspaceClient, app: App
) -> None:
    page.command(ANA, INCIDENTS, "/lastcall  ack K7Q2-M9TD ")

    form = app.form
    assert (form["command"], form["text"]) == ("/lastcall", "ack K7Q2-M9TD")
    assert (form["user_id"], form["user_name"]) == (ANA, "ana")
    assert (form["channel_id"], form["channel_name"]) == (INCIDENTS, "incidents")
    assert (form["team_id"], form["api_app_id"]) == ("T0LOCAL01", "A0LASTCALL")
    assert form["response_url"].startswith(slack.page_url)
    assert form["trigger_id"]


def test_a_command_may_open_a_modal(bot: WebClient, page: WorkspaceClient, app: App) -> None:
    page.command(ANA, INCIDENTS, "/lastcall inspect")
    bot.views_open(trigger_id=app.form["trigger_id"], view=modal())

    assert len(page.views(ANA)) == 1


def test_a_json_answer_is_seen_by_the_person_who_asked(page: WorkspaceClient, app: App) -> None:
    app.answers(value={"text": "2 open incidents"})

    page.command(ANA, INCIDENTS, "/lastcall list")

    state = page.state()
    assert [message["text"] for message in state["ephemerals"][ANA]] == ["2 open incidents"]
    assert state["messages"][INCIDENTS] == []


def test_a_plain_text_answer_is_shown_too(page: WorkspaceClient, app: App) -> None:
    app.reply = lambda _: DoorResponse(status=200, body=b"not accepted, try again")

    page.command(ANA, INCIDENTS, "/lastcall list")

    assert page.state()["ephemerals"][ANA][0]["text"] == "not accepted, try again"


def test_an_answer_for_the_channel_is_seen_by_all(page: WorkspaceClient, app: App) -> None:
    app.answers(value={"response_type": "in_channel", "text": "on call: ana"})

    page.command(ANA, INCIDENTS, "/lastcall oncall")

    assert [message["text"] for message in page.messages(INCIDENTS)] == ["on call: ana"]


def test_an_empty_answer_shows_nothing(page: WorkspaceClient) -> None:
    assert page.command(ANA, INCIDENTS, "/lastcall list")["ok"]
    assert page.state()["ephemerals"][ANA] == []


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (500, None, "dispatch_failed"),
        (200, {"blocks": [section("")]}, "invalid_blocks"),
        (200, [], "dispatch_unknown_error"),
    ],
)
def test_a_failed_command_says_so_in_slacks_words(
    page: WorkspaceClient, app: App, status: int, answer: Any, error: str
) -> None:
    app.answers(status, answer)

    outcome = page.command(ANA, INCIDENTS, "/lastcall list")

    assert outcome["shown"] == f'/lastcall failed with the error "{error}"'


def test_a_late_command_times_out(page: WorkspaceClient, app: App, clock: MovableClock) -> None:
    app.reply = answer_after(clock, 3.1)

    outcome = page.command(ANA, INCIDENTS, "/lastcall list")

    assert outcome["shown"] == '/lastcall failed with the error "operation_timeout"'


def test_a_command_begins_with_a_slash_and_in_a_channel_of_ones_own(page: WorkspaceClient) -> None:
    with pytest.raises(RefusedError, match="begins with a slash"):
        page.command(ANA, INCIDENTS, "list")
    with pytest.raises(RefusedError, match="is not in channel"):
        page.command(CLEO, INCIDENTS, "/lastcall list")


@pytest.fixture
def clicked(bot: WebClient, page: WorkspaceClient, app: App) -> str:
    """The response_url of a click by ana."""
    ts = bot.chat_postMessage(channel=INCIDENTS, text="x", blocks=[actions(button())])["ts"]
    page.click(ANA, "press", channel=INCIDENTS, ts=ts)
    url: str = app.payload["response_url"]
    return url


def respond(url: str, **content: Any) -> tuple[int, dict[str, Any]]:
    return post_json(url, json.dumps(content).encode())


def test_an_answer_through_the_response_url_is_ephemeral_unless_it_says_otherwise(
    page: WorkspaceClient, clicked: str
) -> None:
    WebhookClient(clicked).send(text="denied")
    WebhookClient(clicked).send(text="done", response_type="in_channel")

    state = page.state()
    assert [message["text"] for message in state["ephemerals"][ANA]] == ["denied"]
    assert [message["text"] for message in state["messages"][INCIDENTS]] == ["x", "done"]
    assert state["ephemerals"][BEN] == []


def test_the_original_can_be_replaced_and_deleted(page: WorkspaceClient, clicked: str) -> None:
    respond(clicked, replace_original=True, text="acknowledged")
    assert [message["text"] for message in page.messages(INCIDENTS)] == ["acknowledged"]

    respond(clicked, delete_original=True)
    assert page.messages(INCIDENTS) == []


def test_an_ephemeral_original_can_be_replaced(bot: WebClient, page: WorkspaceClient, app: App) -> None:
    ts = bot.chat_postEphemeral(channel=INCIDENTS, user=ANA, text="x", blocks=[actions(button())])[
        "message_ts"
    ]
    page.click(ANA, "press", channel=INCIDENTS, ts=ts)

    respond(app.payload["response_url"], replace_original=True, text="done")

    assert [message["text"] for message in page.state()["ephemerals"][ANA]] == ["done"]


def test_a_response_url_answers_five_times(clicked: str) -> None:
    statuses = [respond(clicked, text=str(n))[0] for n in range(6)]

    assert statuses == [200] * 5 + [404]
    assert respond(clicked, text="x")[1]["error"] == "used_url"


def test_a_response_url_answers_for_thirty_minutes(clicked: str, clock: MovableClock) -> None:
    clock.advance(minutes=30)
    assert respond(clicked, text="x")[0] == 200

    clock.advance(seconds=1)
    assert respond(clicked, text="x") == (404, {"ok": False, "error": "expired_url"})


def test_a_response_url_refuses_bad_blocks_and_bad_json(clicked: str) -> None:
    assert respond(clicked, blocks=[section("")])[1]["error"] == "invalid_blocks"
    assert post_json(clicked, b"{oops") == (400, {"ok": False, "error": "invalid_payload"})


def test_an_invented_response_url_is_not_found(slack: SlackWorkspace) -> None:
    assert respond(slack.page_url + "response/guess", text="x")[0] == 404


def test_opening_home_sends_a_signed_event(page: WorkspaceClient, app: App) -> None:
    page.open_home(ANA)

    event = app.event
    assert event["type"] == "event_callback"
    assert (event["event"]["type"], event["event"]["user"], event["event"]["tab"]) == (
        "app_home_opened",
        ANA,
        "home",
    )
    assert event["authorizations"][0]["team_id"] == "T0LOCAL01"
    assert app.requests[-1].headers["Content-Type"] == "application/json"


def test_home_says_which_view_stands_there(bot: WebClient, page: WorkspaceClient, app: App) -> None:
    view = bot.views_publish(user_id=ANA, view={"type": "home", "blocks": [section()]})["view"]

    page.open_home(ANA)

    assert app.event["event"]["view"]["id"] == view["id"]


def test_an_event_that_was_not_taken_is_sent_again_at_once_and_says_so(
    page: WorkspaceClient, app: App
) -> None:
    statuses = iter((500, 200))
    app.reply = lambda _: DoorResponse(status=next(statuses))

    outcome = page.open_home(ANA)

    first, second = app.requests
    assert outcome["ok"]
    assert first.body == second.body
    assert second.headers["X-Slack-Retry-Num"] == "1"
    assert second.headers["X-Slack-Retry-Reason"] == "http_error"


def test_url_verification_wants_the_challenge_back(slack: SlackWorkspace, app: App) -> None:
    def echo(request: DoorRequest) -> DoorResponse:
        return DoorResponse(status=200, body=json.loads(request.body)["challenge"].encode())

    app.reply = echo
    assert slack.acts.verify_url("3eZbrw1aB")

    app.answers(value={"challenge": "3eZbrw1aB"})
    assert slack.acts.verify_url("3eZbrw1aB")

    app.answers(value={"challenge": "another"})
    assert not slack.acts.verify_url("3eZbrw1aB")


def test_a_command_that_the_app_does_not_have_reaches_nobody(page: WorkspaceClient, app: App) -> None:
    outcome = page.command(ANA, INCIDENTS, "/weather here")

    assert outcome["shown"] == "/weather is not a valid command."
    assert app.requests == []


def test_what_has_no_home_tab_opens_and_publishes_none(
    slack: SlackWorkspace, bot: WebClient, page: WorkspaceClient
) -> None:
    slack.workspace.manifest = EVERYTHING._replace(home_tab=False)

    with pytest.raises(RefusedError, match="the app has no Home tab"):
        page.open_home(ANA)
    home = {"type": "home", "blocks": [section()]}
    assert refused(bot.views_publish, user_id=ANA, view=home) == "not_enabled"
