"""A custom time."""

from datetime import UTC, datetime

from bot.alarm_kinds import kind_of_incident
from bot.domain.dead_letters.whole_number import whole_number
from bot.domain.incident.command import Snooze
from bot.domain.incident.refused import Refused
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.acts.snooze import OPEN_SNOOZE, SNOOZE
from bot.render import action_ids as ids
from bot.render.modals import snooze_modal
from bot.render.view import ModalView
from bot.slack.handlers.interaction import Interaction
from bot.slack.handlers.windows.window import Form, Window, found

_DIGITS_OF_A_TIME = 11


def _view(asked: Interaction) -> ModalView | Refused:
    incident = found(asked, OPEN_SNOOZE)
    if isinstance(incident, Refused):
        return incident
    route, now = route_of(incident, asked.policy), asked.clock()
    live = asked.do.live_numbers(incident, now)
    return snooze_modal(incident, route, kind_of_incident(incident), now, live)


def _asks(asked: Interaction) -> Snooze | None:
    picked = whole_number(asked.fields.get(ids.UNTIL, ""), _DIGITS_OF_A_TIME)
    if picked is None:
        return None
    return Snooze(asked.press.incident, datetime.fromtimestamp(picked, UTC), asked.press.episode)


WINDOW = Window((OPEN_SNOOZE,), _view, Form("Snooze", _asks, (SNOOZE,)))
