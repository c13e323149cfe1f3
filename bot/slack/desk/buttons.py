"""Buttons that change something at once: the card shows the outcome, a refusal is told to whoever pressed."""

from collections.abc import Callable

from bot.domain.command import Acknowledge, Command, Release, Snooze, StopRedrive, TakeOver
from bot.ports.clock import Clock
from bot.render import action_ids as ids
from bot.render.action_ids import Press
from bot.slack.desk.modals import Modals
from bot.slack.desk.telling import UNKNOWN_PRESS, Telling, refusal_reply
from bot.slack.desk.use_cases import UseCases
from bot.slack.payload import Pressed


class Buttons:
    def __init__(self, use_cases: UseCases, telling: Telling, modals: Modals, clock: Clock) -> None:
        self._do = use_cases
        self._telling = telling
        self._modals = modals
        self._clock = clock

    def acknowledge(self, pressed: Pressed) -> None:
        self._perform(pressed, lambda press: Acknowledge(press.incident, press.episode))

    def take_over(self, pressed: Pressed) -> None:
        self._perform(pressed, lambda press: TakeOver(press.incident, press.episode))

    def release(self, pressed: Pressed) -> None:
        self._perform(pressed, lambda press: Release(press.incident, press.episode))

    def stop(self, pressed: Pressed) -> None:
        self._perform(pressed, lambda press: StopRedrive(press.incident))

    def choose(self, pressed: Pressed) -> None:
        """An option of a menu: its value names the act, which may be to open a modal."""
        acts: dict[str, Callable[[Pressed], None]] = {
            ids.SNOOZE: self._snooze_for,
            ids.TAKE_OVER: self.take_over,
            ids.RELEASE: self.release,
            ids.OPEN_SNOOZE: self._modals.snooze,
            ids.OPEN_REDRIVE: self._modals.preview,
            ids.OPEN_TRY: self._modals.preview,
            ids.OPEN_RESOLVE: self._modals.resolve,
            ids.OPEN_MITIGATE: self._modals.mitigations,
            ids.OPEN_RUNBOOK: self._modals.runbook,
        }
        act = acts.get(pressed.press.act if pressed.press else "")
        if act is None:
            self._telling.refuse(pressed.click, UNKNOWN_PRESS)
        else:
            act(pressed)

    def _snooze_for(self, pressed: Pressed) -> None:
        def command(press: Press) -> Command | None:
            until = ids.snooze_until(press.detail, self._clock())
            return Snooze(press.incident, until, press.episode) if until else None

        self._perform(pressed, command)

    def _perform(self, pressed: Pressed, read: Callable[[Press], Command | None]) -> None:
        command = read(pressed.press) if pressed.press else None
        if command is None:
            self._telling.refuse(pressed.click, UNKNOWN_PRESS)
            return
        done = self._do.perform(command, pressed.click, self._clock())
        if done.said:
            reference = f"{command.incident}.{pressed.press.episode}" if pressed.press else ""
            self._telling.reply(pressed.click, refusal_reply(done, reference))
