"""Buttons that open a modal: the door has opened it, and here it is filled; a form again, when refused."""

from collections.abc import Callable

from bot.alarm_kinds import kind_of_incident
from bot.domain.acts import Act
from bot.domain.answers import Refused
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.routing import route_of
from bot.domain.whole_number import whole_number
from bot.ports.clock import Clock
from bot.render import action_ids as ids
from bot.render.action_ids import Press
from bot.render.card import ModalView
from bot.render.modals import (
    error_modal,
    inspect_lag_modal,
    inspect_modal,
    mitigate_modal,
    redrive_modal,
    refilled,
    resolve_modal,
    runbook_modal,
    snooze_modal,
)
from bot.slack.desk.telling import UNKNOWN_PRESS, Telling
from bot.slack.desk.use_cases import UseCases
from bot.slack.payload import Pressed

_DIGITS_OF_A_PAGE = 6


class Modals:
    def __init__(self, use_cases: UseCases, telling: Telling, policy: Policy, clock: Clock) -> None:
        self._do = use_cases
        self._telling = telling
        self._policy = policy
        self._clock = clock

    def inspect(self, pressed: Pressed) -> None:
        def modal(press: Press) -> ModalView | Refused:
            if press.act == ids.SHOW_AGAIN:
                looked = self._do.look_again(press.incident, pressed.click, self._clock())
                if isinstance(looked, Refused):
                    return looked
            record = press.act == ids.SHOW_RECORD
            inspection = self._do.inspect(press.incident, pressed.click, self._clock(), record=record)
            if isinstance(inspection, Refused):
                return inspection
            page = whole_number(press.detail, _DIGITS_OF_A_PAGE) or 1
            incident = inspection.incident
            if inspection.lag is not None:
                return inspect_lag_modal(incident, inspection.lag, inspection.samples, page)
            return inspect_modal(incident, kind_of_incident(incident), inspection.samples, page)

        self._fill(pressed, modal)

    def preview(self, pressed: Pressed, why: str = "") -> None:
        def modal(press: Press) -> ModalView | Refused:
            now = self._clock()
            one = press.act in {ids.OPEN_TRY, ids.SHOW_TRY, ids.TRY}
            preview = self._do.preview(press.incident, pressed.click, now, one=one)
            if isinstance(preview, Refused):
                return preview
            standing = self._do.standing(preview.incident, now)
            return redrive_modal(preview.incident, preview.plan, now, standing)

        self._fill(pressed, modal, why)

    def mitigations(self, pressed: Pressed, why: str = "") -> None:
        def modal(press: Press) -> ModalView | Refused:
            menu = self._do.mitigate.menu(press.incident, pressed.click)
            return menu if isinstance(menu, Refused) else mitigate_modal(*menu)

        self._fill(pressed, modal, why)

    def resolve(self, pressed: Pressed, why: str = "") -> None:
        def modal(incident: Incident) -> ModalView:
            return resolve_modal(incident, self._do.standing(incident, self._clock()))

        self._fill(pressed, lambda press: self._of_incident(press, pressed, Act.RESOLVE_WINDOW, modal), why)

    def snooze(self, pressed: Pressed, why: str = "") -> None:
        def modal(incident: Incident) -> ModalView:
            route, now = route_of(incident, self._policy), self._clock()
            standing = self._do.standing(incident, now)
            return snooze_modal(incident, route, kind_of_incident(incident), now, standing)

        self._fill(pressed, lambda press: self._of_incident(press, pressed, Act.SNOOZE_WINDOW, modal), why)

    def runbook(self, pressed: Pressed) -> None:
        def modal(press: Press) -> ModalView | Refused:
            shown = self._do.runbook(press.incident, pressed.click, self._clock())
            if isinstance(shown, Refused):
                return shown
            return runbook_modal(shown.incident, shown.title, shown.parts, shown.url)

        self._fill(pressed, modal)

    def _of_incident(
        self, press: Press, pressed: Pressed, act: Act, modal: Callable[[Incident], ModalView]
    ) -> ModalView | Refused:
        found = self._do.find(press.incident, pressed.click, act)
        return found if isinstance(found, Refused) else modal(found.incident)

    def _fill(self, pressed: Pressed, modal: Callable[[Press], ModalView | Refused], why: str = "") -> None:
        """With `why`, the form that was submitted and refused is shown again, with what was filled in."""
        shown = modal(pressed.press) if pressed.press else Refused(UNKNOWN_PRESS)
        if isinstance(shown, Refused):
            shown = error_modal(why or shown.why, allowed=() if why else shown.allowed)
        elif why:
            shown = refilled(shown, pressed.fields, why)
        self._telling.show(pressed.click, shown, otherwise=why)
