"""views.*: triggers that expire, views found by external id, stale hashes, stacks of three."""

import pytest
from slack_sdk import WebClient

from local.slack_workspace import SlackWorkspace, WorkspaceClient
from tests.contract.slack_workspace.blocks import actions, button, modal, section
from tests.contract.slack_workspace.calls import refused
from tests.contract.slack_workspace.places import ANA, BEN, INCIDENTS
from tests.contract.slack_workspace.scripted_app import App, MovableClock


@pytest.fixture
def trigger(slack: SlackWorkspace, bot: WebClient, page: WorkspaceClient, app: App) -> str:
    """The trigger id of a click by ana."""
    ts = bot.chat_postMessage(channel=INCIDENTS, text="x", blocks=[actions(button())])["ts"]
    page.click(ANA, "press", channel=INCIDENTS, ts=ts)
    trigger_id: str = app.payload["trigger_id"]
    return trigger_id


def test_a_click_opens_a_modal_before_the_person_who_clicked(
    bot: WebClient, page: WorkspaceClient, trigger: str
) -> None:
    view = bot.views_open(trigger_id=trigger, view=modal())["view"]

    assert [shown["id"] for shown in page.views(ANA)] == [view["id"]]
    assert page.views(BEN) == []


def test_a_trigger_expires_after_three_seconds(bot: WebClient, clock: MovableClock, trigger: str) -> None:
    clock.advance(seconds=3.001)

    assert refused(bot.views_open, trigger_id=trigger, view=modal()) == "expired_trigger_id"


def test_a_trigger_lives_for_three_seconds(bot: WebClient, clock: MovableClock, trigger: str) -> None:
    clock.advance(seconds=3)

    assert bot.views_open(trigger_id=trigger, view=modal())["ok"]


def test_a_trigger_opens_once(bot: WebClient, trigger: str) -> None:
    bot.views_open(trigger_id=trigger, view=modal())

    assert refused(bot.views_open, trigger_id=trigger, view=modal()) == "exchanged_trigger_id"


def test_an_invented_trigger_is_refused(bot: WebClient) -> None:
    assert refused(bot.views_open, trigger_id="1.2.3", view=modal()) == "invalid_trigger_id"


def test_a_refused_view_leaves_the_trigger_unused(bot: WebClient, trigger: str) -> None:
    assert refused(bot.views_open, trigger_id=trigger, view=modal(section(""))) == "invalid_arguments"

    assert bot.views_open(trigger_id=trigger, view=modal())["ok"]


def test_a_view_is_updated_by_its_external_id(bot: WebClient, page: WorkspaceClient, trigger: str) -> None:
    opened = bot.views_open(trigger_id=trigger, view=modal(section("Loading…"), external_id="click-1"))[
        "view"
    ]

    updated = bot.views_update(external_id="click-1", view=modal(section("37 messages")))["view"]

    assert updated["id"] == opened["id"]
    assert updated["hash"] != opened["hash"]
    assert updated["external_id"] == "click-1"
    assert page.views(ANA)[0]["blocks"][0]["text"]["text"] == "37 messages"


def test_an_external_id_is_unique(bot: WebClient, slack: SlackWorkspace) -> None:
    first, second = (slack.workspace.triggers.give(user) for user in (ANA, BEN))
    bot.views_open(trigger_id=first, view=modal(external_id="click-1"))

    again = {"trigger_id": second, "view": modal(external_id="click-1")}
    assert refused(bot.views_open, **again) == "duplicate_external_id"


def test_a_closed_view_is_not_found(bot: WebClient, page: WorkspaceClient, trigger: str) -> None:
    view = bot.views_open(trigger_id=trigger, view=modal(external_id="click-1"))["view"]
    page.close(ANA, view["id"])

    assert refused(bot.views_update, external_id="click-1", view=modal()) == "not_found"
    assert refused(bot.views_update, view_id=view["id"], view=modal()) == "not_found"


def test_a_stale_hash_is_a_conflict(bot: WebClient, trigger: str) -> None:
    view = bot.views_open(trigger_id=trigger, view=modal())["view"]
    bot.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("newer")))

    stale = {"view_id": view["id"], "hash": view["hash"], "view": modal(section("older"))}
    assert refused(bot.views_update, **stale) == "hash_conflict"


def test_a_view_update_must_name_a_view(bot: WebClient) -> None:
    assert refused(bot.api_call, api_method="views.update", json={"view": modal()}) == "invalid_arguments"


def test_only_a_click_in_a_modal_pushes_and_three_is_the_deepest(
    bot: WebClient, page: WorkspaceClient, app: App, trigger: str
) -> None:
    assert refused(bot.views_push, trigger_id=trigger, view=modal()) == "view_not_found"
    top = bot.views_open(trigger_id=trigger, view=modal(actions(button())))["view"]

    for _ in range(2):
        page.click(ANA, "press", view_id=top["id"])
        pushed = bot.views_push(trigger_id=app.payload["trigger_id"], view=modal(actions(button())))["view"]
        assert pushed["previous_view_id"] == top["id"]
        top = pushed

    page.click(ANA, "press", view_id=top["id"])
    again = {"trigger_id": app.payload["trigger_id"], "view": modal()}
    assert refused(bot.views_push, **again) == "push_limit_reached"
    assert len(page.views(ANA)) == 3


def test_a_home_tab_is_published_and_replaced(bot: WebClient, page: WorkspaceClient) -> None:
    first = bot.views_publish(user_id=ANA, view={"type": "home", "blocks": [section("1 open")]})["view"]
    bot.views_publish(user_id=ANA, view={"type": "home", "blocks": [section("2 open")]})

    home = page.state()["homes"][ANA]
    assert (home["id"], home["blocks"][0]["text"]["text"]) == (first["id"], "2 open")
    stale = {"user_id": ANA, "hash": first["hash"], "view": {"type": "home", "blocks": []}}
    assert refused(bot.views_publish, **stale) == "hash_conflict"


def test_a_modal_is_no_home_and_a_home_no_modal(bot: WebClient, trigger: str) -> None:
    assert refused(bot.views_publish, user_id=ANA, view=modal()) == "invalid_arguments"
    home = {"type": "home", "blocks": []}
    assert refused(bot.views_open, trigger_id=trigger, view=home) == "invalid_arguments"
