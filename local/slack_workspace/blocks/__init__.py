"""Slack's rules for blocks, stricter than any client library's: https://docs.slack.dev/reference/block-kit."""

from local.slack_workspace.blocks.layout import elements_of
from local.slack_workspace.blocks.message import message_fault
from local.slack_workspace.blocks.view import view_fault

__all__ = ["elements_of", "message_fault", "view_fault"]
