"""Look at an incident whose time has come, and do everything that is due."""

from datetime import datetime

from bot.alarm_kinds import kind_named
from bot.domain.attention import due
from bot.domain.escalation import call
from bot.domain.evidence import Health, Missing
from bot.domain.incident import Incident
from bot.domain.policy import Policy, Target
from bot.domain.tending import Seen, tend
from bot.ports import Cards, Incidents, People
from bot.use_cases.keep import Keep, Write
from bot.use_cases.read_health import ReadHealth


class TendIncident:
    """Several may look at once: whoever writes second finds nothing due any more."""

    def __init__(
        self,
        incidents: Incidents,
        cards: Cards,
        people: People,
        read_health: ReadHealth,
        keep: Keep,
        policy: Policy,
    ) -> None:
        self._incidents = incidents
        self._cards = cards
        self._people = people
        self._read_health = read_health
        self._keep = keep
        self._policy = policy

    def __call__(self, group: str, now: datetime) -> None:
        def decide(incident: Incident | None) -> Write | None:
            if incident is None:
                return None
            route = self._policy.route_named(incident.route)
            change = tend(incident, self._look(incident, now), route, self._policy, now)
            return Write(change) if change else None

        self._keep(group, decide, now)

    def _look(self, incident: Incident, now: datetime) -> Seen:
        """Read only what decides something that is due."""
        route = self._policy.route_named(incident.route)
        names = due(incident, route).by(now)
        health: Health | None = None
        if "health" in names:
            health = self._health(incident, now)
        unreached: tuple[tuple[Target, str], ...] = ()
        if "call" in names:
            targets = call(incident, route).targets
            unreached = self._people.unreachable(targets, route, route.channel, now)
        return Seen(health, self._shown(incident) if "card" in names else None, unreached)

    def _health(self, incident: Incident, now: datetime) -> Health:
        kind = kind_named(incident.kind)
        if not kind.health:
            return Missing("nothing can be re-read for this kind of alarm")
        return self._read_health(incident, now)

    def _shown(self, incident: Incident) -> int:
        """The version Slack shows in full; 0 while the message or a thread reply is still owed."""
        card = self._cards.load(incident.group).card
        complete = card.ts and card.thread == incident.thread and card.cursor >= incident.thread_version
        return card.shown if complete else 0
