"""Cursor paging as all of Slack's lists do it."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from local.slack_workspace.errors import ApiError
from local.slack_workspace.web_api.call import ApiCall

Item = TypeVar("Item")


def page(call: ApiCall, items: Sequence[Item], *, default: int = 100) -> tuple[list[Item], dict[str, Any]]:
    """One page, and the keys that lead to the next one."""
    start = _start(call.text("cursor"))
    end = start + call.number("limit", default, most=1000)
    more = end < len(items)
    cursor = base64.b64encode(f"next:{end}".encode()).decode() if more else ""
    return list(items[start:end]), {"response_metadata": {"next_cursor": cursor}}


def _start(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise ApiError("invalid_cursor") from None
