"""Modals that were submitted: the door has answered with a loading view, and the outcome takes its place."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.domain.command import Command, Done, Mitigate, Redrive, Resolve, Snooze, Undo
from bot.domain.whole_number import whole_number
from bot.ports.clock import Clock
from bot.render import action_ids as ids
from bot.render.action_ids import Press
from bot.render.modals.reasons import reason_of
from bot.slack.desk.telling import UNKNOWN_PRESS, Telling
from bot.slack.desk.use_cases import UseCases
from bot.slack.payload import Pressed

_DIGITS_OF_A_TIME = 11


class Submissions:
    def __init__(self, use_cases: UseCases, telling: Telling, clock: Clock) -> None:
        self._do = use_cases
        self._telling = telling
        self._clock = clock

    def redrive(self, pressed: Pressed) -> None:
        reason = reason_of(pressed.fields)

        def command(press: Press) -> Command:
            agreed = ids.agreed(press.detail, self._clock())
            return Redrive(press.incident, reason, press.episode, agreed)

        self._submit("Redrive", pressed, command)

    def mitigate(self, pressed: Pressed) -> None:
        chosen, reason = pressed.fields.get(ids.MITIGATION, ""), reason_of(pressed.fields)
        act, _, name = chosen.partition(".")
        if pressed.press is None or act not in {ids.DO, ids.UNDO} or not name:
            done = Done(UNKNOWN_PRESS, refused=True)
        else:
            command = Mitigate if act == ids.DO else Undo
            press = pressed.press
            asked = command(press.incident, name, reason, press.episode)
            done = self._do.mitigate(asked, pressed.click, self._clock())
        self._telling.conclude(pressed.click, "Mitigate", done)

    def resolve(self, pressed: Pressed) -> None:
        reason = reason_of(pressed.fields)
        self._submit("Resolve", pressed, lambda press: Resolve(press.incident, reason, press.episode))

    def snooze(self, pressed: Pressed) -> None:
        def command(press: Press) -> Command | None:
            picked = whole_number(pressed.fields.get(ids.UNTIL, ""), _DIGITS_OF_A_TIME)
            if picked is None:
                return None
            return Snooze(press.incident, datetime.fromtimestamp(picked, UTC), press.episode)

        self._submit("Snooze", pressed, command)

    def _submit(self, title: str, pressed: Pressed, read: Callable[[Press], Command | None]) -> None:
        command = read(pressed.press) if pressed.press else None
        done = (
            self._do.perform(command, pressed.click, self._clock())
            if command
            else Done(UNKNOWN_PRESS, refused=True)
        )
        self._telling.conclude(pressed.click, title, done)
