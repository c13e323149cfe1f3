"""What is still there, before it is resolved."""

from bot.domain.incident.command import Resolve
from bot.domain.incident.reason import reason_of
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.resolve import OPEN_RESOLVE, RESOLVE
from bot.render.modals import resolve_modal
from bot.render.view import ModalView
from bot.slack.handlers.interaction import Interaction
from bot.slack.handlers.windows.window import Form, Window, found


def _view(asked: Interaction) -> ModalView | Refused:
    incident = found(asked, OPEN_RESOLVE)
    if isinstance(incident, Refused):
        return incident
    return resolve_modal(incident, asked.do.live_numbers(incident, asked.clock()))


def _asks(asked: Interaction) -> Resolve:
    return Resolve(asked.press.incident, reason_of(asked.fields), asked.press.episode)


WINDOW = Window((OPEN_RESOLVE,), _view, Form("Resolve", _asks, (RESOLVE,)))
