"""Cards and thread replies on Slack: ports.Channel. Every message carries its marker as metadata."""

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.domain.evidence.missing import Missing
from bot.domain.policy.policy import NO_RULES, Redaction
from bot.ports.channel import ChannelClosedError, FrozenError, Posted, UnauthorisedError, UnfitError
from bot.render.view import CardView, ReplyView
from bot.render.without_secrets import without_secrets
from bot.slack.client import SlackClient
from bot.slack.markup.block_kit import card_message, reply_message
from bot.slack.upload import share_png

log = logging.getLogger("lastcall")

EVENT_TYPE = "lastcall_message"
# The text left behind by a card.
ELSEWHERE = "This incident has moved to <#{channel}>."
# Slack returns at most this many messages a page to internal apps.
PAGE = 200
MOST_PAGES = 20


class SlackChannel:
    def __init__(self, client: SlackClient, rules: Redaction = NO_RULES) -> None:
        self._client = client
        self._rules = rules

    def post(self, channel: str, card: CardView, marker: str) -> str:
        answer = self._client.call("chat.postMessage", channel=channel, **self._root(card, marker))
        return str(answer.get("ts", ""))

    def edit(self, channel: str, ts: str, card: CardView, marker: str) -> None:
        self._client.call("chat.update", channel=channel, ts=ts, **self._root(card, marker))

    def reply(self, channel: str, thread_ts: str, reply: ReplyView, marker: str) -> Posted:
        message = reply_message(without_secrets(reply, self._rules))
        answer = self._client.call(
            "chat.postMessage",
            channel=channel,
            thread_ts=thread_ts or None,
            reply_broadcast=True if reply.broadcast and thread_ts else None,
            **message,
            **_common(marker),
        )
        return Posted(str(answer.get("ts", "")), _said(message))

    def take_buttons_off(self, channel: str, ts: str, said: str, marker: str) -> None:
        self._client.call("chat.update", channel=channel, ts=ts, **json.loads(said), **_common(marker))

    def take_away(self, channel: str, ts: str, *, told: bool, to: str) -> None:
        """If the workspace forbids deleting (compliance, for example), only the text is removed."""
        if not told:
            try:
                self._client.call("chat.delete", channel=channel, ts=ts)
            except (ChannelClosedError, FrozenError, UnfitError):
                log.warning("not deleted, so emptied", exc_info=True)
            else:
                return
        said = ELSEWHERE.format(channel=to)
        self._client.call("chat.update", channel=channel, ts=ts, text=said, blocks=[], attachments=[])

    def picture(self, channel: str, thread_ts: str, title: str, png: bytes) -> Missing | None:
        return share_png(self._client, channel, thread_ts, title, png)

    def find(
        self, channel: str, thread_ts: str, marker: str, since: datetime, until: datetime
    ) -> Posted | None:
        """Search by metadata; without the history scope nothing is found and a rare duplicate is accepted."""
        try:
            for message in self._messages(channel, thread_ts, since, until):
                if message.get("metadata", {}).get("event_payload", {}).get("marker") == marker:
                    return Posted(str(message["ts"]), _said(message))
        except (UnauthorisedError, ChannelClosedError, UnfitError):
            return None
        return None

    def _root(self, card: CardView, marker: str) -> dict[str, Any]:
        return {**card_message(without_secrets(card, self._rules)), **_common(marker)}

    def _messages(
        self, channel: str, thread_ts: str, since: datetime, until: datetime
    ) -> Iterator[dict[str, Any]]:
        method = "conversations.replies" if thread_ts else "conversations.history"
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            answer = self._client.call(
                method,
                channel=channel,
                ts=thread_ts or None,
                oldest=f"{since.timestamp():.6f}",
                latest=f"{until.timestamp():.6f}",
                limit=PAGE,
                include_all_metadata=True,
                cursor=cursor,
            )
            yield from answer.get("messages", [])
            cursor = answer.get("response_metadata", {}).get("next_cursor") or None
            if cursor is None:
                return


def _said(message: Mapping[str, Any]) -> str:
    blocks = [block for block in message.get("blocks", []) if block.get("type") != "actions"]
    return json.dumps({"text": message.get("text", ""), "blocks": blocks})


def _common(marker: str) -> dict[str, Any]:
    common: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
    if marker:
        common["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"marker": marker}}
    return common
