"""The local Slack: a workspace that behaves as Slack does where it hurts, for the demo and every test."""

from bot.demo.slack_workspace.client import WorkspaceClient
from bot.demo.slack_workspace.door import DoorRequest, DoorResponse
from bot.demo.slack_workspace.faults import Fault, FaultKind
from bot.demo.slack_workspace.limits import PostRate
from bot.demo.slack_workspace.panel import Panel, PanelButton, PanelSection
from bot.demo.slack_workspace.reference import ALL_SCOPES
from bot.demo.slack_workspace.server import SlackWorkspace

__all__ = [
    "ALL_SCOPES",
    "DoorRequest",
    "DoorResponse",
    "Fault",
    "FaultKind",
    "Panel",
    "PanelButton",
    "PanelSection",
    "PostRate",
    "SlackWorkspace",
    "WorkspaceClient",
]
