"""A workspace with a bot's token and a channel: what the beliefs about Slack are tried on."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.live.slack.door import Door
from tests.live.where import not_tried

Json = dict[str, Any]
EVENT_TYPE = "lastcall_live"
LIMITED, LONGEST_WAIT, TRIES = 429, 60, 5


class Place(ABC):
    """The same calls for the stand-in and the real one; everything posted is deleted by `close`."""

    def __init__(self, *, token: str, api_url: str, channel: str, run: str) -> None:
        self._web = WebClient(token, base_url=api_url, timeout=30, retry_handlers=[])
        self.channel = channel
        self._run = run
        self._posted: list[tuple[str, str]] = []
        self._me: Json = {}

    # Calls

    def json(self, method: str, **arguments: Any) -> Json:
        """What Slack answers to arguments in a JSON body, refusals included."""
        return self._answer(lambda: self._web.api_call(method, json=arguments))

    def form(self, method: str, **arguments: Any) -> Json:
        """What Slack answers to arguments in a form, refusals included."""
        return self._answer(lambda: self._web.api_call(method, params=arguments))

    def read(self, method: str, **arguments: Any) -> Json:
        """An answer that must be a good one; without the scope for it nothing can be said."""
        return took(self.form(method, **arguments))

    def write(self, method: str, **arguments: Any) -> Json:
        return took(self.json(method, **arguments))

    def hurried(self, method: str, **arguments: Any) -> tuple[int, str]:
        """Status and Retry-After of a call that is not tried again."""
        try:
            return self._web.api_call(method, json=arguments).status_code, ""
        except SlackApiError as refused:
            headers = {name.lower(): value for name, value in refused.response.headers.items()}
            return refused.response.status_code, str(headers.get("retry-after", ""))

    def _answer(self, call: Callable[[], Any]) -> Json:
        for _ in range(TRIES):
            try:
                data = call().data
            except SlackApiError as refused:
                if refused.response.status_code != LIMITED:
                    return dict(refused.response.data)
                wait = float(refused.response.headers.get("Retry-After", 1))
                time.sleep(min(wait, LONGEST_WAIT))
            else:
                return dict(data)
        return not_tried("Slack went on answering that it is asked too often")

    # What is there

    @property
    def me(self) -> Json:
        """auth.test of the token."""
        self._me = self._me or self.write("auth.test")
        return self._me

    def post(self, **content: Any) -> str:
        """Write to the channel; return the timestamp. It bears the run's name, so that it is found again."""
        return str(self.posted(**content)["ts"])

    def posted(self, **content: Any) -> Json:
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"marker": self._run}}
        answer = self.json("chat.postMessage", **{"channel": self.channel, "metadata": metadata, **content})
        if answer.get("ok"):
            self._posted.append((str(answer["channel"]), str(answer["ts"])))
        return took(answer)

    def shown(self, ts: str) -> Json:
        """What stands at that time in the channel."""
        found = self.read("conversations.history", channel=self.channel, latest=ts, inclusive=True, limit=1)
        (message,) = found["messages"]
        assert message["ts"] == ts
        return dict(message)

    def whispers(self, thread_ts: str, words: str) -> bool:
        """Say something to the second account alone, in a thread; whether it is seen there."""
        said = {"channel": self.channel, "user": self.second(), "thread_ts": thread_ts, "text": words}
        return self.overheard(str(self.write("chat.postEphemeral", **said)["message_ts"]), words)

    def members(self) -> list[str]:
        return list(self.read("conversations.members", channel=self.channel, limit=200)["members"])

    def people(self) -> Iterator[Json]:
        """Everybody who could be called: neither bots nor deactivated."""
        listed = self.read("users.list", limit=200)["members"]
        return (each for each in listed if not each.get("is_bot") and not each.get("deleted"))

    def outsider(self) -> str:
        """Somebody who is not in the channel."""
        members = set(self.members())
        found = next((str(each["id"]) for each in self.people() if each["id"] not in members), "")
        return found or not_tried("everybody is in the channel")

    # What takes a person

    @abstractmethod
    def sees(self, question: str) -> bool:
        """Whether a person, asked to look, says so."""

    @abstractmethod
    def second(self) -> str:
        """The second account: a member of the channel who left the settings as they come."""

    @abstractmethod
    def notified(self, ts: str, words: str) -> bool:
        """Whether the message notified the second account."""

    @abstractmethod
    def overheard(self, ts: str, words: str) -> bool:
        """Whether the second account sees the line that is for it alone, in its thread."""

    @abstractmethod
    def prints(self, ts: str, words: str) -> bool:
        """Whether the notification of the message says so."""

    @abstractmethod
    def pausing(self) -> str:
        """Somebody who has paused notifications by hand."""

    @abstractmethod
    def elsewhere(self) -> str:
        """A public channel that the bot is not in."""

    @abstractmethod
    def as_busy_as_slack(self) -> None:
        """From here on calls are limited as Slack limits them."""

    @abstractmethod
    def on_grid(self) -> str:
        """A person of an Enterprise Grid."""

    def no_group(self) -> NoReturn:
        not_tried("the second account is in no user group")

    @abstractmethod
    def somebodys_message(self) -> str:
        """The timestamp of a message that a person wrote."""

    @abstractmethod
    def past_editing(self) -> str:
        """A message of the bot that Slack no longer lets anybody edit."""

    @abstractmethod
    def press(self, door: Door, ts: str, action_id: str, *, foreign: bool = False) -> Json:
        """The payload of somebody's press on a button; of another company's where that is asked for."""

    @abstractmethod
    def submit(self, door: Door, view_id: str, user: str) -> Json:
        """The payload of the same person's submission."""

    # The end

    def close(self) -> None:
        for channel, ts in reversed(self._posted):
            self.json("chat.delete", channel=channel, ts=ts)
        self._posted.clear()

    def left(self) -> list[str]:
        """What still stands there of this run."""
        answer = self.form(
            "conversations.history", channel=self.channel, limit=200, include_all_metadata=True
        )
        if not answer.get("ok"):
            return [f"cannot tell: conversations.history: {answer.get('error')}"]
        return [
            f"message {each['ts']}"
            for each in answer["messages"]
            if each.get("metadata", {}).get("event_payload", {}).get("marker") == self._run
        ]


def took(answer: Json) -> Json:
    if answer.get("error") == "missing_scope":
        not_tried(f"the token lacks the scope {answer.get('needed')}")
    assert answer.get("ok"), answer
    return answer
