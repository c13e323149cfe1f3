"""The whole workspace as JSON, as the page draws it and tests read it."""

from typing import Any

from local.slack_workspace.messages import Json, Message, message_json
from local.slack_workspace.notifications import phone_text
from local.slack_workspace.people import BOT_USER_ID, Channel, channel_json, group_json, user_json
from local.slack_workspace.views import View, view_json
from local.slack_workspace.workspace import ClickWarning, Workspace


def snapshot(workspace: Workspace) -> dict[str, Any]:
    """`messages` are by channel: roots and broadcasts, oldest first, each root with its `replies`."""
    with workspace.lock:
        people = [user.id for user in workspace.users.values() if not user.is_bot]
        homes = {user: workspace.views.home_of(user) for user in people}
        return {
            "revision": workspace.revision,
            "team": {"id": workspace.team.id, "name": workspace.team.name},
            "bot": BOT_USER_ID,
            "app": {"home_tab": workspace.manifest.home_tab, "commands": list(workspace.manifest.commands)},
            "users": {
                user.id: user_json(user) | {"in_do_not_disturb": user.in_do_not_disturb}
                for user in workspace.users.values()
            },
            "groups": {group.id: group_json(group) for group in workspace.groups.values()},
            "channels": {channel.id: _channel(channel) for channel in workspace.channels.values()},
            "messages": {channel: _messages(workspace, channel) for channel in workspace.channels},
            "ephemerals": {
                user: [_message(workspace, item) for item in workspace.messages.ephemerals_of(user)]
                for user in people
            },
            "views": {user: [_view(view) for view in workspace.views.stack_of(user)] for user in people},
            "homes": {user: _view(view) for user, view in homes.items() if view is not None},
            "warnings": [_warning(warning) for warning in workspace.warnings],
        }


def _channel(channel: Channel) -> Json:
    return channel_json(channel) | {"members": sorted(channel.members)}


def _messages(workspace: Workspace, channel: str) -> list[Json]:
    return [
        _message(workspace, message, workspace.messages.replies(channel, message.ts))
        for message in workspace.messages.in_channel(channel)
        if not message.is_reply or message.broadcast
    ]


def _message(workspace: Workspace, message: Message, replies: list[Message] | None = None) -> Json:
    """With what no app is told: whom it notified, whom it called in vain and why, what a phone prints."""
    return message_json(message, replies or []) | {
        "channel": message.channel,
        "notified": list(message.notified),
        "not_reached": [{"who": who, "why": why} for who, why in message.not_reached],
        "phone_text": phone_text(message, workspace.names),
        "replies": [_message(workspace, reply) for reply in replies or []],
    }


def _view(view: View) -> Json:
    return view_json(view) | {"errors": dict(view.errors), "trouble": view.trouble}


def _warning(warning: ClickWarning) -> Json:
    return {
        "user": warning.user,
        "text": warning.text,
        "channel": warning.channel,
        "ts": warning.ts,
        "view_id": warning.view_id,
        "block_id": warning.block_id,
        "action_id": warning.action_id,
    }
