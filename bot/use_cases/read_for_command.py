"""What a command wants read before it is decided (`CommandRule.wants`): one way for each."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.alarm_kinds import kind_of_incident
from bot.domain.evidence.health import Health
from bot.domain.evidence.missing import Missing
from bot.domain.incident.command import (
    Command,
    ContinueRedrive,
    Mitigate,
    PauseRedrive,
    Redrive,
    Resolve,
    ResumeRedrive,
    StopRedrive,
    Undo,
)
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import Grant, MitigationKind
from bot.domain.lifecycle.acts.command_rule import AnyRule, Asked
from bot.domain.lifecycle.acts.continue_redrive import GoingOn
from bot.domain.lifecycle.acts.mitigate import OfferedNow
from bot.domain.lifecycle.acts.pause_redrive import Pausing, Resuming
from bot.domain.lifecycle.acts.redrive import BeforeRedrive
from bot.domain.lifecycle.acts.resolve import ReadBack
from bot.domain.lifecycle.acts.stop_redrive import Stopping
from bot.domain.lifecycle.acts.undo import InForce, meant
from bot.domain.redrive.job import Skip
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.ports.incidents import Incidents
from bot.ports.jobs import Jobs
from bot.ports.live_settings import LiveSettings
from bot.ports.policies import Policies
from bot.use_cases.read_for_redrive import ReadForRedrive
from bot.use_cases.read_settings import offers_for, read_now
from bot.use_cases.skip_links import with_caused


class ReadForCommand:
    def __init__(
        self,
        *,
        incidents: Incidents,
        jobs: Jobs,
        queues: DeadLetterQueues,
        settings: LiveSettings,
        read_health: Callable[[Incident, datetime], Health],
        read_for_redrive: ReadForRedrive,
        policy: Policies,
        granted: frozenset[Grant],
    ) -> None:
        self._incidents = incidents
        self._jobs = jobs
        self._queues = queues
        self._settings = settings
        self._read_health = read_health
        self._read_for_redrive = read_for_redrive
        self._policy = policy
        self._granted = granted
        self._ways: Mapping[type, Callable[[Any, Incident, Asked], Any]] = {
            ReadBack: self._read_back,
            BeforeRedrive: self._before_redrive,
            GoingOn: self._going_on,
            Pausing: self._pausing,
            Resuming: self._resuming,
            Stopping: self._stopping,
            OfferedNow: self._offered_now,
            InForce: self._in_force,
        }

    def __call__(self, rule: AnyRule, command: Command, incident: Incident, asked: Asked) -> Any:
        """A value of the type that the rule wants; None where it wants nothing."""
        return self._ways[rule.wants](command, incident, asked) if rule.wants else None

    def _read_back(self, _: Resolve, incident: Incident, asked: Asked) -> ReadBack:
        health = self._read_health(incident, asked.now) if kind_of_incident(incident).health else None
        return ReadBack(with_caused(health, incident, self._incidents) if health is not None else None)

    def _before_redrive(self, command: Redrive, incident: Incident, asked: Asked) -> BeforeRedrive:
        return self._read_for_redrive(incident, asked.now, one=command.one)

    def _going_on(self, command: ContinueRedrive, incident: Incident, asked: Asked) -> GoingOn:
        job = self._jobs.load(incident.group, incident.live_job) if incident.live_job else None
        waits = job is not None and job.progress.holds_back
        skip = Skip(asked.by, command.reason.strip())
        return GoingOn(waits and self._jobs.skip_watch(incident.group, incident.live_job, skip))

    def _pausing(self, _: PauseRedrive, incident: Incident, asked: Asked) -> Pausing:
        job = incident.live_job
        return Pausing(bool(job) and self._jobs.pause(incident.group, job, asked.by))

    def _resuming(self, _: ResumeRedrive, incident: Incident, __: Asked) -> Resuming:
        job = incident.live_job
        return Resuming(bool(job) and self._jobs.resume(incident.group, job))

    def _stopping(self, _: StopRedrive, incident: Incident, asked: Asked) -> Stopping:
        job = incident.live_job
        return Stopping(bool(job) and self._jobs.ask_to_stop(incident.group, job, asked.by))

    def _offered_now(self, _: Mitigate, incident: Incident, __: Asked) -> OfferedNow:
        return OfferedNow(offers_for(incident, self._settings, self._policy().bounds), self._granted)

    def _in_force(self, command: Undo, incident: Incident, _: Asked) -> InForce:
        taken = meant(incident, command)
        if taken is None:
            return InForce({}, None, self._granted)
        is_queue = taken.kind is MitigationKind.RAISE_QUEUE_RETENTION
        held = self._messages_in(incident) if is_queue else None
        return InForce(read_now(self._settings, taken.target), held, self._granted)

    def _messages_in(self, incident: Incident) -> int | Missing:
        facts = self._queues.facts(incident.resource)
        return facts if isinstance(facts, Missing) else facts.visible + facts.in_flight + facts.delayed
