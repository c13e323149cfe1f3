"""Inspect, page by page."""

from bot.alarm_kinds import kind_of_incident
from bot.domain.dead_letters.whole_number import whole_number
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.inspect import ACTS, SHOW_AGAIN, SHOW_RECORD
from bot.render.modals import inspect_lag_modal, inspect_modal
from bot.render.view import ModalView
from bot.slack.handlers.interaction import Interaction
from bot.slack.handlers.windows.window import Window

_DIGITS_OF_A_PAGE = 6


def _view(asked: Interaction) -> ModalView | Refused:
    press, click = asked.press, asked.click
    if press.act == SHOW_AGAIN.id:
        looked = asked.do.look_again(press.incident, click, asked.clock())
        if isinstance(looked, Refused):
            return looked
    record = press.act == SHOW_RECORD.id
    inspection = asked.do.inspect(press.incident, click, asked.clock(), record=record)
    if isinstance(inspection, Refused):
        return inspection
    page = whole_number(press.detail, _DIGITS_OF_A_PAGE) or 1
    incident = inspection.incident
    if inspection.lag is not None:
        return inspect_lag_modal(incident, inspection.lag, inspection.samples, page)
    return inspect_modal(incident, kind_of_incident(incident), inspection.samples, page)


WINDOW = Window(ACTS, _view)
