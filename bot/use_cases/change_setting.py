"""Change a setting of AWS as the incident says it is about to be, read it back, write down what is there.

A process that dies in between leaves a record that nobody has proven: the same request, when it comes again,
carries it out, and the clock, a minute later, says by reading what became of it. Nothing is ever changed
without a person's request at hand.
"""

import logging
from datetime import datetime

from bot.domain.errors import Permanent, Transient, UnreadableError
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import changed
from bot.domain.incident.command import Done
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import MitigationRecord, Values, same
from bot.domain.incident.refused import Refused
from bot.domain.mitigation.life import Settled, fail, settle
from bot.ports.incidents import Write
from bot.ports.live_settings import LiveSettings
from bot.use_cases.read_settings import read_now
from bot.use_cases.write_incident import IncidentWriter

_UNWRITTEN = Done(
    "AWS was asked to change it, but the result cannot be recorded: in the meantime the incident "
    "was stored in a form this release cannot read. Check the setting itself.",
    refused=True,
)

log = logging.getLogger("lastcall")


class ChangeSetting:
    """It is changed only where it still stands as it did when it was asked for."""

    def __init__(self, settings: LiveSettings, write_incident: IncidentWriter) -> None:
        self._settings = settings
        self._write_incident = write_incident

    def __call__(self, incident: Incident, taken: MitigationRecord, now: datetime) -> Done:
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
            self._write_incident(incident.group, decide, now, known=incident)
        except UnreadableError:
            log.exception("left alone")
            return _UNWRITTEN
        return Done("; ".join(said) or _unconfirmed(seen))

    def _change(self, taken: MitigationRecord) -> Values | Missing | Refused:
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
    what_next = "It is read again every minute; the thread will say what became of it."
    return f"AWS has not confirmed it yet{why}. {what_next}"


def _settled(
    incident: Incident, taken: MitigationRecord, seen: Values | Missing | Refused, now: datetime
) -> Settled:
    if isinstance(seen, Refused):
        return fail(incident, taken, seen.why, now)
    return settle(incident, {taken.target: seen}, now) or Settled(incident, ())
