"""What may be changed in AWS, and what was."""

from bot.domain.acts.mitigate import MITIGATE, OPEN_MITIGATE
from bot.domain.acts.undo import UNDO
from bot.domain.answers import Refused
from bot.domain.command import Mitigate, Undo
from bot.domain.reason import reason_of
from bot.render import action_ids as ids
from bot.render.card import ModalView
from bot.render.modals import mitigate_modal
from bot.slack.desk.interaction import Interaction
from bot.slack.desk.windows.window import Form, Window


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
