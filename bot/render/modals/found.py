"""What a typed command found, with the button that does what was typed."""

from datetime import datetime

from bot.domain.alarm_kind import AlarmKind
from bot.domain.incident import Incident
from bot.render import action_ids as ids
from bot.render.card import Button, ReplyView
from bot.render.modals.list_incidents import incident_line
from bot.render.plain_text import plain_lines

_LABELS = {
    ids.ACKNOWLEDGE: "Acknowledge",
    ids.OPEN_INSPECT: "Inspect",
    ids.OPEN_REDRIVE: "Redrive…",
    ids.OPEN_MITIGATE: "Mitigate…",
}


def found_reply(incident: Incident, kind: AlarmKind, action: str, now: datetime) -> ReplyView:
    """The incident in one line, so that the person sees it is the one they mean before they press."""
    line = incident_line(incident, kind, now)
    button = Button(action, _LABELS[action], ids.reference(incident), style="primary")
    return ReplyView(plain_lines((line,)), (line,), (button,))
