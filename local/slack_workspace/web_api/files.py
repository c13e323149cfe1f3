"""files.*: the two calls around an upload, https://docs.slack.dev/messaging/working-with-files."""

from dataclasses import replace
from typing import Any

from local.slack_workspace.errors import ApiError
from local.slack_workspace.messages import Json, Message
from local.slack_workspace.uploads import File, file_json
from local.slack_workspace.web_api.call import ApiCall
from local.slack_workspace.web_api.chat import thread_root
from local.slack_workspace.workspace import Workspace

LONGEST_ALT_TEXT = 1000


def get_upload_url(workspace: Workspace, call: ApiCall) -> Json:
    """The path only: the server puts its own address before it."""
    name, length, alt_text = call.required("filename"), call.required("length"), call.text("alt_txt") or ""
    if not length.isdecimal() or int(length) == 0:
        raise ApiError("invalid_arguments")
    if len(alt_text) > LONGEST_ALT_TEXT:
        raise ApiError("alt_txt_too_large")
    file = workspace.uploads.ask(name, int(length), alt_text)
    return {"upload_url": f"upload/{file.secret}", "file_id": file.id}


def complete_upload(workspace: Workspace, call: ApiCall) -> Json:
    """Share what was sent; without a channel nobody but the bot would ever see it."""
    files = [_sent(workspace, each) for each in _asked(call)]
    if channel_id := call.text("channel_id"):
        channel = workspace.joined(channel_id)
        root = thread_root(workspace, channel.id, call.text("thread_ts"))
        workspace.uploads.share(files)
        workspace.post(
            Message(
                channel=channel.id,
                ts=workspace.timestamps.next(),
                thread_ts=root,
                text=call.text("initial_comment") or "",
                files=[file_json(file) for file in files],
            )
        )
    return {"files": [{"id": file.id, "title": file.title or file.name} for file in files]}


def _asked(call: ApiCall) -> list[dict[str, Any]]:
    try:
        files = call.structure("files")
    except ApiError:
        raise ApiError("invalid_arguments") from None
    if not isinstance(files, list) or not files or not all(isinstance(each, dict) for each in files):
        raise ApiError("invalid_arguments")
    return files


def _sent(workspace: Workspace, asked: dict[str, Any]) -> File:
    file = workspace.uploads.waiting(str(asked.get("id")))
    if file is None:
        raise ApiError("file_not_found")
    return replace(file, title=str(asked.get("title") or ""))
