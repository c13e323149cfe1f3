"""Messages of one workspace: channels' histories, threads and what only one person sees."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from local.slack_workspace.people import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`ephemeral_to` names the only person who sees it; such a message has no place in history.

    `notified` is whom it notified when it was posted, `not_reached` whom it called in vain, and why.
    """

    channel: str
    ts: str
    user: str = BOT_USER_ID
    text: str = ""
    blocks: Sequence[Json] = ()
    attachments: Sequence[Json] = ()
    files: Sequence[Json] = ()
    metadata: Json | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    edited_ts: str | None = None
    ephemeral_to: str | None = None
    reactions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    notified: tuple[str, ...] = ()
    not_reached: tuple[tuple[str, str], ...] = ()

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    def all_blocks(self) -> Iterator[tuple[int | None, Json]]:
        """Every block, with the number of the attachment that holds it."""
        for block in self.blocks:
            yield None, block
        for number, attachment in enumerate(self.attachments, start=1):
            for block in attachment.get("blocks", ()):
                yield number, block


def with_block_ids(blocks: Sequence[Json]) -> list[Json]:
    """Slack names every block and every element that came without an id."""
    return [
        {**_with_action_ids(block), "block_id": block.get("block_id") or _random_id()} for block in blocks
    ]


def _with_action_ids(block: Json) -> Json:
    named = dict(block)
    for slot in ("accessory", "element"):
        if slot in block:
            named[slot] = _named(block[slot])
    if block.get("type") == "actions":
        named["elements"] = [_named(element) for element in block["elements"]]
    return named


def _named(element: Json) -> Json:
    if element.get("type") == "image":
        return element
    return {**element, "action_id": element.get("action_id") or _random_id()}


def _random_id() -> str:
    return uuid.uuid4().hex[:5]


def with_attachment_ids(attachments: Sequence[Json]) -> list[Json]:
    return [
        {
            "fallback": "[no preview available]",
            **attachment,
            "id": number,
            **({"blocks": with_block_ids(attachment["blocks"])} if "blocks" in attachment else {}),
        }
        for number, attachment in enumerate(attachments, start=1)
    ]


class Messages:
    """Kept by channel and timestamp; ephemerals apart, in the order they came."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Message]] = {}
        self._ephemerals: dict[str, Message] = {}
        self._deleted: set[tuple[str, str]] = set()

    def put(self, message: Message) -> None:
        if message.ephemeral_to is not None:
            self._ephemerals[message.ts] = message
        else:
            self._kept.setdefault(message.channel, {})[message.ts] = message

    def find(self, channel: str, ts: str) -> Message | None:
        return self._kept.get(channel, {}).get(ts)

    def find_ephemeral(self, ts: str) -> Message | None:
        return self._ephemerals.get(ts)

    def remove(self, channel: str, ts: str) -> None:
        self._ephemerals.pop(ts, None)
        if self._kept.get(channel, {}).pop(ts, None):
            self._deleted.add((channel, ts))

    def can_be_threaded(self, channel: str, ts: str) -> bool:
        """A deleted root leaves a tombstone that still takes replies."""
        return self.find(channel, ts) is not None or (channel, ts) in self._deleted

    def in_channel(self, channel: str) -> list[Message]:
        """Oldest first, replies included."""
        return [message for _, message in sorted(self._kept.get(channel, {}).items())]

    def replies(self, channel: str, root: str) -> list[Message]:
        return [
            message for message in self.in_channel(channel) if message.thread_ts == root and message.is_reply
        ]

    def ephemerals_of(self, user: str) -> list[Message]:
        return [message for message in self._ephemerals.values() if message.ephemeral_to == user]

    def react(self, message: Message, name: str, users: frozenset[str]) -> None:
        reactions = {**message.reactions, name: users}
        self.put(replace(message, reactions={key: value for key, value in reactions.items() if value}))


def message_json(message: Message, replies: Sequence[Message] = (), *, metadata: bool = True) -> Json:
    """The message object of conversations.history; a root carries the facts of its thread."""
    answer: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": TEAM_ID,
    }
    if message.user == BOT_USER_ID:
        answer |= {"bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": _BOT_PROFILE}
    answer |= _given(
        subtype="thread_broadcast" if message.broadcast else None,
        blocks=list(message.blocks),
        attachments=list(message.attachments),
        files=list(message.files),
        metadata=message.metadata if metadata else None,
        thread_ts=message.thread_ts,
        edited={"user": message.user, "ts": message.edited_ts} if message.edited_ts else None,
        reactions=[
            {"name": name, "users": sorted(users), "count": len(users)}
            for name, users in message.reactions.items()
        ],
    )
    return answer | _thread_facts(message, replies)


_BOT_PROFILE = {"id": BOT_ID, "app_id": APP_ID, "name": "lastcall", "team_id": TEAM_ID, "deleted": False}


def _given(**values: Any) -> Json:
    return {name: value for name, value in values.items() if value}


def _thread_facts(message: Message, replies: Sequence[Message]) -> Json:
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
        "subscribed": False,
        "is_locked": False,
    }
