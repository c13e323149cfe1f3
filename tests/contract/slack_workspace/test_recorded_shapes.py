"""The local Slack answers with nothing that the real one was never seen to answer with.

Keys and types of every answer that slackapi/java-slack-sdk recorded (`json-logs`; those of messages as
slackapi/node-slack-sdk lists them, from the same recordings), of the methods that Lastcall calls or its tests
lean on; a key may be missing, since several never come together, but what Lastcall reads has to be there.
`null` stands where Slack sends it for what a view does not have.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack import methods
from local.slack_workspace import SlackWorkspace, WorkspaceClient
from tests.contract.slack_workspace.blocks import actions, button, card, modal
from tests.contract.slack_workspace.places import ANA, GUS, INCIDENTS
from tests.contract.slack_workspace.scripted_app import App

TEXTS = "str"
FLAGS = "bool"
NUMBERS = "int"


def keys(kind: str, names: str, prefix: str = "") -> dict[str, str]:
    """Dotted paths, each with the type that stands there; `[]` is an element of a list."""
    return {f"{prefix}{name}": kind for name in names.split()}


def messages(prefix: str, more: str = "") -> dict[str, str]:
    """What every message may have, and what it has besides where it is answered."""
    return (
        keys(TEXTS, f"type user text team bot_id app_id thread_ts {more}", prefix)
        | keys(TEXTS, "id app_id name team_id", f"{prefix}bot_profile.")
        | keys(FLAGS, "bot_profile.deleted", prefix)
        | keys("list", "blocks", prefix)
        | keys("dict", "metadata", prefix)
    )


def threads(prefix: str) -> dict[str, str]:
    """What a root has besides."""
    return (
        keys(NUMBERS, "reply_count reply_users_count", prefix)
        | keys(TEXTS, "reply_users[] latest_reply", prefix)
        | keys(FLAGS, "subscribed is_locked", prefix)
    )


EDITED = "edited.user edited.ts"
VIEW = (
    keys(TEXTS, "id team_id type private_metadata callback_id external_id hash", "view.")
    | keys(TEXTS, "root_view_id app_id app_installed_team_id bot_id", "view.")
    | keys("str|NoneType", "previous_view_id", "view.")
    | keys("dict|NoneType", "submit close", "view.")
    | keys("dict", "state title", "view.")
    | keys(FLAGS, "clear_on_close notify_on_close submit_disabled", "view.")
    | keys("list", "blocks", "view.")
)
RECORDED: Mapping[str, Mapping[str, str]] = {
    "auth.test": keys(TEXTS, "url team user team_id user_id bot_id enterprise_id app_name app_id")
    | keys(FLAGS, "is_enterprise_install"),
    "chat.delete": keys(TEXTS, "channel ts"),
    "chat.getPermalink": keys(TEXTS, "permalink channel"),
    "chat.postEphemeral": keys(TEXTS, "message_ts"),
    "chat.postMessage": keys(TEXTS, "channel ts")
    | messages("message.", "ts subtype")
    | keys("list", "attachments", "message."),
    # Neither its time nor its attachments were ever seen there.
    "chat.update": keys(TEXTS, "channel ts text") | messages("message.", EDITED),
    "conversations.history": keys(FLAGS, "has_more")
    | messages("messages[].", f"ts subtype {EDITED}")
    | threads("messages[].")
    | keys("list", "attachments", "messages[]."),
    "conversations.replies": keys(FLAGS, "has_more")
    | messages("messages[].", f"ts {EDITED}")
    | threads("messages[].")
    | keys("list", "attachments", "messages[]."),
    "conversations.members": keys(TEXTS, "members[] response_metadata.next_cursor"),
    "dnd.info": keys(FLAGS, "dnd_enabled") | keys(NUMBERS, "next_dnd_start_ts next_dnd_end_ts"),
    "files.getUploadURLExternal": keys(TEXTS, "upload_url file_id"),
    "files.completeUploadExternal": keys(TEXTS, "id title name mimetype filetype", "files[]."),
    "usergroups.list": keys(TEXTS, "id team_id name description handle", "usergroups[].")
    | keys(FLAGS, "is_usergroup is_external", "usergroups[].")
    | keys(NUMBERS, "date_delete user_count", "usergroups[]."),
    "usergroups.users.list": keys(TEXTS, "users[]"),
    "users.info": keys(TEXTS, "id team_id name color real_name tz tz_label locale enterprise_id", "user.")
    | keys(FLAGS, "deleted is_admin is_owner is_bot is_app_user is_restricted is_ultra_restricted", "user.")
    | keys(FLAGS, "is_stranger is_primary_owner", "user.")
    | keys(TEXTS, "real_name display_name title team email", "user.profile.")
    | keys(TEXTS, "teams[]", "user.")
    | keys(TEXTS, "id enterprise_id enterprise_name teams[]", "user.enterprise_user.")
    | keys(FLAGS, "is_admin is_owner is_primary_owner", "user.enterprise_user."),
    "conversations.info": keys(TEXTS, "id name name_normalized creator context_team_id", "channel.")
    | keys(FLAGS, "is_channel is_group is_im is_mpim is_private is_archived is_general is_member", "channel.")
    | keys(NUMBERS, "num_members created", "channel.")
    | keys(TEXTS, "topic.value topic.creator purpose.value purpose.creator", "channel.")
    | keys(NUMBERS, "topic.last_set purpose.last_set", "channel."),
    "views.open": VIEW,
    "views.update": VIEW,
}
# What Lastcall reads of them.
READ: Mapping[str, str] = {
    "auth.test": "team_id is_enterprise_install",
    "chat.getPermalink": "permalink",
    "chat.postMessage": "ts",
    "conversations.history": "messages[].ts messages[].text messages[].blocks messages[].metadata",
    "conversations.replies": "messages[].ts messages[].text messages[].blocks messages[].metadata",
    "conversations.members": "members[] response_metadata.next_cursor",
    "dnd.info": "dnd_enabled next_dnd_start_ts next_dnd_end_ts",
    "files.getUploadURLExternal": "upload_url file_id",
    "usergroups.list": "usergroups[].id usergroups[].handle",
    "usergroups.users.list": "users[]",
    "users.info": "user.team_id user.name user.profile.display_name user.deleted user.is_bot "
    "user.is_stranger user.is_restricted user.is_ultra_restricted",
}


MADE_UP = {"state", "title", "submit", "close", "blocks", "attachments", "metadata"}


def paths(value: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every place of an answer with its type; what somebody made up is not gone into."""
    if prefix.removesuffix(".").rpartition(".")[2] in MADE_UP:
        yield prefix.removesuffix("."), type(value).__name__
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from paths(each, f"{prefix}{name}.")
    elif isinstance(value, list):
        for each in value:
            yield from paths(each, f"{prefix.removesuffix('.')}[].")
    else:
        yield prefix.removesuffix("."), type(value).__name__


Answers = Callable[[str], dict[str, Any]]


@pytest.fixture
def answered(slack: SlackWorkspace, bot: WebClient, page: WorkspaceClient, app: App) -> Answers:
    """The answer to one good call of a method."""
    metadata = {"event_type": "x", "event_payload": {"marker": "y"}}
    whole: dict[str, Any] = {"text": "x", "blocks": [actions(button())], "metadata": metadata}
    ts = str(bot.chat_postMessage(channel=INCIDENTS, **whole)["ts"])
    carded = str(bot.chat_postMessage(channel=INCIDENTS, text="x", attachments=card(actions(button())))["ts"])
    bot.chat_postMessage(channel=INCIDENTS, thread_ts=ts, reply_broadcast=True, **whole)
    bot.chat_update(channel=INCIDENTS, ts=ts, text="y")

    def trigger() -> str:
        page.click(ANA, "press", channel=INCIDENTS, ts=ts)
        return str(app.payload["trigger_id"])

    def opened() -> str:
        return str(bot.views_open(trigger_id=trigger(), view=modal())["view"]["id"])

    def uploaded() -> str:
        place = bot.files_getUploadURLExternal(filename="a.png", length=3)
        urlopen(Request(str(place["upload_url"]), b"abc", method="POST")).close()  # noqa: S310 - our own
        return json.dumps([{"id": place["file_id"], "title": "a"}])

    given: dict[str, Callable[[], dict[str, Any]]] = {
        "chat.delete": lambda: {"channel": INCIDENTS, "ts": carded},
        "chat.getPermalink": lambda: {"channel": INCIDENTS, "message_ts": ts},
        "chat.postEphemeral": lambda: {"channel": INCIDENTS, "user": ANA, "text": "x"},
        "chat.postMessage": lambda: {"channel": INCIDENTS, "thread_ts": ts, "text": "x"},
        "chat.update": lambda: {"channel": INCIDENTS, "ts": carded, "text": "x"},
        "conversations.history": lambda: {"channel": INCIDENTS, "include_all_metadata": True},
        "conversations.info": lambda: {"channel": INCIDENTS},
        "conversations.members": lambda: {"channel": INCIDENTS},
        "conversations.replies": lambda: {"channel": INCIDENTS, "ts": ts, "include_all_metadata": True},
        "dnd.info": lambda: {"user": ANA},
        "files.getUploadURLExternal": lambda: {"filename": "a.png", "length": 3},
        "files.completeUploadExternal": lambda: {"files": uploaded(), "channel_id": INCIDENTS},
        "usergroups.users.list": lambda: {"usergroup": "S0ORDERS01"},
        "users.info": lambda: {"user": GUS},
        "views.open": lambda: {"trigger_id": trigger(), "view": json.dumps(modal())},
        "views.update": lambda: {"view_id": opened(), "view": json.dumps(modal())},
    }

    def answer(method: str) -> dict[str, Any]:
        data = bot.api_call(method, params=given.get(method, dict)()).data
        assert isinstance(data, dict)
        return {name: value for name, value in data.items() if name != "ok"}

    return answer


@pytest.mark.parametrize("method", sorted(RECORDED))
def test_an_answer_has_only_what_was_recorded_in_the_types_that_were(answered: Answers, method: str) -> None:
    found = dict(paths(answered(method)))
    assert found
    unheard = {
        path: kind for path, kind in found.items() if kind not in RECORDED[method].get(path, "").split("|")
    }
    assert unheard == {}


@pytest.mark.parametrize("method", sorted(methods.JSON | methods.FORM))
def test_whatever_lastcall_calls_was_recorded(method: str) -> None:
    assert method in RECORDED


# What stands in a refusal: of the recordings' `error`, `errors`, `needed`, `provided`, `response_metadata`.
REFUSAL = keys(TEXTS, "error errors[] needed provided response_metadata.messages[]")
REFUSED: Mapping[str, tuple[str, dict[str, Any]]] = {
    "an argument is absent": ("conversations.members", {}),
    "a scope is missing": ("team.info", {}),
    "there is no such channel": ("conversations.history", {"channel": "C0NOWHERE1"}),
    "blocks do not fit": ("chat.postMessage", {"channel": INCIDENTS, "blocks": json.dumps([{"type": "?"}])}),
    "there is no such message": ("chat.update", {"channel": INCIDENTS, "ts": "1.0", "text": "x"}),
}


@pytest.mark.parametrize(("method", "given"), REFUSED.values(), ids=list(REFUSED))
def test_a_refusal_says_no_more_than_was_recorded(
    slack: SlackWorkspace, bot: WebClient, method: str, given: dict[str, Any]
) -> None:
    slack.workspace.scopes -= {"team:read"}
    with pytest.raises(SlackApiError) as failure:
        bot.api_call(method, params=given)
    data: Any = failure.value.response.data
    assert data.pop("ok") is False
    found = dict(paths(data))
    assert "error" in found
    assert found.items() <= REFUSAL.items()


@pytest.mark.parametrize("method", sorted(READ))
def test_what_lastcall_reads_was_recorded_and_is_answered(answered: Answers, method: str) -> None:
    wanted = set(READ[method].split())
    assert wanted <= set(RECORDED[method])
    assert wanted <= {path for path, _ in paths(answered(method))}
