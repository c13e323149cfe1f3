"""What the Web API answers when it refuses: `{"ok": false, "error": ...}` and, for blocks, where it hurts."""

from collections.abc import Sequence
from typing import Any


class ApiError(Exception):
    """A call that Slack answers with `ok: false`; `details` are further keys of the answer."""

    def __init__(self, error: str, **details: Any) -> None:
        super().__init__(error)
        self.error = error
        self.details = details

    def answer(self) -> dict[str, Any]:
        return {"ok": False, "error": self.error, **self.details}


def with_messages(error: str, messages: Sequence[str]) -> ApiError:
    """Slack names each fault twice: bare in `errors`, marked in `response_metadata`."""
    return ApiError(
        error,
        errors=list(messages),
        response_metadata={"messages": [f"[ERROR] {message}" for message in messages]},
    )
