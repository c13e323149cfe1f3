"""Blocks and views, as small as Slack takes them."""

from typing import Any


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "hello", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "press", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain("Press"), **more}


def actions(*elements: dict[str, Any], block_id: str = "row") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def options(*values: str) -> list[dict[str, Any]]:
    return [{"text": plain(value), "value": value} for value in values]


def card(*blocks: dict[str, Any], color: str = "#a30200") -> list[dict[str, Any]]:
    """An attachment as Lastcall posts it."""
    return [{"color": color, "fallback": "orders-dlq: 37 failed orders", "blocks": list(blocks)}]


def note_input(**more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "note"}
    return {"type": "input", "block_id": "why", "label": plain("Why"), "element": element, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Inspect"), "blocks": list(blocks) or [section()], **more}


def form(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A modal that can be submitted."""
    return modal(*(blocks or (note_input(),)), submit=plain("Send"), **more)
