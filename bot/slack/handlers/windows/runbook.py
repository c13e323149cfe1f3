"""The runbook."""

from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.runbook import OPEN_RUNBOOK
from bot.render.modals import runbook_modal
from bot.render.view import ModalView
from bot.slack.handlers.interaction import Interaction
from bot.slack.handlers.windows.window import Window


def _view(asked: Interaction) -> ModalView | Refused:
    shown = asked.do.runbook(asked.press.incident, asked.click, asked.clock())
    if isinstance(shown, Refused):
        return shown
    return runbook_modal(shown.incident, shown.title, shown.parts, shown.url)


WINDOW = Window((OPEN_RUNBOOK,), _view)
