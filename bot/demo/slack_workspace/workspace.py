"""All state of the local Slack in one plain object: no HTTP, no threads of its own, time by argument.

Every use holds `lock`; `changed()` is what the page and waiting tests are woken by.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.demo.slack_workspace.errors import ApiError
from bot.demo.slack_workspace.messages import Message, Messages
from bot.demo.slack_workspace.people import BOT_USER_ID, CAST, Cast, Channel, User, UserGroup
from bot.demo.slack_workspace.response_urls import ResponseUrls
from bot.demo.slack_workspace.timestamps import Clock, Timestamps
from bot.demo.slack_workspace.triggers import Triggers
from bot.demo.slack_workspace.uploads import Uploads
from bot.demo.slack_workspace.views import Views

ALL_SCOPES = frozenset(
    {
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "dnd:read",
        "files:write",
        "im:history",
        "im:read",
        "im:write",
        "metadata.message:read",
        "reactions:read",
        "reactions:write",
        "team:read",
        "usergroups:read",
        "users:read",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickWarning:
    """What Slack shows one person beside the control whose click the app did not answer."""

    user: str
    text: str
    channel: str | None = None
    ts: str | None = None
    view_id: str | None = None
    block_id: str = ""
    action_id: str = ""


class Workspace:
    def __init__(self, *, clock: Clock, scopes: frozenset[str] = ALL_SCOPES, cast: Cast = CAST) -> None:
        self.clock = clock
        self.scopes = scopes
        self.team = cast.team
        self.domains = dict(cast.domains)
        self.users: dict[str, User] = dict(cast.users)
        self.channels: dict[str, Channel] = dict(cast.channels)
        self.groups: Mapping[str, UserGroup] = dict(cast.groups)
        self.timestamps = Timestamps(clock)
        self.messages = Messages()
        self.views = Views()
        self.triggers = Triggers(clock)
        self.response_urls = ResponseUrls(clock)
        self.uploads = Uploads()
        self.warnings: list[ClickWarning] = []
        self.lock = threading.RLock()
        self.revision = 0
        self._change = threading.Condition(self.lock)
        self._closed = False

    def changed(self) -> None:
        with self._change:
            self.revision += 1
            self._change.notify_all()

    def wait_for_change(self, since: int, *, seconds: float) -> int:
        """Return the revision as soon as it is not `since` any more, or when the time is over."""
        with self._change:
            self._change.wait_for(lambda: self._closed or self.revision != since, timeout=seconds)
            return self.revision

    def close(self) -> None:
        """Let everybody go who waits for a change."""
        with self._change:
            self._closed = True
            self._change.notify_all()

    def user(self, user_id: str) -> User:
        if user_id not in self.users:
            raise ApiError("user_not_found")
        return self.users[user_id]

    def channel(self, name: str) -> Channel:
        """By id, or by name with or without `#`."""
        bare = name.removeprefix("#")
        found = self.channels.get(name) or next(
            (channel for channel in self.channels.values() if channel.name == bare and not channel.is_im),
            None,
        )
        if found is None:
            raise ApiError("channel_not_found")
        return found

    def change_channel(self, channel: Channel) -> None:
        """Archive it, move people in or out: the next call sees the new one."""
        self.channels[channel.id] = channel
        self.changed()

    def change_user(self, user: User) -> None:
        self.users[user.id] = user
        self.changed()

    def join(self, channel: Channel, user_id: str) -> Channel:
        joined = replace(channel, members=channel.members | {user_id})
        self.change_channel(joined)
        return joined

    def direct_channel(self, user_id: str) -> Channel:
        """The conversation between the bot and one person, made when first needed."""
        user = self.user(user_id)
        channel_id = "D" + user.id.removeprefix("U")
        if channel_id not in self.channels:
            members = frozenset({user.id, BOT_USER_ID})
            self.channels[channel_id] = Channel(id=channel_id, name=user.name, members=members, is_im=True)
        return self.channels[channel_id]

    def writable(self, name: str) -> Channel:
        """Where the bot may write; posting to a person's id writes to their direct messages."""
        channel = self.direct_channel(name) if name in self.users else self.channel(name)
        if channel.is_archived:
            raise ApiError("is_archived")
        if BOT_USER_ID not in channel.members:
            raise ApiError("not_in_channel")
        return channel

    def readable(self, name: str) -> Channel:
        channel = self.channels.get(name)
        if channel is None:
            raise ApiError("channel_not_found")
        if BOT_USER_ID not in channel.members:
            raise ApiError("not_in_channel")
        return channel

    def put(self, message: Message) -> None:
        self.messages.put(message)
        self.changed()

    def warn(self, warning: ClickWarning) -> None:
        self.warnings.append(warning)
        self.changed()

    def forget_warnings(self, user: str) -> None:
        """A person's next click takes their old warnings away."""
        kept = [warning for warning in self.warnings if warning.user != user]
        if kept != self.warnings:
            self.warnings = kept
            self.changed()
