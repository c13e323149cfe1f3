"""Messages: blocks, attachments and what holds for the whole.

https://docs.slack.dev/reference/methods/chat.postMessage and
https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments
The 13,200 characters are nowhere documented; they were measured: slackapi/bolt-js#2509 and #2867.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.slack_workspace.blocks.layout import blocks_of
from local.slack_workspace.blocks.schema import (
    Check,
    anything,
    array,
    boolean,
    fault,
    pattern,
    shape,
    string,
)
from local.slack_workspace.errors import ApiError, with_messages

MOST_BLOCKS, MOST_ATTACHMENTS = 50, 100
MOST_TEXT, MOST_BLOCK_CHARACTERS = 40_000, 13_200
_COLOR = re.compile(r"#?[0-9a-fA-F]{6}|good|warning|danger")

_any_string = string(longest=MOST_TEXT, shortest=0)
_LEGACY: Mapping[str, Check] = dict.fromkeys(
    (
        *("text", "pretext", "title", "title_link", "footer", "footer_icon"),
        *("author_name", "author_link", "author_icon", "image_url", "thumb_url"),
    ),
    _any_string,
)
_field = shape(required={"title": _any_string, "value": _any_string}, optional={"short": boolean})
_BARE: Mapping[str, Check] = {
    "color": pattern(lambda text: bool(_COLOR.fullmatch(text)), "a colour"),
    "fallback": string(longest=MOST_TEXT),
    "id": anything,
}
_with_blocks = shape(required={"blocks": anything}, optional=_BARE)
_without_blocks = shape(
    optional={
        **_BARE,
        **_LEGACY,
        "fields": array(_field, most=100),
        "mrkdwn_in": array(_any_string, most=10),
        "ts": anything,
    }
)


def _attachment(value: Any, pointer: str) -> Iterator[str]:
    """An attachment is either blocks, or the older fields, never both."""
    if not isinstance(value, dict) or "blocks" not in value:
        yield from _without_blocks(value, pointer)
        return
    yield from _with_blocks(value, pointer)
    yield from blocks_of(value["blocks"], f"{pointer}/blocks", most=MOST_BLOCKS, least=1)


def _attachments_fault(value: Any) -> ApiError | None:
    if isinstance(value, list) and len(value) > MOST_ATTACHMENTS:
        return ApiError("too_many_attachments")
    faults = [*array(_attachment, most=MOST_ATTACHMENTS, least=0)(value, "/attachments")]
    if faults:
        return with_messages("invalid_attachments", faults)
    ids = [block.get("block_id") for attachment in value for block in attachment.get("blocks", [])]
    named = [block_id for block_id in ids if block_id]
    if len(named) != len(set(named)):
        return with_messages("invalid_attachments", [fault("`block_id` already exists", "/attachments")])
    return None


def _characters(blocks: Any) -> int:
    """Containers count too, which is why the sum of the texts alone stays below the limit."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def message_fault(
    *, text: str | None, blocks: Any = None, attachments: Any = None, needs_content: bool = True
) -> ApiError | None:
    """What Slack answers to this content, or None where it takes it."""
    if needs_content and not text and not blocks and not attachments:
        return ApiError("no_text")
    if text is not None and len(text) > MOST_TEXT:
        return ApiError("msg_too_long")
    if blocks is not None and (faults := blocks_of(blocks, "/blocks", most=MOST_BLOCKS)):
        return with_messages("invalid_blocks", faults)
    if attachments is not None and (refused := _attachments_fault(attachments)):
        return refused
    shown = [*(blocks or []), *(block for item in attachments or [] for block in item.get("blocks", []))]
    return ApiError("msg_blocks_too_long") if _characters(shown) > MOST_BLOCK_CHARACTERS else None
