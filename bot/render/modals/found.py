"""What a typed command found, with the button that does what was typed."""

from datetime import datetime

from bot.render import action_ids as ids
from bot.render.card import Button, ReplyView
from bot.render.card_controls import redrives
from bot.render.modals.list_incidents import IncidentRow, incident_line
from bot.render.plain_text import plain_lines

_LABELS = {
    ids.ACKNOWLEDGE: "Acknowledge",
    ids.TAKE_OVER: "Take over",
    ids.RELEASE: "Release",
    ids.OPEN_INSPECT: "Inspect",
    ids.OPEN_MITIGATE: "Mitigate…",
    ids.OPEN_SNOOZE: "Snooze…",
    ids.OPEN_RESOLVE: "Resolve…",
    ids.OPEN_RUNBOOK: "Runbook",
}


def found_reply(found: IncidentRow, action: str, now: datetime) -> ReplyView:
    """The incident in one line, so that the person sees it is the one they mean before they press."""
    line = incident_line(found, now)
    if action == ids.OPEN_REDRIVE:
        return ReplyView(plain_lines((line,)), (line,), redrives(found.incident))
    button = Button(action, _LABELS[action], ids.reference(found.incident), style="primary")
    return ReplyView(plain_lines((line,)), (line,), (button,))
