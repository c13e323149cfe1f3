"""Modals and what only the person who asked sees. Metadata holds identifiers only."""

from bot.render.modals.continue_redrive import continue_modal
from bot.render.modals.inspect import inspect_modal
from bot.render.modals.inspect_lag import inspect_lag_modal
from bot.render.modals.list_incidents import help_reply, list_reply
from bot.render.modals.mitigate import mitigate_modal
from bot.render.modals.outcome import error_modal, loading_modal, outcome_modal
from bot.render.modals.redrive import redrive_modal
from bot.render.modals.refilled import refilled
from bot.render.modals.resolve import resolve_modal
from bot.render.modals.runbook import runbook_modal
from bot.render.modals.snooze import snooze_modal

__all__ = [
    "continue_modal",
    "error_modal",
    "help_reply",
    "inspect_lag_modal",
    "inspect_modal",
    "list_reply",
    "loading_modal",
    "mitigate_modal",
    "outcome_modal",
    "redrive_modal",
    "refilled",
    "resolve_modal",
    "runbook_modal",
    "snooze_modal",
]
