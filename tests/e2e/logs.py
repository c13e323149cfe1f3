"""What the deployed functions have logged."""

from tests.e2e.local_process import RunningLocal
from tests.unit.template.stack import FUNCTIONS


def log_group(local: RunningLocal, function: str) -> str:
    return f"/aws/lambda/{local['stack']}-on-{function[2:].lower()}"


def logged(local: RunningLocal, function: str, pattern: str = "") -> list[str]:
    """The lines of a function, those that match the filter pattern."""
    pages = local.client("logs").get_paginator("filter_log_events")
    found = pages.paginate(logGroupName=log_group(local, function), filterPattern=pattern)
    return [event["message"] for page in found for event in page["events"]]


def denials(local: RunningLocal) -> list[str]:
    """Whatever any function was refused for want of a permission."""
    return [line for function in FUNCTIONS for line in logged(local, function) if "denied: allow" in line]
