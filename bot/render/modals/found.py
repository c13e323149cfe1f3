"""What a typed command found, with the button that does what was typed."""

from datetime import datetime

from bot.domain.lifecycle.acts.act import Act
from bot.domain.lifecycle.acts.redrive import OPEN_REDRIVE
from bot.render.action_ids import button
from bot.render.card.controls import redrives
from bot.render.modals.list_incidents import IncidentRow, incident_line
from bot.render.plain_text import plain_lines
from bot.render.view import ReplyView


def found_reply(found: IncidentRow, act: Act, now: datetime) -> ReplyView:
    """The incident in one line, so that the person sees it is the one they mean before they press."""
    line = incident_line(found, now)
    if act is OPEN_REDRIVE:
        return ReplyView(plain_lines((line,)), (line,), redrives(found.incident))
    return ReplyView(plain_lines((line,)), (line,), (button(act, found.incident, style="primary"),))
