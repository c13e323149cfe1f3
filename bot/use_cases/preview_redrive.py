"""What a redrive would do, before anybody presses."""

from datetime import datetime
from typing import NamedTuple

from bot.alarm_kinds import kind_of_incident
from bot.domain.incident.command import Click
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.acts.redrive import OPEN_REDRIVE
from bot.domain.policy.policy import Route
from bot.domain.redrive.plan import RedrivePlan, plan_redrive
from bot.domain.redrive.stayed_away import trial_of
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.ports.incidents import Incidents
from bot.ports.jobs import Jobs
from bot.ports.policies import Policies
from bot.use_cases.find_incident import FindIncident
from bot.use_cases.read_sample import sample_of


class Preview(NamedTuple):
    incident: Incident
    route: Route
    plan: RedrivePlan


class PreviewRedrive:
    """Counts are read now: a preview never shows what the card remembered."""

    def __init__(
        self, queues: DeadLetterQueues, jobs: Jobs, incidents: Incidents, find: FindIncident, policy: Policies
    ) -> None:
        self._queues = queues
        self._incidents = incidents
        self._jobs = jobs
        self._find = find
        self._policy = policy

    def __call__(self, name: str, click: Click, now: datetime, *, one: bool = False) -> Preview | Refused:
        """With `one`, of a trial."""
        found = self._find(name, click, OPEN_REDRIVE)
        if isinstance(found, Refused):
            return found
        incident = found.incident
        route = route_of(incident, self._policy())
        facts = self._queues.facts(incident.resource)
        sources = self._queues.sources(incident.resource)
        before = self._jobs.load(incident.group, incident.ended_job) if incident.ended_job else None
        trial = trial_of(incident.evidence, sample_of(self._incidents, incident)) if one else None
        kind = kind_of_incident(incident)
        plan = plan_redrive(incident, kind, facts, sources, now, before=before, trial=trial)
        return plan if isinstance(plan, Refused) else Preview(incident, route, plan)
