"""Slack's rules for blocks, stricter than any client library's: https://docs.slack.dev/reference/block-kit."""

from bot.demo.slack_workspace.blocks.layout import elements_of
from bot.demo.slack_workspace.blocks.message import message_fault
from bot.demo.slack_workspace.blocks.view import view_fault

__all__ = ["elements_of", "message_fault", "view_fault"]
