"""The runbook."""

from bot.domain.acts.runbook import OPEN_RUNBOOK
from bot.domain.answers import Refused
from bot.render.card import ModalView
from bot.render.modals import runbook_modal
from bot.slack.desk.interaction import Interaction
from bot.slack.desk.windows.window import Window


def _view(asked: Interaction) -> ModalView | Refused:
    shown = asked.do.runbook(asked.press.incident, asked.click, asked.clock())
    if isinstance(shown, Refused):
        return shown
    return runbook_modal(shown.incident, shown.title, shown.parts, shown.url)


WINDOW = Window((OPEN_RUNBOOK,), _view)
