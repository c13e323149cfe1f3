"""Change a setting in AWS, or set it back: may they, is it still so, write it down, do it, prove it.

What is done is written down before it is done, with what stood there. A process that dies in between leaves a
record that nobody has proven: the same request, when it comes again, carries it out, and the clock, a minute
later, says by reading what became of it. Nothing is ever changed without a person's request at hand.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from bot.domain.acts import act_of
from bot.domain.acts.act import may
from bot.domain.acts.mitigate import OPEN_MITIGATE
from bot.domain.answers import Missing, Refused
from bot.domain.change import Change, changed
from bot.domain.command import Click, Done, Mitigate, Undo
from bot.domain.errors import Permanent, Transient, UnreadableError
from bot.domain.incident import Incident
from bot.domain.mitigation import (
    GRANT_FOR,
    Grant,
    Mitigation,
    MitigationKind,
    Taken,
    Values,
    newest_of_each,
    same,
)
from bot.domain.mitigation_life import Settled, ask, ask_undo, fail, settle, undo_loses
from bot.domain.mitigation_words import by_hand
from bot.domain.mitigations import Offer
from bot.domain.policy import Policy
from bot.domain.routing import route_of
from bot.domain.timeline import By
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.ports.incidents import ClickOutcome, Incidents, Write
from bot.ports.live_settings import LiveSettings
from bot.ports.people import People
from bot.use_cases.asking import who_asks
from bot.use_cases.find_incident import FindIncident
from bot.use_cases.keep import Keep, Kept
from bot.use_cases.read_settings import offers_for, read_now
from bot.use_cases.refuse import by_of, refuse

_CHANGED_SINCE = "What stands there has changed since that was offered, so nothing was done. Choose again."
_UNWRITTEN = Done(
    "AWS was asked to change it, but what came of that cannot be written down: in the meantime the incident "
    "was stored so that this release cannot read it. Look at the setting itself.",
    refused=True,
)
_ASKED = Done("It was asked for. The thread says what became of it.")

log = logging.getLogger("lastcall")

Ask = Callable[[Incident], Change | Refused]


class Menu(NamedTuple):
    """What may be done about an incident, and what was.

    Attributes:
        taken: The records that can be undone, or are not yet proven.
        granted: What the stack's parameters allow.
    """

    incident: Incident
    offers: tuple[Offer, ...]
    taken: tuple[Taken, ...]
    granted: frozenset[Grant]


class MitigateIncident:
    """A click that arrives again changes nothing twice: it finishes what its first arrival left open."""

    def __init__(
        self,
        *,
        incidents: Incidents,
        people: People,
        find: FindIncident,
        settings: LiveSettings,
        queues: DeadLetterQueues,
        keep: Keep,
        policy: Policy,
        granted: frozenset[Grant],
    ) -> None:
        self._incidents = incidents
        self._people = people
        self._find = find
        self._settings = settings
        self._queues = queues
        self._keep = keep
        self._policy = policy
        self._granted = granted

    def menu(self, name: str, click: Click) -> Menu | Refused:
        """What there is to choose from, by what AWS says at this moment."""
        found = self._find(name, click, OPEN_MITIGATE)
        if isinstance(found, Refused):
            return found
        incident = found.incident
        offers = offers_for(incident, self._settings, self._policy.bounds) if incident.live else ()
        return Menu(incident, offers, newest_of_each(incident.mitigations), self._granted)

    def __call__(self, command: Mitigate | Undo, click: Click, now: datetime) -> Done:
        incident = self._find.by_id(command.incident)
        if incident is None:
            return Done(f"There is no incident {command.incident}.", refused=True)
        route = route_of(incident, self._policy)
        person = who_asks(self._people, click, route)
        by = by_of(person, click)
        if done := self._incidents.click(click.identity):
            return self._again(incident, click, now) or done
        denied = may(act_of(command), person, route, self._policy)
        if refused := denied or _incomplete(command, incident):
            return refuse(self._keep, incident, by, refused, click, now)
        if isinstance(command, Undo):
            asked = self._asks_undo(command, incident, by, click, now)
        else:
            asked = self._asks(command, incident, by, click, now)
        if isinstance(asked, Refused):
            return refuse(self._keep, incident, by, asked, click, now)
        return self._do(incident, asked, by, click, now)

    def _again(self, incident: Incident, click: Click, now: datetime) -> Done | None:
        """The request came again: whoever took it first may have died before it was done."""
        open_ = [each for each in incident.mitigations if each.asked_by == click.identity and each.unproven]
        return self._carry_out(incident, open_[0], now) if open_ else None

    def _asks(
        self, command: Mitigate, incident: Incident, by: By, click: Click, now: datetime
    ) -> Ask | Refused:
        """What is done is what is offered at this moment under the very key that was chosen."""
        if not incident.live:
            return Refused("This incident is resolved, so there is nothing to mitigate.")
        offers = offers_for(incident, self._settings, self._policy.bounds)
        wanted = next(
            (each for each in offers if isinstance(each, Mitigation) and each.key == command.choice), None
        )
        if wanted is None:
            return Refused(_CHANGED_SINCE, mendable=True)
        if refused := self._not_granted(wanted.kind, wanted.commands):
            return refused
        why = command.reason.strip()
        return lambda stored: ask(stored, wanted, by, why, click.identity, now)

    def _asks_undo(
        self, command: Undo, incident: Incident, by: By, click: Click, now: datetime
    ) -> Ask | Refused:
        taken = next((each for each in incident.mitigations if each.id == command.taken), None)
        if taken is None:
            return Refused("That is not in force any more.")
        commands = by_hand(taken.target, taken.after, taken.before)
        if refused := self._not_granted(taken.kind, commands):
            return refused
        held = self._messages_in(incident) if taken.kind is MitigationKind.RAISE_QUEUE_RETENTION else None
        if loses := undo_loses(taken, incident.evidence, held, live=incident.live):
            return Refused(f"Not undone: {loses}. To do so all the same: {commands[0]}")
        live, why = read_now(self._settings, taken.target), command.reason.strip()
        return lambda stored: ask_undo(stored, taken, live, by, why, click.identity, now)

    def _messages_in(self, incident: Incident) -> int | Missing:
        facts = self._queues.facts(incident.resource)
        return facts if isinstance(facts, Missing) else facts.visible + facts.in_flight + facts.delayed

    def _not_granted(self, kind: MitigationKind, commands: tuple[str, ...]) -> Refused | None:
        grant = GRANT_FOR[kind]
        if grant in self._granted:
            return None
        by_yourself = " && ".join(commands)
        return Refused(f"Lastcall may not do that: set {grant.parameter} of its stack, or: {by_yourself}")

    def _do(self, incident: Incident, asked: Ask, by: By, click: Click, now: datetime) -> Done:
        def decide(stored: Incident | None) -> Write | Refused:
            change = asked(stored) if stored else Refused("The incident is gone.")
            if isinstance(change, Refused):
                return change
            return Write(change, click=ClickOutcome(click.identity, _ASKED))

        match self._keep(incident.group, decide, now, known=incident):
            case Refused() as refused:
                return refuse(self._keep, incident, by, refused, click, now)
            case Kept(incident=kept):
                (taken,) = (each for each in kept.mitigations if each.asked_by == click.identity)
                return self._carry_out(kept, taken, now)
            case Done() as done:
                return done
            case _:
                return _ASKED

    def _carry_out(self, incident: Incident, taken: Taken, now: datetime) -> Done:
        """Change it if it is not changed yet, read it back, and write down what is there."""
        seen = self._change(taken)
        said: list[str] = []

        def decide(stored: Incident | None) -> Write | None:
            if stored is None or taken not in stored.mitigations:
                return None
            settled = _settled(stored, taken, seen, now)
            said[:] = [entry.what for entry in settled.entries]
            told = bool(said)
            return Write(changed(settled.incident, now, *settled.entries, shown=told, by_person=told))

        try:
            self._keep(incident.group, decide, now, known=incident)
        except UnreadableError:
            log.exception("left alone")
            return _UNWRITTEN
        return Done("; ".join(said) or _unconfirmed(seen))

    def _change(self, taken: Taken) -> Values | Missing | Refused:
        """What is there afterwards; Refused where AWS refused, and nothing was changed."""
        before = read_now(self._settings, taken.target)
        if isinstance(before, Missing) or not same(before, taken.start):
            return before
        try:
            self._settings.change(taken.target, taken.goal)
        except Permanent as refused:
            return Refused(str(refused))
        except Transient as fault:
            return Missing(str(fault))
        return read_now(self._settings, taken.target)


def _unconfirmed(seen: Values | Missing | Refused) -> str:
    why = f": {seen.reason}" if isinstance(seen, Missing) else ""
    what_next = "It is read again every minute, and the thread says what became of it."
    return f"AWS has not confirmed it yet{why}. {what_next}"


def _settled(incident: Incident, taken: Taken, seen: Values | Missing | Refused, now: datetime) -> Settled:
    if isinstance(seen, Refused):
        return fail(incident, taken, seen.why, now)
    return settle(incident, {taken.target: seen}, now) or Settled(incident, ())


def _incomplete(command: Mitigate | Undo, incident: Incident) -> Refused | None:
    if not command.reason.strip():
        return Refused("Say why this is changed now: the reason is kept with the incident.", mendable=True)
    if command.episode and command.episode != incident.episode.number:
        return Refused("That belongs to an earlier episode of this incident. Its card shows the current one.")
    return None
