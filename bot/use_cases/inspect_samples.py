"""Show the messages behind an incident to a person who may see them."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.alarm_kinds import kind_named
from bot.domain.access import may_look
from bot.domain.alarm_kind import Action
from bot.domain.command import Click
from bot.domain.evidence import SampledMessage
from bot.domain.incident import Incident, Refused
from bot.domain.policy import Policy, Route
from bot.ports import Incidents, People
from bot.use_cases.asking import who_asks
from bot.use_cases.find_incident import FindIncident
from bot.use_cases.gather_evidence import GatherEvidence


class Inspection(NamedTuple):
    """What may be shown: the incident and its newest sample."""

    incident: Incident
    route: Route
    samples: Sequence[SampledMessage]


class InspectSamples:
    """A queue is sampled again only when there is no sample yet: looking hides messages from others."""

    def __init__(
        self, incidents: Incidents, people: People, find: FindIncident, gather: GatherEvidence, policy: Policy
    ) -> None:
        self._incidents = incidents
        self._people = people
        self._find = find
        self._gather = gather
        self._policy = policy

    def __call__(self, name: str, click: Click) -> Inspection | Refused:
        found = self._find(name)
        if isinstance(found, Refused):
            return found
        incident = found.incident
        route = self._policy.route_named(incident.route)
        if refused := may_look(who_asks(self._people, click, route), route, self._policy):
            return refused
        if Action.INSPECT not in kind_named(incident.kind).actions:
            return Refused("There is nothing to inspect: this alarm is not about messages.")
        if self._worth_asking(incident, route):
            incident = self._gather(incident.group, asked=True) or incident
        return Inspection(incident, route, self._samples(incident))

    def _worth_asking(self, incident: Incident, route: Route) -> bool:
        sampled = incident.evidence is not None and incident.evidence.sample_number > 0
        return incident.live and not sampled and route.sample != "never"

    def _samples(self, incident: Incident) -> Sequence[SampledMessage]:
        number = incident.evidence.sample_number if incident.evidence else 0
        return self._incidents.sample(incident.group, number) if number else ()
