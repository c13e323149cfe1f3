"""The view shown at once, while the real one is on its way; the door needs nothing heavier."""

from typing import Any

LOADING = "Looking…"


def loading_view(external_id: str = "") -> dict[str, Any]:
    """A modal that says it is loading; `external_id` finds it once the answer is there."""
    return _view(
        LOADING, "If this does not change within ten seconds, close it and press again.", external_id
    )


def working_view(external_id: str) -> dict[str, Any]:
    """The answer to a submission.

    The external id, by which the outcome is filled in, exists only once Slack shows this view: an earlier
    outcome would be overwritten by it.
    """
    return _view("Working on it…", "The card shows the result; you can close this window.", external_id)


def _view(said: str, hint: str, external_id: str) -> dict[str, Any]:
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Lastcall"},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": [
            {"type": "section", "text": {"type": "plain_text", "text": said}},
            {"type": "context", "elements": [{"type": "plain_text", "text": hint}]},
        ],
    }
    return {**view, "external_id": external_id} if external_id else view
