"""Reading the workspace: authentication, scopes, people, channels, histories page by page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local.slack_workspace import ALL_SCOPES, SlackWorkspace
from tests.contract.slack_workspace.calls import post_json
from tests.contract.slack_workspace.places import (
    ANA,
    ARCHIVED,
    BEN,
    BOT,
    CLEO,
    DORA,
    EMIL,
    FAY,
    GUS,
    INCIDENTS,
    NO_BOT,
    ORDERS,
    SECRET,
    TOKEN,
)
from tests.contract.slack_workspace.scripted_app import EVERYTHING, MovableClock


def error_of(failure: pytest.ExceptionInfo[SlackApiError]) -> str:
    error: str = failure.value.response["error"]
    return error


def test_auth_test_says_who_the_bot_is_and_what_it_may(bot: WebClient) -> None:
    answer = bot.auth_test()

    assert (answer["user_id"], answer["user"]) == (BOT, "lastcall")
    assert set(answer.headers["X-OAuth-Scopes"].split(",")) == ALL_SCOPES


@pytest.mark.parametrize(("token", "error"), [(None, "not_authed"), ("xoxb-stolen", "invalid_auth")])
def test_a_call_without_the_right_token_is_refused(
    slack: SlackWorkspace, token: str | None, error: str
) -> None:
    with pytest.raises(SlackApiError) as failure:
        WebClient(token, base_url=slack.api_url).auth_test()

    assert error_of(failure) == error


def test_a_missing_scope_is_named(clock: MovableClock) -> None:
    scopes = ALL_SCOPES - {"channels:history"}
    manifest = EVERYTHING._replace(scopes=scopes)
    workspace = SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=clock, manifest=manifest)
    with workspace as slack, pytest.raises(SlackApiError) as failure:
        WebClient(TOKEN, base_url=slack.api_url).conversations_history(channel=INCIDENTS)

    answer = failure.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")
    assert set(answer["provided"].split(",")) == scopes


def test_an_unknown_method_is_named(bot: WebClient) -> None:
    with pytest.raises(SlackApiError) as failure:
        bot.api_call("chat.shout")

    assert (error_of(failure), failure.value.response["req_method"]) == ("unknown_method", "chat.shout")


def test_api_test_echoes_and_can_be_told_to_fail(bot: WebClient) -> None:
    assert bot.api_test(foo="bar")["args"] == {"foo": "bar"}

    with pytest.raises(SlackApiError) as failure:
        bot.api_test(error="my_error")
    assert error_of(failure) == "my_error"


def test_a_body_that_is_no_json_is_refused(slack: SlackWorkspace) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}

    for body, error in ((b"{oops", "invalid_json"), (b"[]", "json_not_object")):
        answer = post_json(slack.api_url + "chat.postMessage", body, headers)
        assert answer == (200, {"ok": False, "error": error})


def test_the_workspace_has_people_of_every_standing(bot: WebClient) -> None:
    people = {user["id"]: user for user in bot.users_list()["members"]}

    assert people[DORA]["is_restricted"]
    assert people[FAY]["deleted"]
    assert people[GUS]["team_id"] != people[ANA]["team_id"]
    assert not people[GUS]["is_stranger"], "https://docs.slack.dev/reference/objects/user-object"
    assert not people[GUS]["is_restricted"]
    assert people[BOT]["is_bot"]
    assert not people[ANA]["is_restricted"]


def test_users_info_knows_a_person_or_says_not_found(bot: WebClient) -> None:
    assert bot.users_info(user=ANA)["user"]["profile"]["display_name"] == "ana"

    with pytest.raises(SlackApiError) as failure:
        bot.users_info(user="U0NOBODY")
    assert error_of(failure) == "user_not_found"


def test_who_rests_is_in_do_not_disturb_now(bot: WebClient, clock: MovableClock) -> None:
    answer = bot.dnd_info(user=EMIL)
    team = bot.dnd_teamInfo(users=f"{ANA},{EMIL}")["users"]

    now = clock().timestamp()
    assert answer["dnd_enabled"]
    assert answer["next_dnd_start_ts"] < now < answer["next_dnd_end_ts"]
    assert (team[ANA]["dnd_enabled"], team[EMIL]["dnd_enabled"]) == (False, True)


def test_a_user_group_lists_its_people(bot: WebClient) -> None:
    groups = bot.usergroups_list(include_users=True)["usergroups"]

    assert [(group["handle"], group["users"]) for group in groups] == [("orders-oncall", [ANA, BEN])]
    assert bot.usergroups_users_list(usergroup=groups[0]["id"])["users"] == [ANA, BEN]
    with pytest.raises(SlackApiError) as failure:
        bot.usergroups_users_list(usergroup="S0NOBODY")
    assert error_of(failure) == "no_such_subteam"


def test_channels_say_whether_the_bot_is_in_and_whether_they_are_archived(bot: WebClient) -> None:
    channels = {channel["id"]: channel for channel in bot.conversations_list()["channels"]}

    assert set(channels) == {INCIDENTS, ORDERS, ARCHIVED, NO_BOT}
    assert channels[ARCHIVED]["is_archived"]
    assert not channels[NO_BOT]["is_member"]
    assert ARCHIVED not in {c["id"] for c in bot.conversations_list(exclude_archived=True)["channels"]}
    assert bot.conversations_info(channel=INCIDENTS)["channel"]["name"] == "incidents"


def test_members_show_that_a_person_is_outside_the_channel(bot: WebClient) -> None:
    members = bot.conversations_members(channel=INCIDENTS)["members"]

    assert ANA in members
    assert CLEO not in members
    assert {c["id"] for c in bot.users_conversations(user=CLEO)["channels"]} == {NO_BOT}


def test_an_unknown_channel_is_not_found_by_any_reader(bot: WebClient) -> None:
    for read in (bot.conversations_info, bot.conversations_members, bot.conversations_history):
        with pytest.raises(SlackApiError) as failure:
            read(channel="C0NOWHERE1")
        assert error_of(failure) == "channel_not_found"


def test_history_comes_newest_first_and_page_by_page(bot: WebClient) -> None:
    stamps = [bot.chat_postMessage(channel=INCIDENTS, text=str(n))["ts"] for n in range(5)]

    pages = bot.conversations_history(channel=INCIDENTS, limit=2)

    read = [([message["ts"] for message in page["messages"]], page["has_more"]) for page in pages]
    newest = stamps[::-1]
    assert read == [(newest[:2], True), (newest[2:4], True), (newest[4:], False)]


def test_a_thread_comes_oldest_first_and_page_by_page(bot: WebClient) -> None:
    root = bot.chat_postMessage(channel=INCIDENTS, text="root")["ts"]
    for n in range(3):
        bot.chat_postMessage(channel=INCIDENTS, text=str(n), thread_ts=root)

    pages = bot.conversations_replies(channel=INCIDENTS, ts=root, limit=3)

    assert [message["text"] for page in pages for message in page["messages"]] == ["root", "0", "1", "2"]


def test_history_can_be_bounded_in_time(bot: WebClient, clock: MovableClock) -> None:
    stamps = []
    for n in range(3):
        stamps.append(bot.chat_postMessage(channel=INCIDENTS, text=str(n))["ts"])
        clock.advance(minutes=1)

    after = bot.conversations_history(channel=INCIDENTS, oldest=stamps[0])["messages"]
    within = bot.conversations_history(channel=INCIDENTS, oldest=stamps[0], latest=stamps[1], inclusive=True)

    assert [message["text"] for message in after] == ["2", "1"]
    assert [message["text"] for message in within["messages"]] == ["1", "0"]


def test_a_garbled_cursor_or_time_is_refused(bot: WebClient) -> None:
    with pytest.raises(SlackApiError) as cursor:
        bot.conversations_history(channel=INCIDENTS, cursor="~~~")
    with pytest.raises(SlackApiError) as oldest:
        bot.conversations_history(channel=INCIDENTS, oldest="yesterday")

    assert (error_of(cursor), error_of(oldest)) == ("invalid_cursor", "invalid_ts_oldest")


def test_a_thread_that_never_was_is_not_found(bot: WebClient) -> None:
    with pytest.raises(SlackApiError) as failure:
        bot.conversations_replies(channel=INCIDENTS, ts="1.000001")

    assert error_of(failure) == "thread_not_found"


def test_the_team_is_named(bot: WebClient) -> None:
    assert bot.team_info()["team"]["domain"] == "local"


def test_a_rest_lasts_eight_hours(bot: WebClient) -> None:
    answer = bot.dnd_info(user=EMIL)

    assert timedelta(seconds=answer["next_dnd_end_ts"] - answer["next_dnd_start_ts"]) == timedelta(hours=8)


def test_people_and_channels_may_change_while_it_runs(slack: SlackWorkspace, bot: WebClient) -> None:
    workspace = slack.workspace
    workspace.change_user(replace(workspace.users[ANA], deleted=True))
    workspace.change_channel(replace(workspace.channels[ORDERS], is_archived=True))

    assert bot.users_info(user=ANA)["user"]["deleted"]
    assert bot.conversations_info(channel=ORDERS)["channel"]["is_archived"]
