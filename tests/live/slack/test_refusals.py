"""What Slack refuses, and in which words: the bot decides by them what to do next."""

from tests.live.slack.place import Json, Place, took
from tests.live.where import not_tried

NEVER = "1500000000.000100"
BUTTON = {"type": "button", "action_id": "same", "text": {"type": "plain_text", "text": "Press"}}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def context(count: int) -> Json:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * count}


def test_an_edit_of_a_message_that_is_not_there_finds_none(slack: Place) -> None:
    gone = slack.post(text="soon gone")
    took(slack.json("chat.delete", channel=slack.channel, ts=gone))
    errors = [
        slack.json("chat.update", channel=slack.channel, ts=ts, text="x").get("error") for ts in (NEVER, gone)
    ]
    assert errors == ["message_not_found", "message_not_found"]


def test_somebody_elses_message_cannot_be_edited(slack: Place) -> None:
    ts = slack.somebodys_message()
    answer = slack.json("chat.update", channel=slack.channel, ts=ts, text="x")
    assert answer.get("error") == "cant_update_message"


def test_a_line_for_one_person_needs_them_in_the_channel(slack: Place) -> None:
    answer = slack.json("chat.postEphemeral", channel=slack.channel, user=slack.outsider(), text="x")
    assert answer.get("error") == "user_not_in_channel"


def test_a_line_for_one_person_stands_in_a_thread_that_has_a_reply(slack: Place) -> None:
    root = slack.post(text="root")
    slack.post(text="reply", thread_ts=root)
    assert slack.whispers(root, "Lastcall whispers into a thread")


def test_a_line_for_one_person_is_lost_in_a_thread_without_a_reply(slack: Place) -> None:
    root = slack.post(text="root without a reply")
    assert not slack.whispers(root, "Lastcall whispers into no thread")


def test_a_person_is_written_to_by_their_id(slack: Place) -> None:
    answer = took(slack.json("chat.postMessage", channel=slack.second(), text="x"))
    took(slack.json("chat.delete", channel=answer["channel"], ts=answer["ts"]))
    assert answer["channel"].startswith("D")


def test_an_unknown_channel_is_not_found(slack: Place) -> None:
    answers = [
        slack.json("chat.postMessage", channel="C0NOWHERE1", text="x"),
        slack.form("conversations.history", channel="C0NOWHERE1"),
    ]
    assert [each.get("error") for each in answers] == ["channel_not_found"] * 2


def test_a_reply_to_a_deleted_message_is_still_taken(slack: Place) -> None:
    root = slack.post(text="root")
    took(slack.json("chat.delete", channel=slack.channel, ts=root))
    assert slack.posted(text="late", thread_ts=root)["message"]["thread_ts"] == root


def test_a_scope_that_is_not_granted_is_named(slack: Place) -> None:
    answer = slack.form("team.info")
    if answer.get("ok"):
        not_tried("the token has the scope team:read, which the manifest does not ask for")
    assert answer.get("error") == "missing_scope"
    assert answer.get("needed")


def test_a_token_that_is_none_is_refused_as_such(slack: Place) -> None:
    answer = slack.json("auth.test", token="xoxb-0-none")
    assert answer.get("error") == "invalid_auth"


def test_blocks_beyond_a_limit_are_refused_by_name(slack: Place) -> None:
    unfit = {
        "51 blocks": [section("x")] * 51,
        "3,001 characters": [section("x" * 3001)],
        "11 elements": [context(11)],
        "one action_id twice": [{"type": "actions", "elements": [BUTTON, BUTTON]}],
        "no text": [section("")],
        "a header of 151": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
    }
    errors = {
        name: slack.json("chat.postMessage", channel=slack.channel, text="x", blocks=blocks).get("error")
        for name, blocks in unfit.items()
    }
    assert errors == dict.fromkeys(unfit, "invalid_blocks")


def test_an_edit_past_the_workspaces_limit_leaves_message_and_thread_alone(slack: Place) -> None:
    ts = slack.past_editing()
    answer = slack.json("chat.update", channel=slack.channel, ts=ts, text="x")
    assert answer.get("error") == "edit_window_closed"
    assert slack.posted(text="Lastcall goes on in the thread", thread_ts=ts)["message"]["thread_ts"] == ts
