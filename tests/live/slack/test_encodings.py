"""Which way arguments must go: https://docs.slack.dev/apis/web-api, and the methods' own pages."""

from bot.slack.channel import EVENT_TYPE
from tests.live.slack.place import Place, took
from tests.live.where import not_tried


def test_reads_do_not_see_what_stands_in_a_json_body(slack: Place) -> None:
    ts = slack.post(text="Lastcall tries how reads are asked")
    arguments = {
        "users.info": {"user": slack.me["user_id"]},
        "conversations.members": {"channel": slack.channel},
        "conversations.history": {"channel": slack.channel},
        "conversations.replies": {"channel": slack.channel, "ts": ts},
        "chat.getPermalink": {"channel": slack.channel, "message_ts": ts},
    }
    for method, given in arguments.items():
        slack.read(method, **given)  # with the scope for it, and in a form, it is answered
    answers = {method: slack.json(method, **given) for method, given in arguments.items()}
    assert {method: answer.get("ok") for method, answer in answers.items()} == dict.fromkeys(arguments, False)


def test_reads_see_a_form(slack: Place) -> None:
    ts = slack.post(text="Lastcall tries how reads are asked")
    assert slack.read("users.info", user=slack.me["user_id"])["user"]["id"] == slack.me["user_id"]
    assert slack.me["user_id"] in slack.members()
    assert slack.read("conversations.history", channel=slack.channel, limit=1)["messages"]
    assert slack.read("conversations.replies", channel=slack.channel, ts=ts)["messages"][0]["ts"] == ts


def test_a_user_group_is_read_by_a_form(slack: Place) -> None:
    groups = slack.read("usergroups.list")["usergroups"]
    if not groups:
        not_tried("the workspace has no user group")
    assert slack.json("usergroups.users.list", usergroup=groups[0]["id"])["ok"] is False
    listed = slack.read("usergroups.users.list", usergroup=groups[0]["id"])["users"]
    assert all(isinstance(each, str) for each in listed)


def test_writes_take_json_with_nested_blocks(slack: Place) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "*bold*", "verbatim": True}}
    ts = slack.post(text="json", blocks=[block])
    edited = slack.write("chat.update", channel=slack.channel, ts=ts, text="edited", blocks=[block])
    assert edited["message"]["blocks"][0]["text"]["text"] == "*bold*"
    assert slack.write("chat.delete", channel=slack.channel, ts=ts)["ts"] == ts


def test_an_upload_is_asked_for_by_a_form(slack: Place) -> None:
    answer = slack.read("files.getUploadURLExternal", filename="metric.png", length=10, alt_txt="a metric")
    assert answer["upload_url"].startswith("http")
    assert answer["file_id"]


def test_metadata_is_found_again_in_channel_and_thread(slack: Place) -> None:
    marker = "lastcall-live-marker"
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"marker": marker}}
    root = slack.post(text="root", metadata=metadata)
    reply = slack.post(text="reply", thread_ts=root, metadata=metadata)
    asked = {"channel": slack.channel, "limit": 200, "include_all_metadata": True}
    found = {
        method: [
            each["ts"]
            for each in slack.read(method, **asked, **more)["messages"]
            if each.get("metadata", {}).get("event_payload", {}).get("marker") == marker
        ]
        for method, more in {
            "conversations.history": {"oldest": f"{float(root) - 1:.6f}"},
            "conversations.replies": {"ts": root, "oldest": f"{float(root) - 1:.6f}"},
        }.items()
    }
    assert found == {"conversations.history": [root], "conversations.replies": [root, reply]}
    for ts in (reply, root):
        took(slack.json("chat.delete", channel=slack.channel, ts=ts))
