"""What a redrive would do, of all messages or of one."""

from bot.domain.incident.command import Redrive
from bot.domain.incident.reason import reason_of
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.redrive import OPEN_REDRIVE, OPEN_TRY, REDRIVE, SHOW_REDRIVE, SHOW_TRY, TRY
from bot.render.action_ids import agreed
from bot.render.modals import redrive_modal
from bot.render.view import ModalView
from bot.slack.handlers.interaction import Interaction
from bot.slack.handlers.windows.window import Form, Window

_OF_ONE = {OPEN_TRY.id, SHOW_TRY.id, TRY.id}


def _view(asked: Interaction) -> ModalView | Refused:
    now = asked.clock()
    one = asked.press.act in _OF_ONE
    preview = asked.do.preview(asked.press.incident, asked.click, now, one=one)
    if isinstance(preview, Refused):
        return preview
    live = asked.do.live_numbers(preview.incident, now)
    return redrive_modal(preview.incident, preview.plan, now, live, preview.lasts)


def _asks(asked: Interaction) -> Redrive:
    press = asked.press
    promised = agreed(press.detail, asked.clock())
    return Redrive(press.incident, reason_of(asked.fields), press.episode, promised, one=press.act in _OF_ONE)


WINDOW = Window(
    (OPEN_REDRIVE, SHOW_REDRIVE, OPEN_TRY, SHOW_TRY), _view, Form("Redrive", _asks, (REDRIVE, TRY))
)
