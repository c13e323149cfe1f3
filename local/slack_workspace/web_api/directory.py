"""Who is who: auth.*, team.*, users.*, usergroups.*, dnd.*.

https://docs.slack.dev/reference/methods
"""

from datetime import timedelta

from local.slack_workspace.errors import ApiError
from local.slack_workspace.messages import Json
from local.slack_workspace.people import (
    BOT_ID,
    BOT_USER_ID,
    User,
    channel_json,
    group_json,
    user_json,
)
from local.slack_workspace.web_api.call import ApiCall
from local.slack_workspace.web_api.granted import kinds_asked
from local.slack_workspace.web_api.paging import page
from local.slack_workspace.workspace import Workspace


def api_test(workspace: Workspace, call: ApiCall) -> Json:
    del workspace
    if error := call.text("error"):
        raise ApiError(error)
    return {"args": dict(call.args)} if call.args else {}


def auth_test(workspace: Workspace, call: ApiCall) -> Json:
    del call
    return {
        "url": f"https://{workspace.team.domain}.slack.com/",
        "team": workspace.team.name,
        "user": workspace.users[BOT_USER_ID].name,
        "team_id": workspace.team.id,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def team_info(workspace: Workspace, call: ApiCall) -> Json:
    del call
    team = workspace.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def users_info(workspace: Workspace, call: ApiCall) -> Json:
    return {"user": user_json(workspace.user(call.required("user", "user_not_found")))}


def users_list(workspace: Workspace, call: ApiCall) -> Json:
    chosen, cursor = page(call, list(workspace.users.values()))
    return {"members": [user_json(user) for user in chosen], **cursor}


def users_conversations(workspace: Workspace, call: ApiCall) -> Json:
    user = workspace.user(call.text("user") or BOT_USER_ID)
    kinds = kinds_asked(call)
    found = [
        channel
        for channel in workspace.channels.values()
        if user.id in channel.members
        and channel.kind in kinds
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    chosen, cursor = page(call, found)
    return {"channels": [channel_json(channel) for channel in chosen], **cursor}


def usergroups_list(workspace: Workspace, call: ApiCall) -> Json:
    with_users = call.flag("include_users")
    return {
        "usergroups": [
            group_json(group) | ({"users": list(group.users)} if with_users else {})
            for group in workspace.groups.values()
        ]
    }


def usergroups_users_list(workspace: Workspace, call: ApiCall) -> Json:
    group = workspace.groups.get(call.required("usergroup"))
    if group is None:
        raise ApiError("no_such_subteam")
    return {"users": list(group.users)}


def dnd_info(workspace: Workspace, call: ApiCall) -> Json:
    return _do_not_disturb(workspace, workspace.user(call.text("user") or BOT_USER_ID))


def dnd_team_info(workspace: Workspace, call: ApiCall) -> Json:
    users = [workspace.user(user) for user in call.required("users").split(",")]
    return {"users": {user.id: _do_not_disturb(workspace, user) for user in users}}


def _do_not_disturb(workspace: Workspace, user: User) -> Json:
    """Who rests has begun an hour ago and rests for seven more. A pause is told to nobody but the person."""
    if not user.in_do_not_disturb:
        return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    now = workspace.clock()
    return {
        "dnd_enabled": True,
        "next_dnd_start_ts": int((now - timedelta(hours=1)).timestamp()),
        "next_dnd_end_ts": int((now + timedelta(hours=7)).timestamp()),
    }
