"""Do what a person asked for: may they, what would change, write it once with the click that asked for it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import assert_never

from bot.alarm_kinds import kind_of_incident
from bot.domain import response
from bot.domain.acts import act_of
from bot.domain.acts.act import may
from bot.domain.answers import Refused
from bot.domain.change import Change, changed
from bot.domain.command import (
    Acknowledge,
    Click,
    Command,
    Done,
    Redrive,
    Release,
    Resolve,
    Snooze,
    StopRedrive,
    TakeOver,
)
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.redrive_plan import plan_redrive
from bot.domain.routing import route_of
from bot.domain.stayed_away import trial_of
from bot.domain.timeline import By, Event, TimelineEntry
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.ports.incidents import ClickOutcome, Incidents, QueueBusy, Write
from bot.ports.jobs import Jobs
from bot.ports.people import People
from bot.use_cases.asking import who_asks
from bot.use_cases.keep import Keep
from bot.use_cases.read_health import ReadHealth
from bot.use_cases.read_sample import sample_of
from bot.use_cases.refuse import by_of, refuse
from bot.use_cases.skip_links import with_caused
from bot.use_cases.start_redrive import started


class PerformCommand:
    """A click that arrives again changes nothing and is told what became of it."""

    def __init__(
        self,
        *,
        incidents: Incidents,
        jobs: Jobs,
        people: People,
        queues: DeadLetterQueues,
        read_health: ReadHealth,
        keep: Keep,
        policy: Policy,
        new_id: Callable[[datetime], str],
    ) -> None:
        self._incidents = incidents
        self._jobs = jobs
        self._people = people
        self._queues = queues
        self._read_health = read_health
        self._keep = keep
        self._policy = policy
        self._new_id = new_id

    def __call__(self, command: Command, click: Click, now: datetime) -> Done:
        if done := self._incidents.click(click.identity):
            return done
        group = self._incidents.group_of(command.incident)
        incident = self._incidents.load([group]).get(group) if group else None
        if group is None or incident is None or incident.id != command.incident:
            return Done(
                f"There is no incident {command.incident}. {self._policy.slash_command} lists the open ones.",
                refused=True,
            )
        route = route_of(incident, self._policy)
        person = who_asks(self._people, click, route)
        by = by_of(person, click)
        if refused := may(act_of(command), person, route, self._policy):
            return refuse(self._keep, incident, by, refused, click, now)
        return self._do(command, incident, by, click, now)

    def _do(self, command: Command, known: Incident, by: By, click: Click, now: datetime) -> Done:
        def decide(incident: Incident | None) -> Write | Refused:
            if incident is None:
                return Refused("The incident is gone.")
            if stale := _stale(command, incident):
                return stale
            decided = self._decide(command, incident, by, now)
            if isinstance(decided, Refused):
                return decided
            return decided._replace(click=ClickOutcome(click.identity, _said(command)))

        match self._keep(known.group, decide, now, known=known):
            case Refused() as refused:
                return refuse(self._keep, known, by, refused, click, now)
            case QueueBusy():
                return Done(
                    "A redrive of this queue is already running: its card shows how far it is.", refused=True
                )
            case Done() as done:
                return done
            case _:
                return _said(command)

    def _decide(self, command: Command, incident: Incident, by: By, now: datetime) -> Write | Refused:
        match command:
            case Acknowledge() | TakeOver() | Release():
                return _write(_HANDED[type(command)](incident, by, now))
            case Snooze(until=until):
                return _write(response.snooze(incident, by, until, now, route_of(incident, self._policy)))
            case Resolve(reason=reason):
                health = self._read_health(incident, now) if kind_of_incident(incident).health else None
                if health is not None:
                    health = with_caused(health, incident, self._incidents)
                return _write(response.resolve(incident, by, reason, health, now))
            case Redrive():
                return self._redrive(command, incident, by, now)
            case StopRedrive():
                return self._stop(incident, by, now)
            case never:
                assert_never(never)

    def _redrive(self, asked: Redrive, incident: Incident, by: By, now: datetime) -> Write | Refused:
        reason = asked.reason.strip()
        if not reason:
            return Refused(
                "Say why this is redriven now: the reason is kept with the incident.", mendable=True
            )
        facts = self._queues.facts(incident.resource)
        sources = self._queues.sources(incident.resource)
        kind, agreed = kind_of_incident(incident), asked.agreed
        before = self._jobs.load(incident.group, incident.ended_job) if incident.ended_job else None
        trial = trial_of(incident.evidence, sample_of(self._incidents, incident)) if asked.one else None
        plan = plan_redrive(incident, kind, facts, sources, now, before=before, agreed=agreed, trial=trial)
        if isinstance(plan, Refused):
            return plan
        return started(incident, plan, self._new_id(now), by, reason, now, before)

    def _stop(self, incident: Incident, by: By, now: datetime) -> Write | Refused:
        if not incident.live_job or not self._jobs.ask_to_stop(incident.group, incident.live_job, by):
            return Refused("No redrive is running.")
        entry = TimelineEntry(
            at=now, event=Event.REDRIVE_STOPPING, by=by, what=f"{by.name} stops the redrive", thread=True
        )
        return Write(changed(incident, now, entry, by_person=True))


_HANDED: Mapping[type, Callable[[Incident, By, datetime], Change | Refused]] = {
    Acknowledge: response.acknowledge,
    TakeOver: response.take_over,
    Release: response.release,
}


def _write(decided: Change | Refused) -> Write | Refused:
    return decided if isinstance(decided, Refused) else Write(decided)


def _stale(command: Command, incident: Incident) -> Refused | None:
    episode = 0 if isinstance(command, StopRedrive) else command.episode
    if episode and episode != incident.episode.number:
        return Refused(
            "That button belongs to an earlier episode of this incident. Its card shows the current one."
        )
    return None


def _said(command: Command) -> Done:
    match command:
        case Redrive():
            return Done("The redrive has started. The card shows its progress.")
        case StopRedrive():
            return Done("Stopping: the batch under way is finished first.")
        case _:
            return Done()
