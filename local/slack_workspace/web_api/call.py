"""One call of the Web API: its arguments parsed once, whichever way they were encoded."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from local.slack_workspace.errors import ApiError
from local.slack_workspace.reference import reads_json

_STRUCTURED = ("blocks", "attachments", "view", "metadata")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCall:
    method: str
    args: Mapping[str, Any]
    token: str | None

    def text(self, name: str) -> str | None:
        value = self.args.get(name)
        return None if value is None else str(value)

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        value = self.text(name)
        if not value:
            raise ApiError(error)
        return value

    def flag(self, name: str) -> bool:
        return str(self.args.get(name, "")).lower() in ("1", "true")

    def number(self, name: str, default: int, *, most: int) -> int:
        try:
            value = int(self.args.get(name, default))
        except (TypeError, ValueError):
            raise ApiError("invalid_arguments") from None
        return max(1, min(value, most))

    def structure(self, name: str) -> Any:
        """Blocks, attachments, a view or metadata: JSON, or JSON in a string as in a form."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise ApiError(f"invalid_{name}_format" if name != "view" else "invalid_arguments") from None


def parse_call(method: str, *, query: str, content_type: str, body: bytes, authorization: str) -> ApiCall:
    """`authorization` is the header; a form may carry the token as an argument instead, JSON may not.

    https://docs.slack.dev/apis/web-api#post_bodies
    """
    is_json = content_type.partition(";")[0].strip().lower() == "application/json"
    args: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    if not is_json:
        args |= parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True)
    bearer = authorization.removeprefix("Bearer ").strip() if authorization.startswith("Bearer ") else None
    token = args.pop("token", None)
    if is_json and reads_json(method):
        args |= _json_args(body)
    return ApiCall(method=method, token=bearer or token, args=args)


def _json_args(body: bytes) -> dict[str, Any]:
    text = body.decode("utf-8", errors="replace")
    if not text:
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise ApiError("invalid_json") from None
    if not isinstance(value, dict):
        raise ApiError("json_not_object")
    return {name: item for name, item in value.items() if item is not None}
