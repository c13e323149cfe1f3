"""What each press does: ask a use case, show the answer to the person who pressed and to nobody else."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from bot.alarm_kinds import kind_named
from bot.domain.alarm_kind import Action
from bot.domain.command import (
    Acknowledge,
    Click,
    Command,
    Done,
    Mitigate,
    Redrive,
    Release,
    Resolve,
    Snooze,
    StopRedrive,
    Undo,
)
from bot.domain.incident import Incident, Refused
from bot.domain.policy import Policy
from bot.ports import Answers, Clock, MessageGoneError, UnfitError
from bot.render import action_ids as ids
from bot.render.action_ids import Press
from bot.render.card import ModalView, ReplyView, Words
from bot.render.modals import (
    error_modal,
    help_reply,
    inspect_lag_modal,
    inspect_modal,
    list_reply,
    mitigate_modal,
    outcome_modal,
    redrive_modal,
    resolve_modal,
    runbook_modal,
    snooze_modal,
)
from bot.render.modals.found import found_reply
from bot.render.modals.reasons import reason_of
from bot.slack.payload import Pressed
from bot.use_cases.find_incident import FindIncident, Found
from bot.use_cases.inspect_samples import InspectSamples
from bot.use_cases.mitigate import MitigateIncident
from bot.use_cases.perform_command import PerformCommand
from bot.use_cases.preview_redrive import PreviewRedrive
from bot.use_cases.show_runbook import ShowRunbook

log = logging.getLogger("lastcall")

UNKNOWN_PRESS = "That button belongs to an older release. The card is brought up to date; press again there."


# A mitigation is of no kind's own: what there is to change, the evidence says.
_OPENS = {Action.INSPECT: ids.OPEN_INSPECT, Action.REDRIVE: ids.OPEN_REDRIVE, None: ids.OPEN_MITIGATE}


class UseCases(NamedTuple):
    """What the desk hands the presses to."""

    perform: PerformCommand
    inspect: InspectSamples
    preview: PreviewRedrive
    runbook: ShowRunbook
    find: FindIncident
    mitigate: MitigateIncident


class Desk:
    def __init__(self, use_cases: UseCases, answers: Answers, policy: Policy, clock: Clock) -> None:
        self._do = use_cases
        self._answers = answers
        self._policy = policy
        self._clock = clock

    # Buttons that change something at once: the card shows the outcome, a refusal is told to whoever pressed.

    def acknowledge(self, pressed: Pressed) -> None:
        self._perform(pressed, lambda press: Acknowledge(press.incident, press.episode))

    def release(self, pressed: Pressed) -> None:
        self._perform(pressed, lambda press: Release(press.incident, press.episode))

    def stop(self, pressed: Pressed) -> None:
        self._perform(pressed, lambda press: StopRedrive(press.incident))

    def choose(self, pressed: Pressed) -> None:
        """An option of a menu: its value names the act."""
        acts: dict[str, Callable[[Pressed], None]] = {
            ids.SNOOZE: self._snooze_for,
            ids.RELEASE: self.release,
            ids.OPEN_SNOOZE: self.ask_snooze,
            ids.OPEN_REDRIVE: self.preview,
            ids.OPEN_RESOLVE: self.ask_resolve,
            ids.OPEN_MITIGATE: self.mitigations,
            ids.OPEN_RUNBOOK: self.runbook,
        }
        act = acts.get(pressed.press.act if pressed.press else "")
        if act is None:
            self._refuse(pressed.click, UNKNOWN_PRESS)
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
            self._refuse(pressed.click, UNKNOWN_PRESS)
            return
        done = self._do.perform(command, pressed.click, self._clock())
        if done.said:
            self._tell(pressed.click, done.said)

    # Modals: filled where the door opened them.

    def inspect(self, pressed: Pressed) -> None:
        def modal(press: Press) -> ModalView | Refused:
            record = press.act == ids.SHOW_RECORD
            inspection = self._do.inspect(press.incident, pressed.click, self._clock(), record=record)
            if isinstance(inspection, Refused):
                return inspection
            page = int(press.detail) if press.detail.isdigit() else 1
            incident = inspection.incident
            if inspection.lag is not None:
                return inspect_lag_modal(incident, inspection.lag, inspection.samples, page)
            return inspect_modal(incident, kind_named(incident.kind), inspection.samples, page)

        self._fill(pressed, modal)

    def preview(self, pressed: Pressed) -> None:
        def modal(press: Press) -> ModalView | Refused:
            preview = self._do.preview(press.incident, pressed.click, self._clock())
            return (
                preview
                if isinstance(preview, Refused)
                else redrive_modal(preview.incident, preview.plan, self._clock())
            )

        self._fill(pressed, modal)

    def mitigations(self, pressed: Pressed) -> None:
        def modal(press: Press) -> ModalView | Refused:
            menu = self._do.mitigate.menu(press.incident, pressed.click)
            return menu if isinstance(menu, Refused) else mitigate_modal(*menu)

        self._fill(pressed, modal)

    def ask_resolve(self, pressed: Pressed) -> None:
        self._fill(pressed, lambda press: self._of_incident(press, resolve_modal))

    def ask_snooze(self, pressed: Pressed) -> None:
        def modal(incident: Incident) -> ModalView:
            route = self._policy.route_named(incident.route)
            return snooze_modal(incident, route, kind_named(incident.kind), self._clock())

        self._fill(pressed, lambda press: self._of_incident(press, modal))

    def runbook(self, pressed: Pressed) -> None:
        def modal(press: Press) -> ModalView | Refused:
            shown = self._do.runbook(press.incident, self._clock())
            if isinstance(shown, Refused):
                return shown
            return runbook_modal(shown.incident, shown.title, shown.parts, shown.url)

        self._fill(pressed, modal)

    def _of_incident(self, press: Press, modal: Callable[[Incident], ModalView]) -> ModalView | Refused:
        found = self._do.find(press.incident)
        return found if isinstance(found, Refused) else modal(found.incident)

    def _fill(self, pressed: Pressed, modal: Callable[[Press], ModalView | Refused]) -> None:
        shown = modal(pressed.press) if pressed.press else Refused(UNKNOWN_PRESS)
        self._say(pressed.click, error_modal(shown.why) if isinstance(shown, Refused) else shown)

    # Submissions: the door has answered with a loading view, the outcome takes its place.

    def redrive(self, pressed: Pressed) -> None:
        reason = reason_of(pressed.fields)
        self._submit("Redrive", pressed, lambda press: Redrive(press.incident, reason, press.episode))

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
        self._say(pressed.click, outcome_modal("Mitigate", done))

    def resolve(self, pressed: Pressed) -> None:
        reason = reason_of(pressed.fields)
        self._submit("Resolve", pressed, lambda press: Resolve(press.incident, reason, press.episode))

    def snooze(self, pressed: Pressed) -> None:
        def command(press: Press) -> Command | None:
            picked = pressed.fields.get(ids.UNTIL, "")
            if not picked.isdigit():
                return None
            return Snooze(press.incident, datetime.fromtimestamp(int(picked), UTC), press.episode)

        self._submit("Snooze", pressed, command)

    def _submit(self, title: str, pressed: Pressed, read: Callable[[Press], Command | None]) -> None:
        command = read(pressed.press) if pressed.press else None
        done = (
            self._do.perform(command, pressed.click, self._clock())
            if command
            else Done(UNKNOWN_PRESS, refused=True)
        )
        self._say(pressed.click, outcome_modal(title, done))

    # /lastcall

    def command(self, text: str, click: Click) -> None:
        """What was typed: a verb and, if there is one, the incident it is about."""
        verb, _, name = text.strip().partition(" ")
        match verb.lower():
            case "" | "list":
                live = self._do.find.by_urgency()
                reply = list_reply(
                    [(incident, kind_named(incident.kind)) for incident in live], self._clock()
                )
            case "ack" | "acknowledge":
                reply = self._acknowledge_by_name(name, click)
            case "inspect":
                reply = self._offer(name, Action.INSPECT)
            case "redrive":
                reply = self._offer(name, Action.REDRIVE)
            case "mitigate":
                reply = self._offer(name)
            case _:
                reply = help_reply()
        self._answers.tell(click, reply)

    def _acknowledge_by_name(self, name: str, click: Click) -> ReplyView:
        found = self._do.find(name)
        if isinstance(found, Refused):
            return _one_line(found.why)
        if found.guessed:
            return found_reply(
                found.incident, kind_named(found.incident.kind), ids.ACKNOWLEDGE, self._clock()
            )
        done = self._do.perform(Acknowledge(found.incident.id), click, self._clock())
        return _one_line(done.said or f"Acknowledged {found.incident.id}: its card says so.")

    def _offer(self, name: str, action: Action | None = None) -> ReplyView:
        """A typed command cannot open a modal in time, so it offers the button that does."""
        found: Found | Refused = self._do.find(name)
        if isinstance(found, Refused):
            return _one_line(found.why)
        kind = kind_named(found.incident.kind)
        if action and action not in kind.actions:
            return _one_line(f"There is nothing to {action} here: this alarm is not about messages.")
        return found_reply(found.incident, kind, _OPENS[action], self._clock())

    def _refuse(self, click: Click, why: str) -> None:
        """In the modal where one was opened, else as a line of its own."""
        if click.view:
            self._say(click, error_modal(why))
        else:
            self._tell(click, why)

    def _say(self, click: Click, modal: ModalView) -> None:
        """In the modal, also where Slack did not confirm it: the same press may have opened it before."""
        try:
            self._fill_view(click.view, modal)
        except MessageGoneError:
            # Closed in the meantime, by somebody who does not want to know; or it was never there.
            if not click.opened:
                self._tell(click, "Slack could not open the window in time. Press again.")

    def _fill_view(self, view: str, modal: ModalView) -> None:
        try:
            self._answers.fill(view, modal)
        except UnfitError:
            log.exception("modal refused")
            self._answers.fill(
                view, error_modal("Slack refused to show this. The log of on_command says why.")
            )

    def _tell(self, click: Click, text: str) -> None:
        self._answers.tell(click, _one_line(text))


def _one_line(text: str) -> ReplyView:
    return ReplyView(text, ((Words(text),),))
