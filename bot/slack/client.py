"""The Web API client: one TLS context per container, explicit time-outs, no retries for posts.

slack_sdk parses the CA bundle anew for every call unless it is given a context (19 ms each), and its own
retry repeats a post whose answer was lost, which shows twice. Both are decided here once.
"""

import ssl
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.errors import BotError
from bot.ports.channel import (
    ChannelClosedError,
    ChannelRateLimitedError,
    MessageGoneError,
    UnansweredError,
    UnauthorisedError,
    UnfitError,
)

TIMEOUT_SECONDS = 8
# A header that cannot be read still means: not now.
UNREADABLE_RETRY_AFTER = timedelta(seconds=30)
LONGEST_RETRY_AFTER = timedelta(hours=1)

_GONE = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found",
     "not_found", "view_not_found", "expired_trigger_id"}
)  # fmt: skip
_CLOSED = frozenset(
    {"channel_not_found", "not_in_channel", "is_archived", "restricted_action", "channel_is_archived"}
)
_UNFIT = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "invalid_attachments", "msg_too_long", "msg_blocks_too_long",
     "too_many_attachments", "no_text", "metadata_too_large"}
)  # fmt: skip
_UNAUTHORISED = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
)
_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class ScopeMissingError(UnauthorisedError):
    """The token may not do this: add the scope to the app and install it again."""

    def __init__(self, told: str, scope: str) -> None:
        super().__init__(told)
        self.scope = scope


class SlackClient:
    """Calls Slack with the current token and turns every way of failing into one of the ports' faults.

    Args:
        token: Reads the bot token; called with True to read it afresh after Slack refused it.
    """

    def __init__(self, api_url: str, token: Callable[[bool], str]) -> None:
        self._api_url = api_url
        self._token = token
        self._web: WebClient | None = None

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """One call; a token that Slack refuses is read afresh and tried once more."""
        try:
            return self._call(method, arguments, fresh=False)
        except UnauthorisedError:
            return self._call(method, arguments, fresh=True)

    def once(self, method: str, **arguments: str | int) -> dict[str, Any]:
        """One call with form parameters, which some methods want, and never a second one."""
        return self._answer(method, fresh=False, params=arguments)

    def trusts(self, url: str) -> bool:
        """Whether something may be sent to an address that Slack named: no less safe than Slack's own."""
        scheme, _, rest = url.partition("://")
        return bool(rest) and scheme in {"https", self._api_url.partition("://")[0]}

    @property
    def tls(self) -> ssl.SSLContext:
        """The context of every connection."""
        return _tls()

    def _call(self, method: str, arguments: dict[str, Any], *, fresh: bool) -> dict[str, Any]:
        return self._answer(method, fresh=fresh, json={k: v for k, v in arguments.items() if v is not None})

    def _answer(self, method: str, *, fresh: bool, **sent: Any) -> dict[str, Any]:
        if self._web is None or fresh:
            self._web = self._connected(fresh=fresh)
        try:
            answer = self._web.api_call(method, **sent)
        except SlackApiError as fault:
            raise fault_of(fault) from fault
        except (SlackClientError, URLError, OSError, HTTPException, ValueError) as fault:
            # HTTPException: no HTTP. ValueError: no JSON. Whether the call was accepted is not known.
            raise UnansweredError(f"{method}: {type(fault).__name__}") from fault
        return answer.data if isinstance(answer.data, dict) else {}

    def _connected(self, *, fresh: bool) -> WebClient:
        try:
            token = self._token(fresh)
        except BotError as fault:
            raise UnauthorisedError(str(fault)) from fault
        tls = _tls() if self._api_url.startswith("https:") else None
        return WebClient(
            token=token, base_url=self._api_url, timeout=TIMEOUT_SECONDS, ssl=tls, retry_handlers=[]
        )


def fault_of(fault: SlackApiError) -> Exception:
    """Which of the ports' faults an answer of Slack means."""
    response = fault.response
    status = getattr(response, "status_code", 200)
    data = getattr(response, "data", None)
    error = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or error in _LIMITED:  # noqa: PLR2004 - Too Many Requests
        return ChannelRateLimitedError(_retry_after(getattr(response, "headers", {})))
    if status >= 500 or not error:  # noqa: PLR2004 - a server error: it may have been accepted
        return UnansweredError(f"status {status}")
    if error == "missing_scope" and isinstance(data, dict):
        return ScopeMissingError(_told(error, data), str(data.get("needed", "")))
    for errors, kind in (
        (_GONE, MessageGoneError),
        (_CLOSED, ChannelClosedError),
        (_UNAUTHORISED, UnauthorisedError),
    ):
        if error in errors:
            return kind(_told(error, data))
    if error in {
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
    }:
        return UnansweredError(error)
    return UnfitError(_told(error, data))


def _told(error: str, data: Any) -> str:
    details = data.get("response_metadata", {}).get("messages", []) if isinstance(data, dict) else []
    needed = data.get("needed", "") if isinstance(data, dict) else ""
    return "; ".join([error, *([f"needs the scope {needed}"] if needed else []), *map(str, details[:3])])


def _retry_after(headers: Any) -> timedelta:
    value = next((value for name, value in dict(headers or {}).items() if name.lower() == "retry-after"), "")
    value = value[0] if isinstance(value, list) and value else value
    if not str(value).isdigit():
        return UNREADABLE_RETRY_AFTER
    return min(timedelta(seconds=max(int(str(value)), 1)), LONGEST_RETRY_AFTER)
