"""What the token was granted: by default what slack-app.yaml asks for, and no more.

Scopes of each method: https://docs.slack.dev/reference/methods; `security` in slackapi/slack-api-specs.
"""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack import methods
from local.slack_workspace import SlackWorkspace
from local.slack_workspace.manifest import FILE, Manifest, read_manifest, shipped
from local.slack_workspace.reference import ALL_SCOPES, METHODS, scopes_of
from tests.contract.slack_workspace.places import INCIDENTS, SECRET, TOKEN
from tests.contract.slack_workspace.scripted_app import MovableClock

ROOT = Path(__file__).parents[3]


def refusal(slack: SlackWorkspace, method: str, **arguments: str) -> tuple[str, str]:
    """The error, and what Slack says is needed."""
    with pytest.raises(SlackApiError) as failure:
        WebClient(TOKEN, base_url=slack.api_url).api_call(method, params=arguments)
    answer = failure.value.response
    return answer["error"], answer.get("needed", "")


def test_the_manifest_is_read_as_slack_reads_it() -> None:
    read = yaml.safe_load(FILE.read_text())
    assert ROOT / "slack-app.yaml" == FILE
    home = read["features"]["app_home"]
    assert shipped() == Manifest(
        scopes=frozenset(read["oauth_config"]["scopes"]["bot"]),
        commands=tuple(each["command"] for each in read["features"]["slash_commands"]),
        home_tab=home["home_tab_enabled"],
        messages_tab=home["messages_tab_enabled"],
    )


def test_comments_and_other_lists_are_no_scopes() -> None:
    text = """
a:
  bot_events:
    - app_home
  bot:
    # Why.
    - chat:write # posts

    - commands
  c: d
"""
    assert read_manifest(text).scopes == {"chat:write", "commands"}


def test_a_workspace_grants_what_the_manifest_asks_for(clock: MovableClock) -> None:
    slack = SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=clock)
    assert slack.workspace.scopes == shipped().scopes
    with slack:
        assert refusal(slack, "team.info")[0] == "missing_scope"


@pytest.mark.parametrize("method", sorted(methods.JSON | methods.FORM))
def test_the_manifest_asks_for_what_lastcall_calls(method: str) -> None:
    """Of conversations both kinds that a route may name: public and private channels."""
    for scope in METHODS[method].scopes:
        wanted = {scope.replace("*", prefix) for prefix in ("channels", "groups")}
        assert wanted <= shipped().scopes


def test_the_home_tab_is_on_where_something_is_shown_there_and_nowhere_else() -> None:
    assert shipped().home_tab is ("views.publish" in methods.JSON)


def test_the_manifest_asks_for_nothing_that_is_not_used() -> None:
    called = {scope for method in methods.JSON | methods.FORM for scope in scopes_of(method)}
    assert shipped().scopes <= called | {"commands", "chat:write.public", "metadata.message:read"}
    assert shipped().scopes <= ALL_SCOPES


def test_a_call_without_its_scope_names_what_is_needed_and_what_there_is(slack: SlackWorkspace) -> None:
    slack.workspace.scopes -= {"users:read"}
    with pytest.raises(SlackApiError) as failure:
        WebClient(TOKEN, base_url=slack.api_url).users_list()
    answer = failure.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
    assert set(answer["provided"].split(",")) == slack.workspace.scopes


@pytest.mark.parametrize(
    ("method", "right"),
    [("conversations.info", "read"), ("conversations.members", "read"), ("conversations.history", "history")],
)
def test_the_scope_of_one_kind_of_channel_is_none_of_another(
    slack: SlackWorkspace, method: str, right: str
) -> None:
    """https://github.com/DataDog/slapr/pull/47: groups:history was needed, channels:history was provided."""
    channel = slack.workspace.channels[INCIDENTS]
    slack.workspace.scopes -= {f"groups:{right}"}
    assert WebClient(TOKEN, base_url=slack.api_url).api_call(method, params={"channel": INCIDENTS})["ok"]

    slack.workspace.change_channel(replace(channel, is_private=True))
    assert refusal(slack, method, channel=INCIDENTS) == ("missing_scope", f"groups:{right}")


def test_without_any_of_them_all_are_named(slack: SlackWorkspace) -> None:
    every = ("channels:read", "groups:read", "mpim:read", "im:read")
    slack.workspace.scopes -= set(every)
    assert refusal(slack, "conversations.members", channel=INCIDENTS) == ("missing_scope", ",".join(every))


def test_a_list_needs_the_scope_of_each_kind_it_asks_for(slack: SlackWorkspace) -> None:
    """https://github.com/getsentry/sentry/pull/18317."""
    slack.workspace.scopes -= {"im:read"}
    bot = WebClient(TOKEN, base_url=slack.api_url)
    assert bot.conversations_list(types="public_channel,private_channel")["ok"]
    assert refusal(slack, "conversations.list", types="public_channel,im") == ("missing_scope", "im:read")
    assert refusal(slack, "conversations.list", types="rooms")[0] == "invalid_types"
