"""reactions.*: https://docs.slack.dev/reference/methods?family=reactions."""

import re

from local.slack_workspace.errors import ApiError
from local.slack_workspace.messages import Json, Message, message_json
from local.slack_workspace.people import BOT_USER_ID
from local.slack_workspace.web_api.call import ApiCall
from local.slack_workspace.workspace import Workspace

_NAME = re.compile(r"[a-z0-9_'+-]+(::skin-tone-[2-6])?")


def add(workspace: Workspace, call: ApiCall) -> Json:
    message, name, users = _target(workspace, call)
    if BOT_USER_ID in users:
        raise ApiError("already_reacted")
    workspace.messages.react(message, name, users | {BOT_USER_ID})
    workspace.changed()
    return {}


def remove(workspace: Workspace, call: ApiCall) -> Json:
    message, name, users = _target(workspace, call)
    if BOT_USER_ID not in users:
        raise ApiError("no_reaction")
    workspace.messages.react(message, name, users - {BOT_USER_ID})
    workspace.changed()
    return {}


def get(workspace: Workspace, call: ApiCall) -> Json:
    message = _message(workspace, call)
    return {"type": "message", "channel": message.channel, "message": message_json(message)}


def _target(workspace: Workspace, call: ApiCall) -> tuple[Message, str, frozenset[str]]:
    message = _message(workspace, call)
    name = call.required("name", "invalid_name").strip(":")
    if not _NAME.fullmatch(name):
        raise ApiError("invalid_name")
    return message, name, message.reactions.get(name, frozenset())


def _message(workspace: Workspace, call: ApiCall) -> Message:
    channel = workspace.readable(call.required("channel", "channel_not_found"))
    message = workspace.messages.find(channel.id, call.required("timestamp", "no_item_specified"))
    if message is None:
        raise ApiError("message_not_found")
    return message
