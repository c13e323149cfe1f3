"""Every way in which Slack refuses means one of the ports' faults."""

from typing import Any, NamedTuple

import pytest
from slack_sdk.errors import SlackApiError

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
from bot.slack.refusals import fault_of, listed

# The error tables of https://docs.slack.dev/reference/methods/chat.postMessage and /chat.update.
POST_MESSAGE = """
access_denied accesslimited account_inactive as_user_not_supported attachment_payload_limit_exceeded
cannot_reply_to_message channel_not_found channel_type_not_supported deprecated_endpoint
duplicate_channel_not_found duplicate_message_not_found ekm_access_denied enterprise_is_restricted
external_channel_migrating fatal_error internal_error invalid_arg_name invalid_arguments invalid_array_arg
invalid_auth invalid_blocks invalid_blocks_format invalid_charset invalid_form_data invalid_metadata_format
invalid_metadata_schema invalid_post_type is_archived markdown_text_conflict message_limit_exceeded
messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large method_deprecated missing_file_data
missing_post_type missing_scope msg_blocks_too_long msg_too_long no_permission no_text not_allowed_token_type
not_authed not_in_channel org_login_required rate_limited ratelimited request_timeout restricted_action
restricted_action_non_threadable_channel restricted_action_read_only_channel restricted_action_thread_locked
restricted_action_thread_only_channel service_unavailable slack_connect_blocked_file_type
slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked
slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked team_access_not_granted
team_added_to_org team_not_found token_expired token_revoked too_many_attachments too_many_contact_cards
two_factor_setup_required
"""
UPDATE = """
access_denied accesslimited account_inactive as_user_not_supported block_mismatch cant_broadcast_message
cant_update_message channel_not_found deprecated_endpoint edit_window_closed ekm_access_denied
enterprise_is_restricted external_channel_migrating fatal_error internal_error invalid_arg_name
invalid_arguments invalid_array_arg invalid_attachments invalid_auth invalid_blocks invalid_blocks_format
invalid_charset invalid_form_data invalid_json invalid_metadata_format invalid_metadata_schema
invalid_post_type is_inactive json_not_object markdown_text_conflict message_not_found
metadata_must_be_sent_from_app metadata_too_large method_deprecated missing_post_type missing_scope
msg_too_long no_dual_broadcast_content_update no_permission no_text not_allowed_token_type not_authed
org_login_required ratelimited request_timeout service_unavailable slack_connect_file_link_sharing_blocked
streaming_state_conflict team_access_not_granted team_added_to_org team_not_found token_expired token_revoked
too_many_attachments two_factor_setup_required update_failed upgrade_required
"""


class Response(NamedTuple):
    data: Any
    status_code: int = 200
    headers: Any = None


def fault(error: str, **how: Any) -> Exception:
    return fault_of(SlackApiError("refused", Response({"ok": False, "error": error}, **how)))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("error", sorted({*POST_MESSAGE.split(), *UPDATE.split()}))
def test_every_documented_error_is_in_the_table(error: str) -> None:
    assert listed(error)


@pytest.mark.parametrize(
    "error",
    [
        *("restricted_action_read_only_channel", "restricted_action", "ekm_access_denied"),
        *("access_denied", "no_permission", "is_inactive", "team_access_not_granted", "not_in_channel"),
        *("message_limit_exceeded", "org_login_required", "something_slack_adds_next_year"),
    ],
)
def test_what_is_not_about_this_message_closes_the_channel(error: str) -> None:
    assert type(fault(error)) is ChannelClosedError


@pytest.mark.parametrize("error", ["restricted_action_thread_locked", "cannot_reply_to_message"])
def test_a_thread_that_takes_no_replies_is_not_a_channel_that_takes_nothing(error: str) -> None:
    assert type(fault(error)) is ThreadClosedError


@pytest.mark.parametrize(
    "error", ["invalid_blocks", "msg_too_long", "too_many_attachments", "metadata_too_large", "no_text"]
)
def test_what_is_about_this_message_is_unfit(error: str) -> None:
    assert type(fault(error)) is UnfitError


@pytest.mark.parametrize("error", ["edit_window_closed", "cant_update_message"])
def test_a_message_that_may_not_be_edited_is_not_gone(error: str) -> None:
    assert type(fault(error)) is FrozenError


def test_a_message_that_is_gone_is_posted_anew() -> None:
    assert type(fault("message_not_found")) is MessageGoneError


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "missing_scope"])
def test_a_refused_token_is_no_fault_of_the_message(error: str) -> None:
    assert isinstance(fault(error), UnauthorisedError)


@pytest.mark.parametrize("error", ["internal_error", "team_added_to_org", "update_failed"])
def test_what_ends_by_itself_is_unanswered(error: str) -> None:
    assert type(fault(error)) is UnansweredError


@pytest.mark.parametrize("how", [{"headers": {"Retry-After": "7"}}, {"status_code": 429}])
def test_a_message_limit_with_a_time_to_wait_is_a_rate(how: dict[str, Any]) -> None:
    assert type(fault("message_limit_exceeded", **how)) is ChannelRateLimitedError


def test_a_server_error_may_have_been_accepted() -> None:
    assert type(fault("restricted_action", status_code=503)) is UnansweredError
