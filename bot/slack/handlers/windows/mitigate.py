"""What can be changed in AWS, and what has been."""

from bot.domain.incident.command import Mitigate, Undo
from bot.domain.incident.reason import reason_of
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.mitigate import MITIGATE, OPEN_MITIGATE
from bot.domain.lifecycle.acts.undo import UNDO
from bot.render import action_ids as ids
from bot.render.modals import mitigate_modal
from bot.render.view import ModalView
from bot.slack.handlers.interaction import Interaction
from bot.slack.handlers.windows.window import Form, Window


def _view(asked: Interaction) -> ModalView | Refused:
    menu = asked.do.mitigations(asked.press.incident, asked.click)
    return menu if isinstance(menu, Refused) else mitigate_modal(*menu)


def _asks(asked: Interaction) -> Mitigate | Undo | None:
    press, reason = asked.press, reason_of(asked.fields)
    act, _, name = asked.fields.get(ids.MITIGATION, "").partition(".")
    if act not in {ids.DO, ids.UNDO} or not name:
        return None
    command = Mitigate if act == ids.DO else Undo
    return command(press.incident, name, reason, press.episode)


WINDOW = Window((OPEN_MITIGATE,), _view, Form("Mitigate", _asks, (MITIGATE, UNDO)))
