"""The shop's story as a person plays it: what they see on the card, what they press."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from local.slack_workspace import WorkspaceClient
from local.slack_workspace.client import RefusedError
from local.slack_workspace.courier import TIMED_OUT

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

        return self._waits(look, roots, f"a card that says {words}", within)

    def sees_reply(self, card: dict[str, Any], *words: str) -> dict[str, Any]:
        """A message in the card's thread that says all of these words."""

        def look(state: dict[str, Any]) -> dict[str, Any] | None:
            replies = (
                reply for root in roots(state) if root["ts"] == card["ts"] for reply in root["replies"]
            )
            return next((each for each in replies if says(each, *words)), None)

        return self._waits(look, roots, f"a reply that says {words}")

    def presses(self, action: str, card: dict[str, Any]) -> None:
        """Once the card has that button."""

        def look(state: dict[str, Any]) -> dict[str, Any] | None:
            return next((each for each in now_in(card, state) if each.get("action_id") == action), None)

        def press(_: dict[str, Any]) -> dict[str, Any]:
            return self.slack.click(self.user, action, channel=CHANNEL, ts=card["ts"])

        self._operates(f"the button {action}", look, press)

    def acknowledges(self, card: dict[str, Any], name: str) -> dict[str, Any]:
        """The card as it is from then on."""
        self.presses("acknowledge", card)
        return self.sees_card(name, "Acknowledged by")

    def picks(self, label: str, card: dict[str, Any]) -> None:
        """In the menu of what else may be done, once the card has it there and not as a button of its own."""

        def look(state: dict[str, Any]) -> dict[str, Any] | None:
            menus = (each for each in now_in(card, state) if each.get("action_id") == "more")
            return next((each for menu in menus for each in elements(menu) if texts(each) == [label]), None)

        def pick(option: dict[str, Any]) -> dict[str, Any]:
            chosen = option["value"]
            return self.slack.click(self.user, "more", channel=CHANNEL, ts=card["ts"], selected=chosen)

        self._operates(f"{label} in the menu", look, pick)

    def _operates(
        self,
        what: str,
        look: Callable[[dict[str, Any]], dict[str, Any] | None],
        press: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> None:
        """Between a look and a press the card may be drawn anew, without what was seen."""
        for number in range(1, MOST_PRESSES + 1):
            found = self._waits(look, roots, what)
            try:
                taken(partial(press, found))
            except RefusedError:
                if number == MOST_PRESSES:
                    raise
            else:
                return

    def sees_window(self, *words: str) -> dict[str, Any]:
        def open_now(state: dict[str, Any]) -> list[dict[str, Any]]:
            views: list[dict[str, Any]] = state["views"].get(self.user, [])
            return views

        def look(state: dict[str, Any]) -> dict[str, Any] | None:
            return next((each for each in reversed(open_now(state)) if says(each, *words)), None)

        return self._waits(look, open_now, f"a window that says {words}")

    def _waits(
        self,
        look: Callable[[dict[str, Any]], dict[str, Any] | None],
        place: Callable[[dict[str, Any]], list[dict[str, Any]]],
        what: str,
        within: timedelta = PATIENCE,
    ) -> dict[str, Any]:
        """What it finds; one that does not come says what stood in its place."""
        try:
            return self.slack.wait_for(look, within=within, what=what)
        except TimeoutError as late:
            stood = [" | ".join(texts(each)) for each in place(self.slack.state())]
            late.add_note("\n".join(["There was:", *stood]))
            raise

    def mitigates(self, card: dict[str, Any], choice: str, why: str) -> None:
        """By the button of a card that somebody holds."""
        self.presses("open:mitigate", card)
        self.changes(choice, why)

    def changes(self, choice: str, why: str) -> None:
        """Choose one of the changes that the window offers, by the beginning of its words."""
        window = self.sees_window("What to change", choice)
        value = next(each["value"] for each in elements(window) if each.get("value") and says(each, choice))
        self.submits(window, mitigation=value, ready_reason="other", reason=why)
        self.closes(self.sees_window("read back"))

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


def nobody_was_refused(slack: WorkspaceClient, since: int = 0) -> bool:
    """Slack took every call after so many, apart from what may be refused in passing.

    Where it asked to wait it was not asked: whoever comes first in a second shows that there is a line.
    """
    asked = [call for call in slack.calls()[since:] if call["fault"] != "rate_limited"]
    refused = [call for call in asked if not call["answer"].get("ok")]
    # A command may be quicker than the answer that opens its window, and then waits for it.
    waited = ("views.update", "not_found")
    assert [call for call in refused if (call["method"], call["answer"]["error"]) != waited] == []
    return CHANNEL in slack.state()["messages"]


def now_in(card: dict[str, Any], state: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Whatever the card holds by now."""
    return (each for root in roots(state) if root["ts"] == card["ts"] for each in elements(root))


def roots(state: dict[str, Any]) -> list[dict[str, Any]]:
    messages = state["messages"][CHANNEL]
    return [each for each in messages if each.get("thread_ts", each["ts"]) == each["ts"]]


def says(shown: dict[str, Any], *words: str) -> bool:
    text = " ".join(texts(shown))
    return all(word in text for word in words)


def elements(shown: Any) -> Iterator[dict[str, Any]]:
    """Everything in a message or a view that is an object, the outermost first."""
    if isinstance(shown, dict):
        yield shown
    for each in shown.values() if isinstance(shown, dict) else shown if isinstance(shown, list) else ():
        yield from elements(each)


def texts(value: Any) -> list[str]:
    """Every text of a message or a view, in order."""
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return []
