"""Whose phone rings. Sources stand in `notifications`; what none of them says is in docs/beliefs.md."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from local.slack_workspace import SlackWorkspace, WorkspaceClient
from tests.contract.slack_workspace.blocks import card, section
from tests.contract.slack_workspace.places import ANA, BEN, BOT, CLEO, DORA, EMIL, FAY, GUS, INCIDENTS, ORDERS

EVERYBODY = {ANA, BEN, DORA, GUS}
GROUP = "<!subteam^S0ORDERS01>"


@pytest.fixture
def root(bot: WebClient) -> str:
    return str(bot.chat_postMessage(channel=INCIDENTS, text="orders-dlq")["ts"])


def posted(slack: SlackWorkspace, bot: WebClient, channel: str = INCIDENTS, **content: Any) -> Any:
    ts = bot.chat_postMessage(channel=channel, **content)["ts"]
    return slack.workspace.messages.find(channel, str(ts))


def in_thread(slack: SlackWorkspace, bot: WebClient, root: str, **content: Any) -> Any:
    return posted(slack, bot, thread_ts=root, **content)


def test_a_message_without_a_mention_notifies_nobody(
    slack: SlackWorkspace, bot: WebClient, root: str
) -> None:
    assert posted(slack, bot, text="orders-dlq").notified == ()
    assert in_thread(slack, bot, root, text="37 more").notified == ()


@pytest.mark.parametrize("everybody", ["<!channel>", "<!here>", "<!channel|channel>"])
def test_the_channel_hears_a_root_and_a_broadcast_but_no_reply_in_a_thread_alone(
    slack: SlackWorkspace, bot: WebClient, root: str, everybody: str
) -> None:
    assert set(posted(slack, bot, text=everybody).notified) == EVERYBODY
    assert set(in_thread(slack, bot, root, text=everybody, reply_broadcast=True).notified) == EVERYBODY
    unheard = in_thread(slack, bot, root, text=everybody)
    assert (unheard.notified, unheard.not_reached) == ((), (("channel", "in a thread only"),))


def test_a_person_is_called_in_a_thread_too(slack: SlackWorkspace, bot: WebClient, root: str) -> None:
    assert in_thread(slack, bot, root, text=f"<@{ANA}> and <@{BEN}|ben>").notified == (ANA, BEN)


@pytest.mark.parametrize(
    ("user", "why"),
    [
        (CLEO, "not in the channel"),
        (EMIL, "Do Not Disturb"),
        (FAY, "deactivated"),
        (BOT, None),
        ("U0NOBODY00", "there is no such person"),
    ],
)
def test_who_cannot_be_reached_is_said_and_why(
    slack: SlackWorkspace, bot: WebClient, user: str, why: str | None
) -> None:
    message = posted(slack, bot, text=f"<@{user}>")
    assert message.notified == ()
    assert message.not_reached == (((user, why),) if why else ())


def test_of_a_group_those_in_the_channel_are_called(slack: SlackWorkspace, bot: WebClient, root: str) -> None:
    channel = slack.workspace.channels[INCIDENTS]
    slack.workspace.change_channel(replace(channel, members=channel.members - {BEN}))
    message = in_thread(slack, bot, root, text=GROUP)
    assert (message.notified, message.not_reached) == ((ANA,), ((BEN, "not in the channel"),))
    assert posted(slack, bot, text="<!subteam^S0NOBODY>").notified == ()


def test_an_edit_notifies_nobody_whomever_it_names(slack: SlackWorkspace, bot: WebClient) -> None:
    ts = bot.chat_postMessage(channel=INCIDENTS, text=f"<@{ANA}>")["ts"]
    bot.chat_update(channel=INCIDENTS, ts=ts, text=f"<@{BEN}> <!channel>")
    message = slack.workspace.messages.find(INCIDENTS, str(ts))
    assert message is not None
    assert message.notified == (ANA,)


@pytest.mark.parametrize(
    "content",
    [
        {"text": "", "attachments": card(section(f"<@{ANA}>"))},
        {"text": f"<@{ANA}>", "blocks": [section("orders-dlq")]},
        {"text": "orders-dlq", "blocks": [section(f"<@{ANA}>")]},
        {"text": f"&lt;@{ANA}&gt;"},
        {"text": "@channel @ana"},
        {"text": "<!date^1700000000^{time}|now>"},
    ],
    ids=["attachment", "text alone", "blocks alone", "escaped", "bare", "a date"],
)
def test_what_may_not_be_taken_for_a_call_calls_nobody(
    slack: SlackWorkspace, bot: WebClient, content: dict[str, Any]
) -> None:
    assert posted(slack, bot, **content).notified == ()


def test_in_blocks_a_mention_counts_where_the_text_has_it_too(slack: SlackWorkspace, bot: WebClient) -> None:
    said = f"<@{ANA}> orders-dlq"
    assert posted(slack, bot, text=said, blocks=[section(said)]).notified == (ANA,)


def test_direct_messages_call_the_person(slack: SlackWorkspace, bot: WebClient) -> None:
    answer = bot.chat_postMessage(channel=ANA, text="hello")
    message = slack.workspace.messages.find(str(answer["channel"]), str(answer["ts"]))
    assert message is not None
    assert message.notified == (ANA,)


def test_what_one_person_sees_calls_nobody(slack: SlackWorkspace, bot: WebClient) -> None:
    ts = bot.chat_postEphemeral(channel=INCIDENTS, user=ANA, text=f"<@{ANA}>")["message_ts"]
    message = slack.workspace.messages.find_ephemeral(str(ts))
    assert message is not None
    assert message.notified == ()


def test_no_app_is_told_who_was_notified_but_everybody_who_looks_is(
    bot: WebClient, page: WorkspaceClient
) -> None:
    bot.chat_postMessage(channel=ORDERS, text=f"<@{ANA}> <@{EMIL}> &lt;b&gt; <https://a.example|the queue>")
    assert "notified" not in bot.conversations_history(channel=ORDERS)["messages"][0]
    (shown,) = page.messages(ORDERS)
    assert shown["notified"] == [ANA]
    assert shown["not_reached"] == [{"who": EMIL, "why": "Do Not Disturb"}]
    assert shown["phone_text"] == "@ana @emil <b> the queue"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"text": "", "attachments": card(section("*orders-dlq*"))}, "orders-dlq: 37 failed orders"),
        ({"text": "said", "attachments": card(section("*orders-dlq*"))}, "said"),
        ({"text": "<!date^1700000000^{time}|22:13 UTC> <!channel>"}, "22:13 UTC @channel"),
        ({"text": "<!subteam^S0ORDERS01>"}, "@orders-oncall"),
    ],
)
def test_a_phone_prints_the_text_else_the_fallback(
    bot: WebClient, page: WorkspaceClient, content: dict[str, Any], text: str
) -> None:
    bot.chat_postMessage(channel=ORDERS, **content)
    assert page.messages(ORDERS)[0]["phone_text"] == text
