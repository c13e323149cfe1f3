"""The shop's story as a person plays it: what they see on the card, what they press."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.demo.slack_workspace import WorkspaceClient
from bot.demo.slack_workspace.courier import TIMED_OUT

ANA = "U0ANA00001"
CHANNEL = "C0INCIDENT"
# The alarm's period is a minute, and the machine may be busy: a story that hangs fails, a slow one does not.
PATIENCE = timedelta(minutes=4)
MOST_PRESSES = 4


class Person:
    """Somebody in front of the channel."""

    def __init__(self, slack: WorkspaceClient, user: str = ANA) -> None:
        self.slack = slack
        self.user = user

    def sees_card(self, *words: str, within: timedelta = PATIENCE) -> dict[str, Any]:
        """The newest root message that says all of these words."""

        def look(state: dict[str, Any]) -> dict[str, Any] | None:
            return next((each for each in reversed(roots(state)) if says(each, *words)), None)

        return self.slack.wait_for(look, within=within, what=f"a card that says {words}")

    def presses(self, action: str, card: dict[str, Any]) -> None:
        taken(lambda: self.slack.click(self.user, action, channel=CHANNEL, ts=card["ts"]))

    def sees_window(self, *words: str) -> dict[str, Any]:
        def look(state: dict[str, Any]) -> dict[str, Any] | None:
            views = state["views"].get(self.user, [])
            return next((each for each in reversed(views) if says(each, *words)), None)

        return self.slack.wait_for(look, within=PATIENCE, what=f"a window that says {words}")

    def closes(self, window: dict[str, Any]) -> None:
        self.slack.close(self.user, window["id"])

    def submits(self, window: dict[str, Any], **fields: str) -> None:
        taken(lambda: self.slack.submit(self.user, window["id"], fields))


def taken(press: Callable[[], dict[str, Any]]) -> None:
    """What timed out is pressed again, as people do: a busy machine may not start a function within 3 s."""
    outcome = press()
    for _ in range(MOST_PRESSES - 1):
        if outcome.get("shown") != TIMED_OUT:
            break
        outcome = press()
    assert outcome["ok"], outcome


def roots(state: dict[str, Any]) -> list[dict[str, Any]]:
    messages = state["messages"][CHANNEL]
    return [each for each in messages if each.get("thread_ts", each["ts"]) == each["ts"]]


def says(shown: dict[str, Any], *words: str) -> bool:
    text = " ".join(texts(shown))
    return all(word in text for word in words)


def texts(value: Any) -> list[str]:
    """Every text of a message or a view, in order."""
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return []
