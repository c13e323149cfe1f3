"""The runbook of an incident, rendered with what is known of it."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from bot.domain.incident.command import Click
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.acts.runbook import OPEN_RUNBOOK
from bot.domain.policy.policy import Route
from bot.ports.policies import Policies
from bot.render.runbooks.runbook import Rendered
from bot.render.view import Part
from bot.use_cases.find_incident import FindIncident


class ShownRunbook(NamedTuple):
    """Attributes: url is the team's own page, where the alarm or the route names one."""

    incident: Incident
    title: str
    parts: tuple[Part, ...]
    url: str = ""


Runbooks = Callable[[Incident, Route, datetime], Rendered]


class ShowRunbook:
    def __init__(self, find: FindIncident, runbooks: Runbooks, policy: Policies) -> None:
        self._find = find
        self._runbooks = runbooks
        self._policy = policy

    def __call__(self, name: str, click: Click, now: datetime) -> ShownRunbook | Refused:
        found = self._find(name, click, OPEN_RUNBOOK)
        if isinstance(found, Refused):
            return found
        route = route_of(found.incident, self._policy())
        rendered = self._runbooks(found.incident, route, now)
        return ShownRunbook(found.incident, rendered.title, rendered.parts, rendered.url)
