"""The local Slack: a workspace that behaves as Slack does where it hurts, for the demo and every test."""

from local.slack_workspace.client import WorkspaceClient
from local.slack_workspace.door import DoorRequest, DoorResponse
from local.slack_workspace.faults import Fault, FaultKind
from local.slack_workspace.limits import PostRate
from local.slack_workspace.panel import Panel, PanelButton, PanelSection
from local.slack_workspace.reference import ALL_SCOPES
from local.slack_workspace.server import SlackWorkspace

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
