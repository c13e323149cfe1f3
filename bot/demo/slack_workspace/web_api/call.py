"""One call of the Web API: its arguments parsed once, whichever way they were encoded."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from bot.demo.slack_workspace.errors import ApiError

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
    """`authorization` is the header; a form may carry the token as an argument instead."""
    args: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    args |= _body_args(content_type, body)
    bearer = authorization.removeprefix("Bearer ").strip() if authorization.startswith("Bearer ") else None
    return ApiCall(method=method, token=bearer or args.pop("token", None), args=args)


def _body_args(content_type: str, body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    text = body.decode("utf-8", errors="replace")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        return dict(parse_qsl(text, keep_blank_values=True))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise ApiError("invalid_json") from None
    if not isinstance(value, dict):
        raise ApiError("json_not_object")
    return {name: item for name, item in value.items() if item is not None}
