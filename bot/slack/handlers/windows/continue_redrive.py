"""Why the rest of a redrive need not wait."""

from bot.domain.incident.command import ContinueRedrive
from bot.domain.incident.reason import reason_of
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.continue_redrive import CONTINUE, OPEN_CONTINUE
from bot.render.modals import continue_modal
from bot.render.view import ModalView
from bot.slack.handlers.interaction import Interaction
from bot.slack.handlers.windows.window import Form, Window, found


def _view(asked: Interaction) -> ModalView | Refused:
    incident = found(asked, OPEN_CONTINUE)
    return incident if isinstance(incident, Refused) else continue_modal(incident)


def _asks(asked: Interaction) -> ContinueRedrive:
    return ContinueRedrive(asked.press.incident, reason_of(asked.fields), asked.press.episode)


WINDOW = Window((OPEN_CONTINUE,), _view, Form("Continue now", _asks, (CONTINUE,)))
