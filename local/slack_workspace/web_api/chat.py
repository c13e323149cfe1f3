"""chat.*: https://docs.slack.dev/reference/methods?family=chat."""

from dataclasses import replace
from typing import Any

from local.slack_workspace.blocks import message_fault
from local.slack_workspace.errors import ApiError
from local.slack_workspace.messages import (
    Json,
    Message,
    message_json,
    with_attachment_ids,
    with_block_ids,
)
from local.slack_workspace.people import BOT_USER_ID
from local.slack_workspace.web_api.call import ApiCall
from local.slack_workspace.workspace import Workspace

# Of an edited message neither was ever recorded in the answer (json-logs of slackapi/java-slack-sdk).
_NOT_ANSWERED = ("ts", "attachments")


def post_message(workspace: Workspace, call: ApiCall) -> Json:
    channel = workspace.writable(call.required("channel", "channel_not_found"))
    content = content_of(call)
    root = thread_root(workspace, channel.id, call.text("thread_ts"))
    message = Message(
        channel=channel.id,
        ts=workspace.timestamps.next(),
        thread_ts=root,
        broadcast=root is not None and call.flag("reply_broadcast"),
        metadata=_metadata(call),
        **content,
    )
    workspace.post(message)
    return {"channel": channel.id, "ts": message.ts, "message": message_json(message)}


def update(workspace: Workspace, call: ApiCall) -> Json:
    """What is left out stays as it was; an empty array takes it away."""
    channel = workspace.editable(call.required("channel", "channel_not_found"))
    message = _own_message(
        workspace, channel.id, call.required("ts", "message_not_found"), "cant_update_message"
    )
    given = content_of(call)
    kept = {name: value for name, value in given.items() if call.args.get(name) is not None}
    if "metadata" in call.args:
        kept["metadata"] = _metadata(call)
    updated = replace(message, edited_ts=workspace.timestamps.next(), **kept)
    workspace.put(updated)
    shown = message_json(updated)
    answered = {name: value for name, value in shown.items() if name not in _NOT_ANSWERED}
    return {"channel": channel.id, "ts": updated.ts, "text": updated.text, "message": answered}


def post_ephemeral(workspace: Workspace, call: ApiCall) -> Json:
    """Taken for any thread, and seen in those alone that have a reply.

    https://docs.slack.dev/reference/methods/chat.postEphemeral
    """
    channel = workspace.joined(call.required("channel", "channel_not_found"))
    user = workspace.user(call.required("user", "user_not_found"))
    if user.id not in channel.members:
        raise ApiError("user_not_in_channel")
    thread = call.text("thread_ts")
    message = Message(
        channel=channel.id,
        ts=workspace.timestamps.next(),
        ephemeral_to=user.id,
        thread_ts=thread,
        **content_of(call),
    )
    if not thread or workspace.messages.replies(channel.id, thread):
        workspace.put(message)
    return {"message_ts": message.ts}


def delete(workspace: Workspace, call: ApiCall) -> Json:
    channel = workspace.readable(call.required("channel", "channel_not_found"))
    message = _own_message(
        workspace, channel.id, call.required("ts", "message_not_found"), "cant_delete_message"
    )
    workspace.messages.remove(channel.id, message.ts)
    workspace.changed()
    return {"channel": channel.id, "ts": message.ts}


def permalink_path(channel: str, ts: str, thread_ts: str | None) -> str:
    thread = f"?thread_ts={thread_ts}&cid={channel}" if thread_ts and thread_ts != ts else ""
    return f"archives/{channel}/p{ts.replace('.', '')}{thread}"


def get_permalink(workspace: Workspace, call: ApiCall) -> Json:
    """The path only: the server puts its own address before it."""
    channel = workspace.readable(call.required("channel", "channel_not_found"))
    message = workspace.messages.find(channel.id, call.required("message_ts", "message_not_found"))
    if message is None:
        raise ApiError("message_not_found")
    return {"channel": channel.id, "permalink": permalink_path(channel.id, message.ts, message.thread_ts)}


def content_of(call: ApiCall) -> dict[str, Any]:
    """Text, blocks and attachments as Slack stores them, refused where Slack refuses them."""
    text, blocks, attachments = call.text("text"), call.structure("blocks"), call.structure("attachments")
    refused = message_fault(text=text, blocks=blocks, attachments=attachments)
    if refused:
        raise refused
    return {
        "text": text or "",
        "blocks": with_block_ids(blocks or []),
        "attachments": with_attachment_ids(attachments or []),
    }


def _metadata(call: ApiCall) -> Json | None:
    metadata = call.structure("metadata")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise ApiError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise ApiError("invalid_metadata_schema")
    return metadata


def thread_root(workspace: Workspace, channel: str, thread_ts: str | None) -> str | None:
    """A reply to a reply belongs to the same thread."""
    if not thread_ts:
        return None
    if not workspace.messages.can_be_threaded(channel, thread_ts):
        raise ApiError("cannot_reply_to_message")
    target = workspace.messages.find(channel, thread_ts)
    return target.thread_ts or target.ts if target else thread_ts


def _own_message(workspace: Workspace, channel: str, ts: str, error: str) -> Message:
    message = workspace.messages.find(channel, ts)
    if message is None:
        raise ApiError("message_not_found")
    if message.user != BOT_USER_ID:
        raise ApiError(error)
    return message
