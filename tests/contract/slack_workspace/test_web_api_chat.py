"""chat.* as the unmodified slack_sdk client meets it."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from local.slack_workspace import ALL_SCOPES, SlackWorkspace, WorkspaceClient
from tests.contract.slack_workspace.blocks import actions, button, card, section
from tests.contract.slack_workspace.calls import refused
from tests.contract.slack_workspace.places import ANA, ARCHIVED, CLEO, FAY, INCIDENTS, NO_BOT, SECRET, TOKEN
from tests.contract.slack_workspace.scripted_app import EVERYTHING, MovableClock

METADATA = {"event_type": "card", "event_payload": {"id": "K7Q2-M9TD"}}


def test_a_card_is_posted_by_channel_name_and_read_back_by_id(bot: WebClient) -> None:
    posted = bot.chat_postMessage(channel="#incidents", attachments=card(section("*orders-dlq*")))

    messages = bot.conversations_history(channel=INCIDENTS)["messages"]

    assert posted["channel"] == INCIDENTS
    assert [message["ts"] for message in messages] == [posted["ts"]]
    assert messages[0]["attachments"][0]["blocks"][0]["text"]["text"] == "*orders-dlq*"


def test_blocks_without_ids_are_given_some(bot: WebClient) -> None:
    element = button()
    del element["action_id"]

    posted = bot.chat_postMessage(
        channel=INCIDENTS, text="x", blocks=[{"type": "actions", "elements": [element]}]
    )

    block = posted["message"]["blocks"][0]
    assert block["block_id"]
    assert block["elements"][0]["action_id"]


def test_timestamps_rise_while_the_clock_stands_still(bot: WebClient) -> None:
    stamps = [bot.chat_postMessage(channel=INCIDENTS, text="x")["ts"] for _ in range(3)]

    assert stamps == sorted(set(stamps))


def test_a_form_encoded_call_means_the_same_as_a_json_one(bot: WebClient) -> None:
    posted = bot.api_call(
        "chat.postMessage",
        data={"channel": INCIDENTS, "text": "x", "blocks": '[{"type": "divider"}]', "token": TOKEN},
    )

    assert posted["message"]["blocks"][0]["type"] == "divider"


def test_a_reply_belongs_to_its_thread_and_not_to_the_channel(bot: WebClient) -> None:
    root = bot.chat_postMessage(channel=INCIDENTS, text="root")["ts"]
    bot.chat_postMessage(channel=INCIDENTS, text="reply", thread_ts=root)

    history = bot.conversations_history(channel=INCIDENTS)["messages"]
    thread = bot.conversations_replies(channel=INCIDENTS, ts=root)["messages"]

    assert [message["text"] for message in history] == ["root"]
    assert history[0]["reply_count"] == 1
    assert [message["text"] for message in thread] == ["root", "reply"]


def test_a_broadcast_reply_stands_in_both(bot: WebClient) -> None:
    root = bot.chat_postMessage(channel=INCIDENTS, text="root")["ts"]
    bot.chat_postMessage(channel=INCIDENTS, text="reply", thread_ts=root, reply_broadcast=True)

    history = bot.conversations_history(channel=INCIDENTS)["messages"]

    assert [(message["text"], message.get("subtype")) for message in history] == [
        ("reply", "thread_broadcast"),
        ("root", None),
    ]


def test_a_reply_to_nothing_is_refused_but_a_deleted_root_still_takes_one(bot: WebClient) -> None:
    root = bot.chat_postMessage(channel=INCIDENTS, text="root")["ts"]
    bot.chat_delete(channel=INCIDENTS, ts=root)

    assert bot.chat_postMessage(channel=INCIDENTS, text="late", thread_ts=root)["ok"]
    nowhere = {"channel": INCIDENTS, "text": "x", "thread_ts": "1.000001"}
    assert refused(bot.chat_postMessage, **nowhere) == "cannot_reply_to_message"


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE1", "channel_not_found"),
        ("#nowhere", "channel_not_found"),
        (ARCHIVED, "is_archived"),
    ],
)
def test_posting_is_refused_where_the_bot_cannot_write(bot: WebClient, channel: str, error: str) -> None:
    assert refused(bot.chat_postMessage, channel=channel, text="x") == error


def test_outside_a_channel_only_its_own_scope_lets_the_bot_post(
    slack: SlackWorkspace, bot: WebClient
) -> None:
    """https://docs.slack.dev/reference/scopes/chat.write.public; it opens nothing else."""
    ts = bot.chat_postMessage(channel=NO_BOT, text="x")["ts"]
    assert bot.chat_update(channel=NO_BOT, ts=ts, text="y")["ok"]
    assert refused(bot.conversations_history, channel=NO_BOT) == "not_in_channel"
    assert refused(bot.chat_postEphemeral, channel=NO_BOT, user=ANA, text="x") == "not_in_channel"

    slack.workspace.scopes -= {"chat:write.public"}
    assert refused(bot.chat_postMessage, channel=NO_BOT, text="x") == "not_in_channel"
    assert refused(bot.chat_update, channel=NO_BOT, ts=ts, text="x") == "not_in_channel"


def test_a_private_channel_does_not_exist_for_a_bot_outside(slack: SlackWorkspace, bot: WebClient) -> None:
    channel = slack.workspace.channels[NO_BOT]
    slack.workspace.change_channel(replace(channel, is_private=True))

    assert refused(bot.chat_postMessage, channel=NO_BOT, text="x") == "channel_not_found"
    assert refused(bot.conversations_info, channel=NO_BOT) == "channel_not_found"
    assert refused(bot.conversations_members, channel=NO_BOT) == "channel_not_found"
    assert refused(bot.conversations_history, channel=NO_BOT) == "channel_not_found"


def test_joining_opens_a_channel_to_the_bot(slack: SlackWorkspace, bot: WebClient) -> None:
    slack.workspace.scopes -= {"chat:write.public"}
    bot.conversations_join(channel=NO_BOT)

    assert bot.chat_postMessage(channel=NO_BOT, text="x")["ok"]
    assert refused(bot.conversations_join, channel=ARCHIVED) == "is_archived"


def test_without_its_messages_tab_the_app_writes_to_nobody(slack: SlackWorkspace, bot: WebClient) -> None:
    """https://docs.slack.dev/reference/methods/chat.postMessage: messages_tab_disabled."""
    slack.workspace.manifest = EVERYTHING._replace(messages_tab=False)
    assert refused(bot.chat_postMessage, channel=ANA, text="x") == "messages_tab_disabled"


def test_posting_to_a_person_writes_to_their_direct_messages(bot: WebClient) -> None:
    posted = bot.chat_postMessage(channel=ANA, text="x")

    assert posted["channel"] == bot.conversations_open(users=ANA)["channel"]["id"]


def test_an_edit_keeps_what_it_leaves_out_and_drops_what_it_empties(
    slack: SlackWorkspace, bot: WebClient
) -> None:
    ts = bot.chat_postMessage(channel=INCIDENTS, attachments=card(section()), metadata=METADATA)["ts"]

    def edited(**content: Any) -> Any:
        bot.chat_update(channel=INCIDENTS, ts=ts, text="new", **content)
        return slack.workspace.messages.find(INCIDENTS, ts)

    kept, emptied = edited(), edited(attachments=[])
    assert (kept.text, bool(kept.attachments), kept.metadata) == ("new", True, METADATA)
    assert (list(emptied.attachments), bool(emptied.edited_ts)) == ([], True)


def test_only_the_bots_own_message_can_be_edited(slack: SlackWorkspace, bot: WebClient) -> None:
    ts = slack.acts.say(ANA, INCIDENTS, "mine")

    assert refused(bot.chat_update, channel=INCIDENTS, ts=ts, text="x") == "cant_update_message"
    assert refused(bot.chat_delete, channel=INCIDENTS, ts=ts) == "cant_delete_message"


def test_an_edit_of_a_deleted_message_finds_none(bot: WebClient) -> None:
    ts = bot.chat_postMessage(channel=INCIDENTS, text="x")["ts"]
    bot.chat_delete(channel=INCIDENTS, ts=ts)

    assert refused(bot.chat_update, channel=INCIDENTS, ts=ts, text="y") == "message_not_found"


def test_an_ephemeral_message_is_seen_by_one_person_and_by_no_method(
    bot: WebClient, page: WorkspaceClient
) -> None:
    ts = bot.chat_postEphemeral(channel=INCIDENTS, user=ANA, text="only you")["message_ts"]

    state = page.state()

    assert [message["text"] for message in state["ephemerals"][ANA]] == ["only you"]
    assert state["messages"][INCIDENTS] == []
    assert refused(bot.chat_update, channel=INCIDENTS, ts=ts, text="x") == "message_not_found"


def test_an_ephemeral_message_is_seen_in_a_thread_that_has_a_reply_and_in_no_other(
    slack: SlackWorkspace, bot: WebClient
) -> None:
    """Nor by a reply's time: https://docs.slack.dev/reference/methods/chat.postEphemeral."""
    root = bot.chat_postMessage(channel=INCIDENTS, text="root")["ts"]

    def seen(thread: str) -> list[str]:
        bot.chat_postEphemeral(channel=INCIDENTS, user=ANA, text="only you", thread_ts=thread)
        return [str(message.thread_ts) for message in slack.workspace.messages.ephemerals_of(ANA)]

    assert seen(root) == []
    reply = bot.chat_postMessage(channel=INCIDENTS, text="reply", thread_ts=root)["ts"]
    assert seen(reply) == []
    assert seen(root) == [root]


def test_an_ephemeral_message_needs_a_person_in_the_channel(bot: WebClient) -> None:
    assert refused(bot.chat_postEphemeral, channel=INCIDENTS, user=CLEO, text="x") == "user_not_in_channel"
    assert refused(bot.chat_postEphemeral, channel=INCIDENTS, user="U0NOBODY", text="x") == "user_not_found"


def test_a_permalink_leads_to_the_page(slack: SlackWorkspace, bot: WebClient) -> None:
    ts = bot.chat_postMessage(channel=INCIDENTS, text="x")["ts"]

    link = bot.chat_getPermalink(channel=INCIDENTS, message_ts=ts)["permalink"]

    assert link == f"{slack.page_url}archives/{INCIDENTS}/p{ts.replace('.', '')}"


def test_bad_content_is_refused_before_anything_is_posted(bot: WebClient) -> None:
    assert refused(bot.chat_postMessage, channel=INCIDENTS) == "no_text"
    assert refused(bot.chat_postMessage, channel=INCIDENTS, blocks=[section("")]) == "invalid_blocks"
    assert refused(bot.chat_postMessage, channel=INCIDENTS, blocks="[oops") == "invalid_blocks_format"
    twice = card(actions(button("a"), button("a")))
    assert refused(bot.chat_postMessage, channel=INCIDENTS, attachments=twice) == "invalid_attachments"
    assert refused(bot.chat_postMessage, channel=INCIDENTS, text="x", metadata={"event_type": "a"}) == (
        "invalid_metadata_schema"
    )
    assert bot.conversations_history(channel=INCIDENTS)["messages"] == []


def test_metadata_is_read_back_by_those_who_ask(bot: WebClient) -> None:
    bot.chat_postMessage(channel=INCIDENTS, text="x", metadata=METADATA)

    asked = bot.conversations_history(channel=INCIDENTS, include_all_metadata=True)["messages"][0]
    unasked = bot.conversations_history(channel=INCIDENTS)["messages"][0]

    assert asked["metadata"] == METADATA
    assert "metadata" not in unasked


def test_metadata_is_hidden_from_those_who_were_not_granted_it(clock: MovableClock) -> None:
    manifest = EVERYTHING._replace(scopes=ALL_SCOPES - {"metadata.message:read"})
    with SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=clock, manifest=manifest) as slack:
        bot = WebClient(TOKEN, base_url=slack.api_url)
        bot.chat_postMessage(channel=INCIDENTS, text="x", metadata=METADATA)

        messages = bot.conversations_history(channel=INCIDENTS, include_all_metadata=True)["messages"]

    assert "metadata" not in messages[0]


def test_a_deactivated_person_gets_no_direct_messages(bot: WebClient) -> None:
    assert refused(bot.conversations_open, users=FAY) == "user_disabled"


def test_a_reaction_is_shown_once_and_can_be_taken_back(bot: WebClient) -> None:
    ts = bot.chat_postMessage(channel=INCIDENTS, text="x")["ts"]
    place = {"channel": INCIDENTS, "timestamp": ts, "name": "eyes"}
    bot.reactions_add(**place)

    assert refused(bot.reactions_add, **place) == "already_reacted"
    shown = bot.reactions_get(channel=INCIDENTS, timestamp=ts)["message"]["reactions"]
    assert [(reaction["name"], reaction["count"]) for reaction in shown] == [("eyes", 1)]

    bot.reactions_remove(**place)
    assert "reactions" not in bot.reactions_get(channel=INCIDENTS, timestamp=ts)["message"]
    assert refused(bot.reactions_remove, **place) == "no_reaction"
    assert refused(bot.reactions_add, **(place | {"name": "Not A Name"})) == "invalid_name"
