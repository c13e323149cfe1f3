"""Which incident does a person mean? By id, by name or its beginning, or the most urgent one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from bot.domain.deadlines import deadlines
from bot.domain.grouping import as_incident_id
from bot.domain.incident import Incident, Refused
from bot.domain.policy import Policy
from bot.domain.routing import route_of
from bot.ports.clock import Clock
from bot.ports.incidents import Incidents, Unreadable

# No resource has a longer name; the rest of what was typed is not repeated to whoever typed it.
LONGEST_NAME = 256

_NEVER = datetime.max.replace(tzinfo=UTC)


class Found(NamedTuple):
    """Attributes: guessed is true when the person left the id out and the most urgent one was taken."""

    incident: Incident
    guessed: bool = False


class FindIncident:
    def __init__(self, incidents: Incidents, policy: Policy, clock: Clock) -> None:
        self._incidents = incidents
        self._policy = policy
        self._clock = clock

    def __call__(self, text: str) -> Found | Refused:
        """The incident a text names; several that begin with it are a refusal that lists them."""
        name = text.strip()[:LONGEST_NAME]
        if incident_id := as_incident_id(name):
            group = self._incidents.group_of(incident_id)
            incident = self._incidents.load([group]).get(group) if group else None
            if incident is not None and incident.id == incident_id:
                return Found(incident)
        live = self.by_urgency()
        if not live:
            return Refused("No incident is open.")
        if not name:
            return Found(live[0], guessed=True)
        named = [incident for incident in live if incident.resource.name.startswith(name)]
        exact = [incident for incident in named if incident.resource.name == name]
        if len(exact or named) == 1:
            return Found((exact or named)[0])
        if not named:
            return Refused(f"No open incident is called {name} or begins with it. /lastcall lists them.")
        return Refused(f"Several begin with {name}: " + ", ".join(each.resource.name for each in named))

    def unreadable(self) -> Sequence[Unreadable]:
        """Live incidents that cannot be shown; of whom they are is not known, so only their ids may be."""
        return self._incidents.unreadable()

    def by_urgency(self) -> Sequence[Incident]:
        """Every live incident, the one whose deadline, by either clock, comes first at the top."""
        now = self._clock()

        def urgency(incident: Incident) -> tuple[datetime, datetime, str]:
            clocks = deadlines(incident.evidence, route_of(incident, self._policy))
            return (clocks.next(now) or _NEVER, incident.opened_at or _NEVER, incident.id)

        return sorted(self._incidents.live(), key=urgency)
