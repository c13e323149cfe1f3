"""Slack's Web API over the workspace: every method with the scope it needs.

https://docs.slack.dev/reference/methods
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.demo.slack_workspace.errors import ApiError
from bot.demo.slack_workspace.messages import Json
from bot.demo.slack_workspace.web_api import chat, conversations, directory, files, reactions, views
from bot.demo.slack_workspace.web_api.call import ApiCall
from bot.demo.slack_workspace.workspace import Workspace

Handler = Callable[[Workspace, ApiCall], Json]


@dataclass(frozen=True, slots=True)
class Method:
    handler: Handler
    scope: str | None = None


METHODS: Mapping[str, Method] = {
    "api.test": Method(directory.api_test),
    "auth.test": Method(directory.auth_test),
    "chat.delete": Method(chat.delete, "chat:write"),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write"),
    "chat.postMessage": Method(chat.post_message, "chat:write"),
    "chat.update": Method(chat.update, "chat:write"),
    "conversations.history": Method(conversations.history, "channels:history"),
    "conversations.info": Method(conversations.info, "channels:read"),
    "conversations.join": Method(conversations.join, "channels:join"),
    "conversations.list": Method(conversations.list_, "channels:read"),
    "conversations.members": Method(conversations.members, "channels:read"),
    "conversations.open": Method(conversations.open_, "im:write"),
    "conversations.replies": Method(conversations.replies, "channels:history"),
    "dnd.info": Method(directory.dnd_info, "dnd:read"),
    "dnd.teamInfo": Method(directory.dnd_team_info, "dnd:read"),
    "files.completeUploadExternal": Method(files.complete_upload, "files:write"),
    "files.getUploadURLExternal": Method(files.get_upload_url, "files:write"),
    "reactions.add": Method(reactions.add, "reactions:write"),
    "reactions.get": Method(reactions.get, "reactions:read"),
    "reactions.remove": Method(reactions.remove, "reactions:write"),
    "team.info": Method(directory.team_info, "team:read"),
    "usergroups.list": Method(directory.usergroups_list, "usergroups:read"),
    "usergroups.users.list": Method(directory.usergroups_users_list, "usergroups:read"),
    "users.conversations": Method(directory.users_conversations, "channels:read"),
    "users.info": Method(directory.users_info, "users:read"),
    "users.list": Method(directory.users_list, "users:read"),
    "views.open": Method(views.open_),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}


def answer(workspace: Workspace, call: ApiCall, *, bot_token: str) -> Json:
    """What Slack answers to a call, refusals included."""
    try:
        return {"ok": True, **_perform(workspace, call, bot_token)}
    except ApiError as refused:
        return refused.answer()


def _perform(workspace: Workspace, call: ApiCall, bot_token: str) -> Json:
    method = METHODS.get(call.method)
    if method is None:
        raise ApiError("unknown_method", req_method=call.method)
    if call.method != "api.test":
        _authorise(workspace, call, method, bot_token)
    with workspace.lock:
        return method.handler(workspace, call)


def _authorise(workspace: Workspace, call: ApiCall, method: Method, bot_token: str) -> None:
    if not call.token:
        raise ApiError("not_authed")
    if call.token != bot_token:
        raise ApiError("invalid_auth")
    if method.scope and method.scope not in workspace.scopes:
        provided = ",".join(sorted(workspace.scopes))
        raise ApiError("missing_scope", needed=method.scope, provided=provided)
