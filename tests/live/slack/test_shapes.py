"""The keys that the bot reads in Slack's answers, and their types."""

from typing import Any

from tests.live.slack.place import Place

FLAGS = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted")


def kinds(answer: dict[str, Any], *keys: str) -> dict[str, str]:
    """The type of each, `NoneType` where it is absent."""
    return {key: type(answer.get(key)).__name__ for key in keys}


def test_the_token_says_whose_it_is(slack: Place) -> None:
    keys = ("team_id", "user_id", "bot_id", "url")
    assert kinds(slack.me, *keys) == dict.fromkeys(keys, "str")


def test_a_person_has_a_team_a_name_and_every_flag(slack: Place) -> None:
    person = next(slack.people())
    described = slack.read("users.info", user=person["id"])["user"]
    assert kinds(described, "team_id", *FLAGS) == {"team_id": "str"} | dict.fromkeys(FLAGS, "bool")
    assert kinds(described["profile"], "display_name", "real_name") == dict.fromkeys(
        ("display_name", "real_name"), "str"
    )


def test_rest_is_told_by_a_flag_and_two_numbers(slack: Place) -> None:
    person = next(slack.people())
    rest = slack.read("dnd.info", user=person["id"])
    assert kinds(rest, "dnd_enabled", "next_dnd_start_ts", "next_dnd_end_ts") == {
        "dnd_enabled": "bool",
        "next_dnd_start_ts": "int",
        "next_dnd_end_ts": "int",
    }


def test_a_post_answers_its_channel_its_time_and_itself(slack: Place) -> None:
    answer = slack.posted(text="shape")
    assert kinds(answer, "channel", "ts", "message") == {"channel": "str", "ts": "str", "message": "dict"}
    assert answer["message"]["bot_id"] == slack.me["bot_id"]


def test_the_address_of_a_message_ends_in_its_channel_and_its_time(slack: Place) -> None:
    """What comes before is the workspace's."""
    addresses = {
        ts: slack.read("chat.getPermalink", channel=slack.channel, message_ts=ts)["permalink"]
        for ts in (slack.post(text="one"), slack.post(text="two"))
    }
    ends = {ts: f"archives/{slack.channel}/p{ts.replace('.', '')}" for ts in addresses}
    assert all(address.endswith(ends[ts]) for ts, address in addresses.items()), addresses
    assert len({address.removesuffix(ends[ts]) for ts, address in addresses.items()}) == 1


def test_a_list_says_by_an_empty_cursor_that_it_ends(slack: Place) -> None:
    answer = slack.read("conversations.members", channel=slack.channel, limit=1)
    seen: list[str] = []
    while cursor := answer["response_metadata"]["next_cursor"]:
        seen += answer["members"]
        answer = slack.read("conversations.members", channel=slack.channel, limit=1, cursor=cursor)
    assert sorted([*seen, *answer["members"]]) == sorted(slack.members())


def test_a_person_of_a_grid_is_listed_in_each_of_their_workspaces(slack: Place) -> None:
    described = slack.read("users.info", user=slack.on_grid())["user"]
    assert slack.me["team_id"] in described["enterprise_user"]["teams"]
