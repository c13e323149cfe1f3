"""Look at what is broken, side by side and within a budget, and keep what was found in one write."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.alarm_kinds import kind_of_incident
from bot.domain.alarm.queue_role import told, true_kind
from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.diagnosis import diagnose
from bot.domain.evidence.consumer import Deployment
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import changed
from bot.domain.incident.follow_up import redrive_of
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.evidence_changes import evidence_changes
from bot.domain.redrive.came_back import aftermath
from bot.domain.redrive.stayed_away import tried
from bot.ports.clock import Clock
from bot.ports.incidents import Incidents, Write
from bot.probes import Probes, probe_named
from bot.probes.run.found import known_before, sampled, with_findings
from bot.probes.run.in_parallel import run_probes
from bot.probes.run.ports import ProbePorts
from bot.use_cases.look_at_members import each_kind, look_at_members
from bot.use_cases.skip_links import tell_skippers, with_skippers
from bot.use_cases.write_incident import IncidentWriter


class GatherEvidence:
    """Idempotent: a second message finds the evidence there and does nothing."""

    def __init__(
        self,
        incidents: Incidents,
        ports: ProbePorts,
        write_incident: IncidentWriter,
        clock: Clock,
        budget: timedelta,
        sleep: Callable[[float], None] = time.sleep,
        probes: Probes = probe_named,
    ) -> None:
        self._incidents = incidents
        self._ports = ports
        self._write_incident = write_incident
        self._clock = clock
        self._budget = budget
        self._sleep = sleep
        self._probes = probes

    def __call__(self, group: str, *, asked: bool = False, nothing: str = "") -> Incident | None:
        """Gather what the incident wants; with `asked`, also what only a person may order.

        Args:
            nothing: Why nothing can be found, where nobody is to look.
        """
        incident = self._incidents.load([group]).get(group)
        if incident is None or not (asked or (incident.live and incident.evidence_wanted)):
            return incident
        began = self._clock()
        context = self._ports.context_for(incident, began, asked=asked)
        known = kind_of_incident(incident)
        looks = [self._probes(name).bind(context) for name in known.probes]
        if nothing:
            findings = [look.share.missing(Missing(nothing)) for look in looks]
        else:
            findings = run_probes(context.threads, looks, self._budget)
        now = self._clock()
        # What a probe cannot read anew stays as it was: the last sample outlives a look that got no answer.
        evidence = with_findings(known_before(incident.evidence, now), findings)
        sample = sampled(findings)
        if incident.members:
            evidence, sample = look_at_members(
                evidence, each_kind(incident, self._probes), context, self._budget, self._sleep
            )
        else:
            evidence = with_skippers(evidence, self._incidents, incident.resource.arn)
            redrive = redrive_of(incident.follow_ups)
            evidence = replace(evidence, tried=tried(redrive, evidence, sample or (), began))
            kind = true_kind(incident.kind, evidence.role)
            evidence = replace(evidence, verdict=diagnose(kind, incident.resource, evidence, now))
        self._write(incident, evidence, sample, began)
        written = self._incidents.load([group]).get(group)
        if written is not None:
            tell_skippers(written, self._incidents, self._write_incident, self._clock())
        return written

    def _write(
        self,
        seen: Incident,
        evidence: Evidence,
        sample: Sequence[SampledMessage] | None,
        began: datetime,
    ) -> None:
        now = self._clock()

        def decide(incident: Incident | None) -> Write | None:
            if incident is None or _overtaken(seen, incident, sampled=sample is not None):
                return None
            taken = incident.evidence_taken + (sample is not None)
            found = replace(evidence, sample_number=taken) if sample is not None else evidence
            kind = true_kind(incident.kind, found.role)
            with_evidence = replace(
                incident,
                kind=kind,
                evidence=found,
                evidence_taken=taken,
                evidence_wanted=_still_wanted(seen, incident, kind, now),
                evidence_asked=0,
                evidence_turn_by=None,
                episode=replace(
                    incident.episode,
                    clock_notified_at=incident.clock_notified_at or now,
                    notified_count=incident.notified_count or found.counted or None,
                ),
            )
            entry = TimelineEntry(at=now, event=Event.EVIDENCE, what=_told(found))
            new = evidence_changes(incident.evidence, found, now)
            corrected = _another_kind(incident.kind, found, now)
            after = aftermath(with_evidence, found, sample, began, now)
            told = (entry, *new, *corrected, *after.entries, *_deployed(incident.evidence, found, now))
            return Write(changed(after.incident, now, *told), sample=sample)

        self._write_incident(seen.group, decide, now)


def _overtaken(seen: Incident, incident: Incident, *, sampled: bool) -> bool:
    """By an alarm whose look reads other things, or by a look that saw messages where this one saw none."""
    return incident.kind != seen.kind or (not sampled and incident.evidence_taken > seen.evidence_taken)


def _still_wanted(seen: Incident, incident: Incident, kind: str, now: datetime) -> datetime | None:
    """Of another kind other things are to be read, and what was asked for since may have been missed."""
    if kind != incident.kind:
        return now
    return None if incident.evidence_wanted == seen.evidence_wanted else incident.evidence_wanted


def _deployed(before: Evidence | None, found: Evidence, now: datetime) -> tuple[TimelineEntry, ...]:
    """A deployment that was not there at the look before: what it changed shows soon."""
    new, known = found.deployment, before.deployment if before else None
    if not isinstance(new, Deployment) or not isinstance(known, Deployment) or new.at <= known.at:
        return ()
    return (TimelineEntry(at=now, event=Event.DEPLOYED, what=f"{new.function} was deployed"),)


def _another_kind(kind: str, found: Evidence, now: datetime) -> tuple[TimelineEntry, ...]:
    """What the thread is told when the alarm was taken for another kind than the queue shows."""
    if found.role is None or true_kind(kind, found.role) == kind:
        return ()
    return (TimelineEntry(at=now, event=Event.EVIDENCE, what=told(found.role), thread=True),)


def _told(evidence: Evidence) -> str:
    looked = f"{evidence.sampled} messages sampled" if evidence.sampled else "no messages sampled"
    missing = len(evidence.missing)
    verdict = f". {evidence.verdict.what}" if evidence.verdict else ""
    return f"Evidence gathered: {looked}" + (f", {missing} parts missing" if missing else "") + verdict
