"""How Slack says that it is asked too often: https://docs.slack.dev/apis/web-api/rate-limits."""

from tests.live.slack.place import Place
from tests.live.where import not_tried

MORE_THAN_A_MINUTE_HOLDS = 150


def test_too_many_edits_are_refused_with_the_seconds_to_wait(slack: Place) -> None:
    ts = slack.post(text="Lastcall tries how often it may edit")
    slack.as_busy_as_slack()
    for n in range(MORE_THAN_A_MINUTE_HOLDS):
        status, wait = slack.hurried("chat.update", channel=slack.channel, ts=ts, text=f"edit {n}")
        if status != 200:
            assert (status, wait.isdecimal(), n >= 50) == (429, True, True)
            return
    not_tried(f"{MORE_THAN_A_MINUTE_HOLDS} edits without a pause were all taken")
