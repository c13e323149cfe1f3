"""Views: modals and the Home tab.

https://docs.slack.dev/reference/views
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from local.slack_workspace.blocks import composition as part
from local.slack_workspace.blocks.layout import blocks_of
from local.slack_workspace.blocks.schema import Check, anything, boolean, by_type, fault, shape, string
from local.slack_workspace.errors import ApiError, with_messages

MOST_BLOCKS, MOST_BYTES = 100, 250_000

_COMMON: Mapping[str, Check] = {
    "private_metadata": string(longest=3000, shortest=0),
    "callback_id": string(longest=255, shortest=0),
    "external_id": string(longest=255, shortest=0),
}
_label = part.plain_text(24)


def _input_needs_submit(view: Any, pointer: str) -> Iterator[str]:
    if "submit" in view or not isinstance(view["blocks"], list):
        return
    for index, block in enumerate(view["blocks"]):
        if isinstance(block, dict) and block.get("type") == "input":
            message = "must define `submit` to use an `input` block in modals"
            yield fault(message, f"{pointer}/blocks/{index}")


_VIEW = by_type(
    {
        "modal": shape(
            required={"title": _label, "blocks": anything},
            optional={
                **_COMMON,
                "submit": _label,
                "close": _label,
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
            rules=(_input_needs_submit,),
        ),
        "home": shape(required={"blocks": anything}, optional=_COMMON),
    }
)


def view_fault(view: Any, *, kind: str) -> ApiError | None:
    """What Slack answers to this view, or None where it takes it; `kind` is modal or home."""
    if len(json.dumps(view, ensure_ascii=False).encode()) > MOST_BYTES:
        return ApiError("view_too_large")
    faults = [*_VIEW(view, "/view")]
    if isinstance(view, dict) and "blocks" in view:
        faults += blocks_of(view["blocks"], "/view/blocks", most=MOST_BLOCKS)
    if not faults and view["type"] != kind:
        faults = [fault(f"must be a {kind} view", "/view/type")]
    return with_messages("invalid_arguments", faults) if faults else None
