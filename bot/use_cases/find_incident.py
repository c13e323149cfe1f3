"""Which incident does a person mean? By id, by name or its beginning, or the most urgent one."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from bot.domain.evidence.missing import Missing
from bot.domain.incident.command import Click
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.access import Person, outsider
from bot.domain.lifecycle.acts.act import Act, may
from bot.domain.lifecycle.acts.list_incidents import LIST
from bot.domain.policy.policy import Route
from bot.domain.resource.grouping import as_incident_id, incident_id
from bot.domain.urgency.deadlines import deadlines
from bot.ports.clock import Clock
from bot.ports.incidents import Incidents, Unreadable
from bot.ports.people import People
from bot.ports.policies import Policies
from bot.use_cases.requester import who_asks

# No resource has a longer name; the rest of what was typed is not repeated to whoever typed it.
LONGEST_NAME = 256

_MOST_UNREAD = 10
_NEVER = datetime.max.replace(tzinfo=UTC)


class Found(NamedTuple):
    """Attributes: guessed is true when the person left the id out and the most urgent one was taken."""

    incident: Incident
    guessed: bool = False


class FindIncident:
    """Finds nothing that the person may not see, and nothing for an act that they may not do."""

    def __init__(self, incidents: Incidents, people: People, policy: Policies, clock: Clock) -> None:
        self._incidents = incidents
        self._people = people
        self._policy = policy
        self._clock = clock

    def __call__(
        self,
        text: str,
        click: Click,
        act: Act,
        suits: Callable[[Incident], bool] = lambda _: True,
        nothing: str = "",
    ) -> Found | Refused:
        """The incident a text names; several that begin with it are a refusal that lists them.

        Args:
            suits: Without a name: whether the act is for this one.
            nothing: Said where it is for none of those that are open.
        """
        name = text.strip()[:LONGEST_NAME]
        if incident := self.by_id(name):
            person = who_asks(self._people, click, self._route(incident))
            return self._allowed(Found(incident), person, act)
        live = self._incidents.live()
        person = self._person(click, live)
        if refused := outsider(person, self._policy(), "see incidents"):
            return refused
        seen = self._seen(live, person)
        if not name and seen:
            return self._most_urgent([each for each in seen if suits(each)], person, act, nothing)
        found = _named(name, seen, self._policy().slash_command)
        if isinstance(found, Found):
            return self._allowed(found, person, act)
        unread = ", ".join(incident_id(each.group) for each in self.unreadable()[:_MOST_UNREAD])
        return Refused(f"{found.why.rstrip('.')}. These could not be read: {unread}.") if unread else found

    def unreadable(self) -> Sequence[Unreadable]:
        """Live incidents that cannot be shown; of whom they are is not known, so only their ids may be."""
        return self._incidents.unreadable()

    def by_id(self, text: str) -> Incident | None:
        """Whatever the person may; None where it leads to no incident of that very id."""
        wanted = as_incident_id(text)
        group = self._incidents.group_of(wanted) if wanted else None
        incident = self._incidents.load([group]).get(group) if group else None
        return incident if incident and incident.id == wanted else None

    def by_urgency(self, click: Click) -> Sequence[Incident] | Refused:
        """Every live incident that the person may see, the one whose deadline comes first at the top."""
        live = self._incidents.live()
        person = self._person(click, live)
        return outsider(person, self._policy(), "see incidents") or self._seen(live, person)

    def _most_urgent(
        self, suitable: Sequence[Incident], person: Person | Missing, act: Act, nothing: str
    ) -> Found | Refused:
        """Of those that the act is for the most urgent that the person may do it to."""
        answers = [self._allowed(Found(each, guessed=True), person, act) for each in suitable]
        found = (each for each in answers if isinstance(each, Found))
        return next(found, answers[0] if answers else Refused(nothing or "No incident is open."))

    def _allowed(self, found: Found, person: Person | Missing, act: Act) -> Found | Refused:
        return may(act, person, self._route(found.incident), self._policy()) or found

    def _seen(self, live: Sequence[Incident], person: Person | Missing) -> Sequence[Incident]:
        now = self._clock()

        def urgency(incident: Incident) -> tuple[datetime, datetime, str]:
            clocks = deadlines(incident.evidence, self._route(incident))
            return (clocks.next(now) or _NEVER, incident.opened_at or _NEVER, incident.id)

        seen = [each for each in live if may(LIST, person, self._route(each), self._policy()) is None]
        return sorted(seen, key=urgency)

    def _person(self, click: Click, live: Sequence[Incident]) -> Person | Missing:
        """With the user groups by which any of these incidents is decided."""
        first, *others = map(self._route, live) if live else self._policy().routes[-1:]
        return who_asks(self._people, click, first._replace(beside=(*first.beside, *others)))

    def _route(self, incident: Incident) -> Route:
        return route_of(incident, self._policy())


def _named(name: str, live: Sequence[Incident], command: str) -> Found | Refused:
    if not live:
        return Refused("No incident is open.")
    named = [incident for incident in live if incident.resource.name.startswith(name)]
    exact = [incident for incident in named if incident.resource.name == name]
    if len(exact or named) == 1:
        return Found((exact or named)[0])
    if not named:
        return Refused(f"No open incident is called {name} or starts with it. {command} lists them.")
    return Refused(f"Several start with {name}: " + ", ".join(each.resource.name for each in named))
