"""A real workspace as a place: a person at the terminal sees and presses, where there is one."""

import sys
from datetime import timedelta

from tests.live.slack.door import Door
from tests.live.slack.place import Json, Place
from tests.live.where import SlackWhere, not_tried

A_WHILE = timedelta(seconds=90)


class RealSlack(Place):
    def __init__(self, where: SlackWhere, run: str, *, asks: bool) -> None:
        super().__init__(token=where.token, api_url=where.api_url, channel=where.channel, run=run)
        self._where = where
        self._asks = asks

    def sees(self, question: str) -> bool:
        answer = self._asked(f"{question} [y/n, Enter: not tried]").lower()
        if answer[:1] not in {"y", "n"} or not answer:
            not_tried("nobody said what is to be seen")
        return answer.startswith("y")

    def second(self) -> str:
        return self._where.second_user or not_tried(
            "LASTCALL_LIVE_SECOND_USER does not name a second account"
        )

    def notified(self, ts: str, words: str) -> bool:
        return self.sees(
            "Look at a second account: a member of the channel, default notification settings, Slack in the "
            f"background.\n  Was it notified of “{words}”?"
        )

    def overheard(self, ts: str, words: str) -> bool:
        return self.sees(
            "Look at the second account, in the channel's newest thread or beside its newest message.\n"
            f"  Does “{words}” stand in a thread there, for it alone?"
        )

    def prints(self, ts: str, words: str) -> bool:
        return self.sees(
            "Look at a phone that is notified of all new messages in the channel: what did it show for the "
            f"newest one?\n  Does it begin with “{words}”?"
        )

    def pausing(self) -> str:
        second = self.second()
        if not self.sees("Pause notifications by hand on the second account.\n  Are they paused?"):
            not_tried("nobody paused notifications")
        return second

    def as_busy_as_slack(self) -> None:
        """It is Slack."""

    def on_grid(self) -> str:
        if not self.me.get("enterprise_id"):
            not_tried("the workspace is on no Enterprise Grid")
        return next((str(each["id"]) for each in self.people()), "") or not_tried("nobody is there")

    def elsewhere(self) -> str:
        return self._where.other_channel or not_tried("LASTCALL_LIVE_OTHER_CHANNEL names no channel")

    def somebodys_message(self) -> str:
        messages = self.read("conversations.history", channel=self.channel, limit=200)["messages"]
        found = next((each["ts"] for each in messages if each.get("user") and not each.get("bot_id")), None)
        return str(found or not_tried("nobody has written into the channel lately"))

    def past_editing(self) -> str:
        """The bot's oldest message within reach, where the workspace's limit has passed it."""
        messages = self.read("conversations.history", channel=self.channel, limit=200)["messages"]
        own = [each for each in messages if each.get("bot_id") == self.me.get("bot_id")]
        if not own:
            not_tried("the channel shows no message of the bot")
        oldest = own[-1]
        answer = self.json(
            "chat.update", channel=self.channel, ts=oldest["ts"], text=oldest.get("text") or " "
        )
        if answer.get("error") != "edit_window_closed":
            not_tried(f"no limit met: editing the bot's oldest message ended in {answer.get('error', 'ok')}")
        return str(oldest["ts"])

    def press(self, door: Door, ts: str, action_id: str, *, foreign: bool = False) -> Json:
        who = "Have somebody of another company, in this shared channel, press" if foreign else "Press"
        return self._done(door, "block_actions", f"{who} the button of the newest message in the channel")

    def submit(self, door: Door, view_id: str, user: str) -> Json:
        return self._done(door, "view_submission", "Write a word into the window and send it off")

    def _done(self, door: Door, kind: str, request: str) -> Json:
        if not self._where.door_port:
            not_tried("LASTCALL_LIVE_DOOR_PORT does not say where the app's interactivity requests arrive")
        if self._asked(f"{request}, within 90 seconds of Enter [Enter, or n: not tried]").startswith("n"):
            not_tried("nobody pressed")
        return door.next(kind, within=A_WHILE) or not_tried(f"no {kind} arrived within 90 seconds")

    def _asked(self, question: str) -> str:
        if not self._asks:
            not_tried("it takes a person at the terminal")
        print(f"\n? {question}: ", end="", flush=True)
        return sys.stdin.readline().strip()
