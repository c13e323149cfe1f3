"""What a redrive would do, before anybody presses."""

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.alarm_kinds import kind_of_incident
from bot.domain.incident.command import Click
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.acts.redrive import OPEN_REDRIVE
from bot.domain.policy.policy import Route
from bot.domain.redrive.plan import RedrivePlan, plan_redrive
from bot.domain.redrive.stages import watch_lasts
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.ports.policies import Policies
from bot.use_cases.find_incident import FindIncident
from bot.use_cases.read_for_redrive import ReadForRedrive
from bot.use_cases.read_returns import read_returns


class Preview(NamedTuple):
    """Attributes: lasts is how long those that go first are watched at most; None where none waits for it."""

    incident: Incident
    route: Route
    plan: RedrivePlan
    lasts: timedelta | None = None


class PreviewRedrive:
    def __init__(
        self, queues: DeadLetterQueues, read: ReadForRedrive, find: FindIncident, policy: Policies
    ) -> None:
        self._queues = queues
        self._read = read
        self._find = find
        self._policy = policy

    def __call__(self, name: str, click: Click, now: datetime, *, one: bool = False) -> Preview | Refused:
        """With `one`, of a trial."""
        found = self._find(name, click, OPEN_REDRIVE)
        if isinstance(found, Refused):
            return found
        incident = found.incident
        route = route_of(incident, self._policy())
        read = self._read(incident, now, one=one)
        plan = plan_redrive(
            incident,
            kind_of_incident(incident),
            read.queue,
            read.destinations,
            now,
            before=read.before,
            trial=read.trial,
        )
        if isinstance(plan, Refused):
            return plan
        lasts = watch_lasts(read_returns(self._queues, plan.destinations)) if plan.first else None
        return Preview(incident, route, plan, lasts)
