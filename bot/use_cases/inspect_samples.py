"""Show the messages behind an incident to a person who may see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.alarm_kinds import kind_of_incident
from bot.domain.alarm.alarm_kind import Action, KindName
from bot.domain.dead_letters.sample import SampledMessage, without_words
from bot.domain.evidence.evidence import Evidence, PointedTo
from bot.domain.evidence.lag.inspection import LagInspection
from bot.domain.evidence.missing import present_all
from bot.domain.incident.command import Click
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.acts.inspect import OPEN_INSPECT
from bot.domain.policy.policy import Route
from bot.ports.incidents import Incidents
from bot.ports.policies import Policies
from bot.probes.parts.lag_inspection import inspect_lag
from bot.probes.run.ports import ProbePorts
from bot.use_cases.find_incident import FindIncident
from bot.use_cases.gather_evidence import GatherEvidence
from bot.use_cases.read_sample import sample_of

# Of all other kinds it is the consumer that is looked at.
ABOUT_MESSAGES = frozenset({KindName.DEAD_LETTERS})


class Inspection(NamedTuple):
    """What may be shown: the incident and its newest sample, or how a consumer is behind.

    Attributes:
        samples: Of a queue's messages, or of what buckets keep of a consumer's failures.
        lag: None for incidents about messages.
    """

    incident: Incident
    route: Route
    samples: Sequence[SampledMessage]
    lag: LagInspection | None = None


class InspectSamples:
    """A queue is sampled again only for what no look by itself has: looking hides messages from others."""

    def __init__(
        self,
        incidents: Incidents,
        find: FindIncident,
        gather: GatherEvidence,
        ports: ProbePorts,
        policy: Policies,
    ) -> None:
        self._incidents = incidents
        self._find = find
        self._gather = gather
        self._ports = ports
        self._policy = policy

    def __call__(
        self, name: str, click: Click, now: datetime, *, record: bool = False
    ) -> Inspection | Refused:
        """What the incident is about; of a consumer that is behind, with `record`, what it stands at too."""
        found = self._find(name, click, OPEN_INSPECT)
        if isinstance(found, Refused):
            return found
        incident = found.incident
        route = route_of(incident, self._policy())
        if Action.INSPECT not in kind_of_incident(incident).actions:
            return Refused("There is nothing to inspect: this alarm is not about messages.")
        if incident.kind not in ABOUT_MESSAGES:
            return self._behind(incident, route, now, record=record)
        if self._worth_asking(incident, route):
            incident = self._gather(incident.group, asked=True) or incident
        return Inspection(incident, route, self._samples(incident, route))

    def _behind(self, incident: Incident, route: Route, now: datetime, *, record: bool) -> Inspection:
        if incident.live and (incident.evidence is None or self._kept_unasked(incident.evidence, route)):
            incident = self._gather(incident.group, asked=True) or incident
        context = self._ports.context_for(incident, now, asked=True)
        lag = inspect_lag(context, incident.evidence, record=record)
        return Inspection(incident, route, self._samples(incident, route), lag)

    def _kept_unasked(self, evidence: Evidence, route: Route) -> bool:
        """Whether there is something in a bucket that is looked at only when somebody asks."""
        kept = present_all(evidence.bucket_contents)
        return route.sample == "ask" and not evidence.sample_number and any(each.objects for each in kept)

    def _worth_asking(self, incident: Incident, route: Route) -> bool:
        sampled = incident.evidence is not None and incident.evidence.sample_number > 0
        return incident.live and (not sampled or _unread(incident.evidence)) and route.sample != "never"

    def _samples(self, incident: Incident, route: Route) -> Sequence[SampledMessage]:
        samples = sample_of(self._incidents, incident)
        # Another route of the incident may have allowed more when they were taken.
        stricter = bool(route.beside) and route.samples != "redacted"
        return tuple(map(without_words, samples)) if stricter else samples


def _unread(evidence: Evidence | None) -> bool:
    """Whether the sample points to records that are there and that nobody has read: a person's press does."""
    pointed = evidence.pointed_to if evidence else None
    return isinstance(pointed, PointedTo) and pointed.found is None and pointed.lost < pointed.pointers
