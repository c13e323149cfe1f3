"""Presses and submissions: asks the act's use case, and shows the answer to the person who asked."""

from bot.domain.incident.command import Done
from bot.domain.incident.refused import Refused
from bot.ports.clock import Clock
from bot.ports.policies import Policies
from bot.render.modals import error_modal, refilled
from bot.slack.handlers.answering import UNKNOWN_PRESS, Telling, refusal_reply
from bot.slack.handlers.at_once import AT_ONCE
from bot.slack.handlers.interaction import Interaction
from bot.slack.handlers.use_cases import UseCases
from bot.slack.handlers.windows import SHOWN, SUBMITTED
from bot.slack.handlers.windows.window import Window
from bot.slack.payload import Pressed


class Presses:
    def __init__(self, use_cases: UseCases, telling: Telling, policy: Policies, clock: Clock) -> None:
        self._do = use_cases
        self._telling = telling
        self._policy = policy
        self._clock = clock

    def pressed(self, pressed: Pressed) -> None:
        """A button or an option: changes something at once, or shows it first."""
        asked = self._understood(pressed)
        if asked is not None and asked.press.act in SHOWN:
            self._show(SHOWN[asked.press.act], asked)
        elif asked is not None and asked.press.act in AT_ONCE:
            self._do_at_once(asked)
        else:
            self._telling.refuse(pressed.click, UNKNOWN_PRESS)

    def submitted(self, act_id: str, pressed: Pressed) -> None:
        """A form: the door has answered with a loading view, which the outcome replaces.

        If other input may work, that is the form again, with what was filled in.
        """
        window = SUBMITTED[act_id]
        form, asked = window.form, self._understood(pressed)
        if form is None:
            return
        command = form.asks(asked) if asked else None
        if asked is None or command is None:
            self._telling.conclude(pressed.click, form.title, Done(UNKNOWN_PRESS, refused=True))
            return
        done = self._do.perform(command, asked.click, self._clock())
        if done.mendable:
            self._show(window, asked, done.said)
        else:
            self._telling.conclude(asked.click, form.title, done)

    def _do_at_once(self, asked: Interaction) -> None:
        command = AT_ONCE[asked.press.act](asked.press, self._clock())
        if command is None:
            self._telling.refuse(asked.click, UNKNOWN_PRESS)
            return
        done = self._do.perform(command, asked.click, self._clock())
        if done.said:
            reference = f"{command.incident}.{asked.press.episode}"
            self._telling.reply(asked.click, refusal_reply(done, reference))

    def _show(self, window: Window, asked: Interaction, why: str = "") -> None:
        """With `why`, a refused form is shown again, with what was filled in."""
        shown = window.view(asked)
        if isinstance(shown, Refused):
            shown = error_modal(why or shown.why, allowed=() if why else shown.allowed)
        elif why:
            shown = refilled(shown, asked.fields, why)
        self._telling.show(asked.click, shown, otherwise=why)

    def _understood(self, pressed: Pressed) -> Interaction | None:
        if pressed.press is None:
            return None
        return Interaction(
            pressed.press, pressed.click, pressed.fields, self._do, self._policy(), self._clock
        )
