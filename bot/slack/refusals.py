"""Which of the ports' faults a Slack answer means: every code in one table.

Only listed codes are blamed on the message. A code that Slack documents later, or that is unknown to us,
counts as a refusal of the channel: then someone is notified elsewhere, instead of one card being repaired
for ever. Codes and meanings: the error tables of
https://docs.slack.dev/reference/methods/chat.postMessage and /chat.update.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.domain.dead_letters.whole_number import whole_number
from bot.ports.channel import (
    ChannelClosedError,
    ChannelRateLimitedError,
    FrozenError,
    MessageGoneError,
    ThreadClosedError,
    UnansweredError,
    UnauthorisedError,
    UnfitError,
)

_DIGITS_OF_A_WAIT = 9

# An unreadable header still means: not now.
UNREADABLE_RETRY_AFTER = timedelta(seconds=30)
LONGEST_RETRY_AFTER = timedelta(hours=1)
_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500

_TABLE: Mapping[Callable[[str], Exception], str] = {
    MessageGoneError: "message_not_found thread_not_found not_found view_not_found expired_trigger_id",
    ThreadClosedError: "cannot_reply_to_message restricted_action_thread_locked",
    FrozenError: "edit_window_closed cant_update_message",
    UnfitError: """
        no_text block_mismatch markdown_text_conflict json_not_object missing_post_type missing_file_data
        attachment_payload_limit_exceeded cant_broadcast_message no_dual_broadcast_content_update
        as_user_not_supported slack_connect_file_link_sharing_blocked slack_connect_canvas_sharing_blocked
        slack_connect_clip_sharing_blocked slack_connect_lists_sharing_blocked slack_connect_blocked_file_type
        """,
    UnauthorisedError: "invalid_auth not_authed token_revoked token_expired account_inactive",
    # Slack failed, or is moving the workspace: this passes by itself.
    UnansweredError: """
        internal_error fatal_error service_unavailable request_timeout update_failed team_added_to_org
        external_channel_migrating streaming_state_conflict
        """,
    # As good as unknown; listed so that no one wonders.
    ChannelClosedError: """
        access_denied accesslimited channel_is_archived channel_not_found
        channel_type_not_supported deprecated_endpoint duplicate_channel_not_found duplicate_message_not_found
        ekm_access_denied enterprise_is_restricted is_archived is_inactive message_limit_exceeded
        messages_tab_disabled method_deprecated no_permission not_allowed_token_type not_in_channel
        org_login_required restricted_action restricted_action_non_threadable_channel
        restricted_action_read_only_channel
        restricted_action_thread_only_channel send_on_behalf_not_allowed team_access_not_granted
        team_not_found two_factor_setup_required upgrade_required
        """,
}
_OF_CODE = {code: kind for kind, codes in _TABLE.items() for code in codes.split()}
# Families of codes about the message itself.
_UNFIT_BEGINNINGS = ("invalid_", "msg_", "too_many_", "metadata_")
_LIMITED = frozenset({"ratelimited", "rate_limited"})
# The workspace's usage limit, unless it comes with a time to wait.
_PERHAPS_LIMITED = "message_limit_exceeded"


class ScopeMissingError(UnauthorisedError):
    """The token may not do this: add the scope to the app and install it again."""

    def __init__(self, error: str, scope: str) -> None:
        super().__init__(error)
        self.scope = scope


def fault_of(fault: SlackApiError) -> Exception:
    """Which of the ports' faults an answer of Slack means."""
    response = fault.response
    status = getattr(response, "status_code", 200)
    data = getattr(response, "data", None)
    headers = {name.lower(): value for name, value in dict(getattr(response, "headers", None) or {}).items()}
    error = str(data.get("error", "")) if isinstance(data, dict) else ""
    waits = error == _PERHAPS_LIMITED and "retry-after" in headers
    if status == _TOO_MANY_REQUESTS or error in _LIMITED or waits:
        return ChannelRateLimitedError(_retry_after(headers.get("retry-after", "")))
    if status >= _SERVER_ERROR or not error:  # it may have been accepted
        return UnansweredError(f"status {status}")
    if error == "missing_scope" and isinstance(data, dict):
        return ScopeMissingError(_told(error, data), str(data.get("needed", "")))
    return kind_of(error)(_told(error, data))


def kind_of(error: str) -> Callable[[str], Exception]:
    """The fault that a code means; an unknown code is blamed on the channel."""
    if error in _OF_CODE:
        return _OF_CODE[error]
    return UnfitError if error.startswith(_UNFIT_BEGINNINGS) else ChannelClosedError


def listed(error: str) -> bool:
    """Whether the table knows the code: by name, or by its family."""
    known = {*_OF_CODE, *_LIMITED, "missing_scope"}
    return error in known or error.startswith(_UNFIT_BEGINNINGS)


def _told(error: str, data: Any) -> str:
    details = data.get("response_metadata", {}).get("messages", []) if isinstance(data, dict) else []
    needed = data.get("needed", "") if isinstance(data, dict) else ""
    return "; ".join([error, *([f"needs the scope {needed}"] if needed else []), *map(str, details[:3])])


def _retry_after(value: Any) -> timedelta:
    value = value[0] if isinstance(value, list) and value else value
    seconds = whole_number(str(value), _DIGITS_OF_A_WAIT)
    if seconds is None:
        return UNREADABLE_RETRY_AFTER
    return min(timedelta(seconds=max(seconds, 1)), LONGEST_RETRY_AFTER)
