"""The view that is shown at once, while the real one is on its way; the door needs nothing heavier."""

from typing import Any

LOADING = "Looking…"


def loading_view(external_id: str = "") -> dict[str, Any]:
    """A modal that says it is loading; `external_id` lets whoever has the answer fill it."""
    view: dict[str, Any] = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Lastcall"},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": [
            {"type": "section", "text": {"type": "plain_text", "text": LOADING}},
            {
                "type": "context",
                "elements": [
                    {
                        "type": "plain_text",
                        "text": "If this does not change within ten seconds, close it and press again.",
                    }
                ],
            },
        ],
    }
    return {**view, "external_id": external_id} if external_id else view
