"""The unmodified Bolt app behind the workspace's door."""

from datetime import UTC, datetime

import pytest
from slack_bolt import Ack, App, BoltRequest
from slack_sdk import WebClient

from local.slack_workspace import DoorRequest, DoorResponse, SlackWorkspace, WorkspaceClient
from tests.contract.slack_workspace.blocks import actions, button, card, form, modal, section
from tests.contract.slack_workspace.places import ANA, INCIDENTS, SECRET, TOKEN
from tests.contract.slack_workspace.scripted_app import MovableClock


@pytest.fixture
def real_time(clock: MovableClock) -> None:
    """Bolt verifies timestamps against the machine's own time."""
    clock.now = datetime.now(UTC)


@pytest.fixture
def bolt(slack: SlackWorkspace, real_time: None) -> App:
    client = WebClient(TOKEN, base_url=slack.api_url)
    bolt = App(token=TOKEN, signing_secret=SECRET, client=client, process_before_response=True)

    def door(request: DoorRequest) -> DoorResponse:
        answer = bolt.dispatch(BoltRequest(body=request.body.decode(), headers=dict(request.headers)))
        return DoorResponse(
            status=answer.status,
            body=(answer.body or "").encode(),
            headers={name: values[0] for name, values in answer.headers.items()},
        )

    slack.courier.door = door
    return bolt


def test_a_click_a_modal_and_a_submission_go_through_bolt(
    bolt: App, bot: WebClient, page: WorkspaceClient
) -> None:
    @bolt.action("inspect")
    def open_modal(ack: Ack, body: dict[str, str], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form(callback_id="redrive"))

    @bolt.view("redrive")
    def submitted(ack: Ack, view: dict[str, dict[str, dict[str, dict[str, dict[str, str]]]]]) -> None:
        reason = view["state"]["values"]["why"]["note"]["value"]
        ack(response_action="update", view=modal(section(f"Redriving: {reason}")))

    ts = bot.chat_postMessage(channel=INCIDENTS, attachments=card(actions(button("inspect"))))["ts"]
    assert page.click(ANA, "inspect", channel=INCIDENTS, ts=ts)["ok"]
    (view,) = page.views(ANA)
    assert page.submit(ANA, view["id"], {"why": "fix deployed"})["ok"]

    assert page.views(ANA)[0]["blocks"][0]["text"]["text"] == "Redriving: fix deployed"


def test_a_command_and_the_home_tab_go_through_bolt(bolt: App, page: WorkspaceClient) -> None:
    @bolt.command("/lastcall")
    def listed(ack: Ack, command: dict[str, str]) -> None:
        ack(f"asked for {command['text']}")

    @bolt.event("app_home_opened")
    def home(event: dict[str, str], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("1 open")]})

    assert page.command(ANA, INCIDENTS, "/lastcall list")["ok"]
    assert page.open_home(ANA)["ok"]

    state = page.state()
    assert state["ephemerals"][ANA][0]["text"] == "asked for list"
    assert state["homes"][ANA]["blocks"][0]["text"]["text"] == "1 open"
