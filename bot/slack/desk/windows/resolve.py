"""What stands there now, before it is resolved."""

from bot.domain.acts.resolve import OPEN_RESOLVE, RESOLVE
from bot.domain.answers import Refused
from bot.domain.command import Resolve
from bot.domain.reason import reason_of
from bot.render.card import ModalView
from bot.render.modals import resolve_modal
from bot.slack.desk.interaction import Interaction
from bot.slack.desk.windows.window import Form, Window, found


def _view(asked: Interaction) -> ModalView | Refused:
    incident = found(asked, OPEN_RESOLVE)
    if isinstance(incident, Refused):
        return incident
    return resolve_modal(incident, asked.do.standing(incident, asked.clock()))


def _asks(asked: Interaction) -> Resolve:
    return Resolve(asked.press.incident, reason_of(asked.fields), asked.press.episode)


WINDOW = Window((OPEN_RESOLVE,), _view, Form("Resolve", _asks, (RESOLVE,)))
