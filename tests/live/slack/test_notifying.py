"""Who is notified: what no source settles, and what calls of people rest on."""

from bot.render.runbooks.sample_incident import sample_incident
from bot.slack.markup.block_kit import card_message
from tests.live.slack.place import Json, Place, took
from tests.unit.render.incidents import card_read

CALL = "<!channel>"


def both(text: str) -> Json:
    """Text and blocks of a reply as the bot sends them: the mention stands in both."""
    shown = {"type": "mrkdwn", "text": text, "verbatim": True}
    return {"text": text, "blocks": [{"type": "section", "text": shown}]}


def test_a_call_of_the_channel_inside_a_thread_notifies_nobody(slack: Place) -> None:
    root = slack.post(text="root")
    ts = slack.post(**both(f"{CALL} Lastcall tries a call in the thread"), thread_ts=root)
    assert not slack.notified(ts, "Lastcall tries a call in the thread")


def test_a_call_of_the_channel_that_is_broadcast_notifies(slack: Place) -> None:
    root = slack.post(text="root")
    ts = slack.post(**both(f"{CALL} Lastcall tries a broadcast"), thread_ts=root, reply_broadcast=True)
    assert slack.notified(ts, "Lastcall tries a broadcast")


def test_a_bots_call_of_the_channel_in_a_message_of_its_own_notifies(slack: Place) -> None:
    ts = slack.post(**both(f"{CALL} Lastcall tries a call of its own"))
    assert slack.notified(ts, "Lastcall tries a call of its own")


def test_a_person_named_in_a_thread_is_notified(slack: Place) -> None:
    root = slack.post(text="root")
    ts = slack.post(**both(f"<@{slack.second()}> Lastcall tries a name"), thread_ts=root)
    assert slack.notified(ts, "Lastcall tries a name")


def test_a_group_named_in_a_thread_is_notified(slack: Place) -> None:
    root, second = slack.post(text="root"), slack.second()
    groups = slack.read("usergroups.list", include_users=True)["usergroups"]
    group = next((str(each["id"]) for each in groups if second in each.get("users", [])), "")
    ts = slack.post(**both(f"<!subteam^{group or slack.no_group()}> Lastcall tries a group"), thread_ts=root)
    assert slack.notified(ts, "Lastcall tries a group")


def test_a_name_in_a_verbatim_text_is_a_mention_all_the_same(slack: Place) -> None:
    text = f"<@{slack.second()}> #general @here https://example.com"
    root = slack.post(text="root")
    message = slack.posted(**both(text), thread_ts=root)["message"]
    assert message["blocks"][0]["text"]["text"] == text
    assert slack.notified(message["ts"], "#general @here https://example.com")


def test_a_name_inside_an_attachment_notifies_nobody(slack: Place) -> None:
    shown = both(f"<@{slack.second()}> Lastcall tries an attachment")
    ts = slack.post(text="", attachments=[{"fallback": "attachment", "blocks": shown["blocks"]}])
    assert not slack.notified(ts, "Lastcall tries an attachment")


def test_an_edit_notifies_nobody(slack: Place) -> None:
    ts = slack.post(text="Lastcall tries an edit")
    edited = both(f"{CALL} Lastcall tries a call by an edit")
    slack.write("chat.update", channel=slack.channel, ts=ts, **edited)
    assert not slack.notified(ts, "Lastcall tries a call by an edit")


def test_a_push_prints_a_cards_first_line(slack: Place) -> None:
    sent = card_message(card_read(sample_incident()))
    assert slack.prints(slack.post(**sent), sent["attachments"][0]["fallback"].splitlines()[0])


def test_a_broadcast_reply_stands_in_channel_and_thread(slack: Place) -> None:
    root = slack.post(text="root")
    ts = slack.post(text="reply", thread_ts=root, reply_broadcast=True)
    history = slack.read("conversations.history", channel=slack.channel, limit=10)["messages"]
    thread = slack.read("conversations.replies", channel=slack.channel, ts=root)["messages"]
    (shown,) = [each for each in history if each["ts"] == ts]
    assert (shown["subtype"], shown["thread_ts"]) == ("thread_broadcast", root)
    assert [each["ts"] for each in thread] == [root, ts]


def test_a_pause_set_by_hand_is_told_to_nobody_but_the_person(slack: Place) -> None:
    rest = slack.read("dnd.info", user=slack.pausing())
    assert {"snooze_enabled", "snooze_endtime"}.isdisjoint(rest)


def test_a_post_to_a_channel_without_the_bot_may_be_edited(slack: Place) -> None:
    posted = slack.posted(channel=slack.elsewhere(), text="Lastcall tries to post from outside")
    took(slack.json("chat.update", channel=posted["channel"], ts=posted["ts"], text="and to edit it"))
