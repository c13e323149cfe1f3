"""Slack's ordinary limits, without the bursts it tolerates: https://docs.slack.dev/apis/web-api/rate-limits."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from local.slack_workspace import SlackWorkspace, WorkspaceClient
from local.slack_workspace.reference import METHODS, Tier
from tests.contract.slack_workspace.places import ANA, BEN, INCIDENTS, ORDERS
from tests.contract.slack_workspace.scripted_app import MovableClock


@pytest.fixture(autouse=True)
def _limited(slack: SlackWorkspace) -> None:
    slack.faults.limits.on = True


def limited(bot: WebClient, method: str, **arguments: Any) -> int:
    """The seconds to wait."""
    with pytest.raises(SlackApiError) as failure:
        bot.api_call(method, params=arguments)
    response: Any = failure.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    return int(response.headers["Retry-After"])


def test_a_channel_takes_one_post_a_second_and_the_others_go_on(bot: WebClient, clock: MovableClock) -> None:
    bot.chat_postMessage(channel=INCIDENTS, text="x")
    assert limited(bot, "chat.postMessage", channel=INCIDENTS, text="x") == 1
    assert bot.chat_postMessage(channel=ORDERS, text="x")["ok"]
    clock.advance(seconds=1)
    assert bot.chat_postMessage(channel=INCIDENTS, text="x")["ok"]


def test_a_refused_post_does_not_push_the_next_one_back(bot: WebClient, clock: MovableClock) -> None:
    bot.chat_postMessage(channel=INCIDENTS, text="x")
    clock.advance(milliseconds=900)
    assert limited(bot, "chat.postMessage", channel=INCIDENTS, text="x") == 1
    clock.advance(milliseconds=100)
    assert bot.chat_postMessage(channel=INCIDENTS, text="x")["ok"]


def test_edits_are_counted_over_all_channels_and_posts_apart_from_them(
    bot: WebClient, clock: MovableClock
) -> None:
    places = [(room, bot.chat_postMessage(channel=room, text="x")["ts"]) for room in (INCIDENTS, ORDERS)]
    for n in range(Tier.THREE):
        room, ts = places[n % 2]
        bot.chat_update(channel=room, ts=ts, text=str(n))
        clock.advance(milliseconds=100)
    room, ts = places[0]
    assert limited(bot, "chat.update", channel=room, ts=ts, text="y") == 55
    assert bot.chat_postMessage(channel=room, text="x")["ok"]
    clock.advance(seconds=55)
    assert bot.chat_update(channel=room, ts=ts, text="y")["ok"]


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("usergroups.users.list", {"usergroup": "S0ORDERS01"}),
        ("users.info", {"user": ANA}),
        ("dnd.info", {"user": BEN}),
        ("conversations.replies", {"channel": INCIDENTS, "ts": "1.0"}),
    ],
)
def test_each_method_has_the_limit_of_its_tier(
    bot: WebClient, method: str, arguments: dict[str, str]
) -> None:
    for _ in range(METHODS[method].tier):
        try:
            bot.api_call(method, params=arguments)
        except SlackApiError as refused:
            assert refused.response["error"] == "thread_not_found"  # noqa: PT017 - asked for, and counted
    assert limited(bot, method, **arguments) == 60


def test_the_tiers_are_those_of_slacks_reference() -> None:
    """MethodsRateLimits of slackapi/java-slack-sdk."""
    tiers = {name: METHODS[name].tier for name in ("chat.update", "views.update", "users.info", "dnd.info")}
    assert tiers == {
        "chat.update": Tier.THREE,
        "views.update": Tier.FOUR,
        "users.info": Tier.FOUR,
        "dnd.info": Tier.THREE,
    }


def test_the_limits_are_turned_on_and_off_from_another_process(bot: WebClient, page: WorkspaceClient) -> None:
    page.limit_ordinarily(on=False)
    for _ in range(5):
        bot.chat_postMessage(channel=INCIDENTS, text="x")
    page.limit_ordinarily(on=True)
    bot.chat_postMessage(channel=INCIDENTS, text="x")
    assert limited(bot, "chat.postMessage", channel=INCIDENTS, text="x") == 1
    page.clear_faults()
    bot.chat_postMessage(channel=INCIDENTS, text="x")
    assert limited(bot, "chat.postMessage", channel=INCIDENTS, text="x") == 1
