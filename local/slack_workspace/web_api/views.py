"""views.*: https://docs.slack.dev/reference/methods?family=views."""

from local.slack_workspace.blocks import view_fault
from local.slack_workspace.errors import ApiError
from local.slack_workspace.messages import Json
from local.slack_workspace.views import View, view_json
from local.slack_workspace.web_api.call import ApiCall
from local.slack_workspace.workspace import Workspace


def open_(workspace: Workspace, call: ApiCall) -> Json:
    user, _ = workspace.triggers.check(call.required("trigger_id"))
    view = workspace.views.open(user, _content(call, "modal"))
    workspace.triggers.use(call.required("trigger_id"))
    return _shown(workspace, view)


def push(workspace: Workspace, call: ApiCall) -> Json:
    user, from_view = workspace.triggers.check(call.required("trigger_id"))
    content = _content(call, "modal")
    if from_view is None:
        raise ApiError("view_not_found")
    view = workspace.views.push(user, content)
    workspace.triggers.use(call.required("trigger_id"))
    return _shown(workspace, view)


def update(workspace: Workspace, call: ApiCall) -> Json:
    """Found by view_id or external_id; a view that is closed, or just being submitted, by neither."""
    content = _content(call, "modal")
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise ApiError("invalid_arguments")
    view = workspace.views.called(view_id=view_id, external_id=external_id)
    if view is None or view.content["type"] != "modal":
        raise ApiError("not_found")
    return _shown(workspace, workspace.views.update(view, content, expected_hash=call.text("hash")))


def publish(workspace: Workspace, call: ApiCall) -> Json:
    user = workspace.user(call.required("user_id", "user_not_found"))
    content = _content(call, "home")
    if user.deleted or user.is_bot or not workspace.manifest.home_tab:
        raise ApiError("not_enabled")
    return _shown(workspace, workspace.views.publish(user.id, content, expected_hash=call.text("hash")))


def _content(call: ApiCall, kind: str) -> Json:
    content = call.structure("view")
    if content is None:
        raise ApiError("invalid_arguments")
    refused = view_fault(content, kind=kind)
    if refused:
        raise refused
    return dict(content)


def _shown(workspace: Workspace, view: View) -> Json:
    workspace.changed()
    return {"view": view_json(view)}
