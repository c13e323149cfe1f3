"""All state of the local Slack in one plain object: no HTTP, no threads of its own, time by argument.

Every use holds `lock`; `changed()` is what the page and waiting tests are woken by.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace

from local.slack_workspace.errors import ApiError
from local.slack_workspace.manifest import Manifest, shipped
from local.slack_workspace.messages import Message, Messages
from local.slack_workspace.notifications import notified
from local.slack_workspace.people import BOT_USER_ID, CAST, Cast, Channel, User, UserGroup
from local.slack_workspace.response_urls import ResponseUrls
from local.slack_workspace.timestamps import Clock, Timestamps
from local.slack_workspace.triggers import Triggers
from local.slack_workspace.uploads import Uploads
from local.slack_workspace.views import Views


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
    def __init__(self, *, clock: Clock, manifest: Manifest | None = None, cast: Cast = CAST) -> None:
        """Without a manifest the app is the shipped one; it was granted what the manifest asks for."""
        self.clock = clock
        self.manifest = manifest or shipped()
        self.scopes = self.manifest.scopes
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

    @property
    def names(self) -> dict[str, str]:
        """Of people and groups, by id."""
        people = {user.id: user.name for user in self.users.values()}
        return people | {group.id: group.handle for group in self.groups.values()}

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
        """Where the bot may post; a person's id is their direct messages."""
        channel = self.direct_channel(name) if name in self.users else self.visible(name)
        if channel.is_im and not self.manifest.messages_tab:
            raise ApiError("messages_tab_disabled")
        if channel.is_archived:
            raise ApiError("is_archived")
        if BOT_USER_ID not in channel.members and "chat:write.public" not in self.scopes:
            raise ApiError("not_in_channel")
        return channel

    def joined(self, name: str) -> Channel:
        """Where what is more than a message may go: the bot has to be a member.

        `not_in_channel` of files.completeUploadExternal; of an ephemeral message Slack says nothing.
        """
        channel = self.writable(name)
        if BOT_USER_ID not in channel.members:
            raise ApiError("not_in_channel")
        return channel

    def editable(self, channel_id: str) -> Channel:
        """Where the bot's own message may be changed: as far as it may post."""
        channel = self.listed(channel_id)
        return self.writable(channel.id)

    def readable(self, channel_id: str) -> Channel:
        """What the bot may read: no scope opens a channel that it is not a member of."""
        channel = self.listed(channel_id)
        if BOT_USER_ID not in channel.members:
            raise ApiError("not_in_channel")
        return channel

    def listed(self, channel_id: str) -> Channel:
        """By its id alone, as all methods but those that post want it."""
        if channel_id not in self.channels:
            raise ApiError("channel_not_found")
        return self.visible(channel_id)

    def visible(self, name: str) -> Channel:
        """A private channel does not exist for whoever is outside: both answers are the same.

        Measured: https://github.com/brekkylab/backlot/pull/82
        """
        channel = self.channel(name)
        if channel.is_private and BOT_USER_ID not in channel.members:
            raise ApiError("channel_not_found")
        return channel

    def post(self, message: Message) -> None:
        """Put a new message, and notify whom it calls."""
        told = notified(message, self.channels[message.channel], self.users, self.groups)
        self.put(replace(message, notified=told.people, not_reached=told.not_reached))

    def put(self, message: Message) -> None:
        """As it is now: an edit notifies nobody."""
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
