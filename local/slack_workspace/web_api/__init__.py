"""Slack's Web API over the workspace: who answers each method, once the call is admitted.

https://docs.slack.dev/reference/methods
"""

from collections.abc import Callable, Mapping

from local.slack_workspace.errors import ApiError
from local.slack_workspace.messages import Json
from local.slack_workspace.reference import METHODS
from local.slack_workspace.web_api import chat, conversations, directory, files, reactions, views
from local.slack_workspace.web_api.call import ApiCall
from local.slack_workspace.web_api.granted import check_scopes
from local.slack_workspace.workspace import Workspace

Handler = Callable[[Workspace, ApiCall], Json]

HANDLERS: Mapping[str, Handler] = {
    "api.test": directory.api_test,
    "auth.test": directory.auth_test,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.join": conversations.join,
    "conversations.list": conversations.list_,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_,
    "conversations.replies": conversations.replies,
    "dnd.info": directory.dnd_info,
    "dnd.teamInfo": directory.dnd_team_info,
    "files.completeUploadExternal": files.complete_upload,
    "files.getUploadURLExternal": files.get_upload_url,
    "reactions.add": reactions.add,
    "reactions.get": reactions.get,
    "reactions.remove": reactions.remove,
    "team.info": directory.team_info,
    "usergroups.list": directory.usergroups_list,
    "usergroups.users.list": directory.usergroups_users_list,
    "users.conversations": directory.users_conversations,
    "users.info": directory.users_info,
    "users.list": directory.users_list,
    "views.open": views.open_,
    "views.publish": views.publish,
    "views.push": views.push,
    "views.update": views.update,
}


def answer(workspace: Workspace, call: ApiCall, *, bot_token: str) -> Json:
    """What Slack answers to a call, refusals included."""
    try:
        return {"ok": True, **_perform(workspace, call, bot_token)}
    except ApiError as refused:
        return refused.answer()


def _perform(workspace: Workspace, call: ApiCall, bot_token: str) -> Json:
    handler = HANDLERS.get(call.method)
    if handler is None:
        raise ApiError("unknown_method", req_method=call.method)
    with workspace.lock:
        if call.method != "api.test":
            _authenticate(call, bot_token)
            check_scopes(workspace, call)
        _check_arguments(call)
        return handler(workspace, call)


def _authenticate(call: ApiCall, bot_token: str) -> None:
    if not call.token:
        raise ApiError("not_authed")
    if call.token != bot_token:
        raise ApiError("invalid_auth")


def _check_arguments(call: ApiCall) -> None:
    """Absent is not empty: what is there and names nothing is refused by whoever looks it up.

    Measured: https://github.com/brekkylab/backlot/issues/84, https://github.com/rneatherway/gh-slack/issues/74
    """
    method = METHODS[call.method]
    absent = [name for name in method.required if name not in call.args]
    if absent and method.absent != "invalid_arguments":
        raise ApiError(method.absent)
    if absent:
        messages = [f"[ERROR] missing required field: {name}" for name in absent]
        raise ApiError("invalid_arguments", response_metadata={"messages": messages})
