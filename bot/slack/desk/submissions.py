"""Modals that were submitted: the door has answered with a loading view, and the outcome takes its place.

Where other answers may do, that is the form once more, with what was filled in.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.domain.command import Command, Done, Mitigate, Redrive, Resolve, Snooze, Undo
from bot.domain.reason import reason_of
from bot.domain.whole_number import whole_number
from bot.ports.clock import Clock
from bot.render import action_ids as ids
from bot.render.action_ids import Press
from bot.slack.desk.modals import Modals
from bot.slack.desk.telling import UNKNOWN_PRESS, Telling
from bot.slack.desk.use_cases import UseCases
from bot.slack.payload import Pressed

_DIGITS_OF_A_TIME = 11

# Shows a form, with why it was refused.
Form = Callable[[Pressed, str], None]


class Submissions:
    def __init__(self, use_cases: UseCases, telling: Telling, modals: Modals, clock: Clock) -> None:
        self._do = use_cases
        self._telling = telling
        self._modals = modals
        self._clock = clock

    def redrive(self, pressed: Pressed) -> None:
        reason = reason_of(pressed.fields)

        def command(press: Press) -> Command:
            agreed = ids.agreed(press.detail, self._clock())
            return Redrive(press.incident, reason, press.episode, agreed, press.act == ids.TRY)

        self._submit("Redrive", pressed, command, self._modals.preview)

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
        self._conclude("Mitigate", pressed, done, self._modals.mitigations)

    def resolve(self, pressed: Pressed) -> None:
        reason = reason_of(pressed.fields)

        def command(press: Press) -> Command:
            return Resolve(press.incident, reason, press.episode)

        self._submit("Resolve", pressed, command, self._modals.resolve)

    def snooze(self, pressed: Pressed) -> None:
        def command(press: Press) -> Command | None:
            picked = whole_number(pressed.fields.get(ids.UNTIL, ""), _DIGITS_OF_A_TIME)
            if picked is None:
                return None
            return Snooze(press.incident, datetime.fromtimestamp(picked, UTC), press.episode)

        self._submit("Snooze", pressed, command, self._modals.snooze)

    def _submit(
        self, title: str, pressed: Pressed, read: Callable[[Press], Command | None], form: Form
    ) -> None:
        command = read(pressed.press) if pressed.press else None
        done = (
            self._do.perform(command, pressed.click, self._clock())
            if command
            else Done(UNKNOWN_PRESS, refused=True)
        )
        self._conclude(title, pressed, done, form)

    def _conclude(self, title: str, pressed: Pressed, done: Done, form: Form) -> None:
        if done.mendable:
            form(pressed, done.said)
        else:
            self._telling.conclude(pressed.click, title, done)
