"""URLs of messages: ports.Permalinks.

Slack is asked for one; the part before `archives/` is the same across a workspace.
https://docs.slack.dev/reference/methods/chat.getPermalink
"""

import logging

from bot.domain.errors import BotError
from bot.slack.client import SlackClient

log = logging.getLogger("lastcall")


class SlackPermalinks:
    def __init__(self, client: SlackClient) -> None:
        self._client = client
        self._before = ""

    def of(self, channel: str, ts: str) -> str:
        place = f"archives/{channel}/p{ts.replace('.', '')}"
        if self._before:
            return self._before + place
        try:
            answer = self._client.call("chat.getPermalink", channel=channel, message_ts=ts)
        except BotError as fault:
            log.info("no link to a card", extra={"channel": channel, "why": str(fault)})
            return ""
        told = str(answer.get("permalink"))
        self._before = told.removesuffix(place) if told.endswith(place) else ""
        return told if told.startswith(("https://", "http://")) else ""
