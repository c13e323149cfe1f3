"""What an app answers outside the Web API: to a slash command, and through a response_url."""

from dataclasses import replace
from typing import Any

from local.slack_workspace.blocks import message_fault
from local.slack_workspace.errors import ApiError
from local.slack_workspace.messages import Json, Message, with_attachment_ids, with_block_ids
from local.slack_workspace.response_urls import Expiry, Origin
from local.slack_workspace.workspace import Workspace


def respond(workspace: Workspace, secret: str, content: Any) -> tuple[int, Json]:
    """Answer a POST to a response_url: HTTP status and body."""
    with workspace.lock:
        origin = workspace.response_urls.use(secret)
        if isinstance(origin, Expiry):
            return 404, {"ok": False, "error": origin.value}
        if not isinstance(content, dict):
            return 400, {"ok": False, "error": "invalid_payload"}
        try:
            place(workspace, origin, content)
        except ApiError as refused:
            return 400, refused.answer()
        return 200, {"ok": True}


def place(workspace: Workspace, origin: Origin, content: Json, *, ts: str | None = None) -> None:
    """Put an answer where it says it belongs; without a word it is seen by the asking person only."""
    if content.get("delete_original"):
        _delete(workspace, origin)
        return
    parts = _parts(content)
    original = _original(workspace, origin)
    if content.get("replace_original") and original is not None:
        workspace.put(replace(original, edited_ts=workspace.timestamps.next(), **parts))
        return
    in_channel = content.get("response_type") == "in_channel"
    workspace.post(
        Message(
            channel=origin.channel,
            ts=ts or workspace.timestamps.next(),
            thread_ts=content.get("thread_ts") or origin.thread_ts,
            ephemeral_to=None if in_channel else origin.user,
            **parts,
        )
    )


def _parts(content: Json) -> dict[str, Any]:
    text, blocks, attachments = content.get("text"), content.get("blocks"), content.get("attachments")
    refused = message_fault(text=text, blocks=blocks, attachments=attachments)
    if refused:
        raise refused
    return {
        "text": text or "",
        "blocks": with_block_ids(blocks or []),
        "attachments": with_attachment_ids(attachments or []),
    }


def _original(workspace: Workspace, origin: Origin) -> Message | None:
    if origin.ts is None:
        return None
    if origin.ephemeral:
        return workspace.messages.find_ephemeral(origin.ts)
    return workspace.messages.find(origin.channel, origin.ts)


def _delete(workspace: Workspace, origin: Origin) -> None:
    if origin.ts is not None:
        workspace.messages.remove(origin.channel, origin.ts)
        workspace.changed()
