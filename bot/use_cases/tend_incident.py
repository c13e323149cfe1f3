"""Look at an incident whose time has come, and do everything that is due."""

from collections.abc import Mapping
from datetime import datetime

from bot.alarm_kinds import kind_named
from bot.domain.attention import due
from bot.domain.escalation import call
from bot.domain.evidence import Health, Missing
from bot.domain.incident import Incident
from bot.domain.mitigation import Values, newest_of_each
from bot.domain.policy import Policy, Target
from bot.domain.routing import route_of
from bot.domain.tending import Seen, tend
from bot.ports.cards import Cards
from bot.ports.incidents import Incidents
from bot.ports.live_settings import LiveSettings
from bot.ports.people import People
from bot.use_cases.keep import Keep, Write
from bot.use_cases.read_health import ReadHealth
from bot.use_cases.read_settings import read_now
from bot.use_cases.skip_links import with_caused


class TendIncident:
    """Several may look at once: whoever writes second finds nothing due any more."""

    def __init__(
        self,
        incidents: Incidents,
        cards: Cards,
        people: People,
        read_health: ReadHealth,
        settings: LiveSettings,
        keep: Keep,
        policy: Policy,
    ) -> None:
        self._incidents = incidents
        self._cards = cards
        self._people = people
        self._read_health = read_health
        self._settings = settings
        self._keep = keep
        self._policy = policy

    def __call__(self, group: str, now: datetime) -> None:
        def decide(incident: Incident | None) -> Write | None:
            if incident is None:
                return None
            route = route_of(incident, self._policy)
            change = tend(incident, self._look(incident, now), route, self._policy, now)
            return Write(change) if change else None

        self._keep(group, decide, now)

    def _look(self, incident: Incident, now: datetime) -> Seen:
        """Read only what decides something that is due."""
        route = route_of(incident, self._policy)
        names = due(incident, route).by(now)
        health: Health | None = None
        if "health" in names:
            health = self._health(incident, now)
        unreached: tuple[tuple[Target, str], ...] = ()
        if "call" in names:
            targets = call(incident, route).targets
            unreached = self._people.unreachable(targets, route, route.channel, now)
        card_version = self._shown(incident) if "card" in names else None
        settings = self._read(incident, now) if "mitigation" in names else {}
        return Seen(health, card_version, unreached, settings)

    def _read(self, incident: Incident, now: datetime) -> Mapping[str, Values | Missing]:
        """What stands where something was changed; what AWS does not answer now is read the next time."""
        taken = newest_of_each(incident.mitigations)
        due_ones = dict.fromkeys(each.target for each in taken if each.look_at and each.look_at <= now)
        return {target: read_now(self._settings, target) for target in due_ones}

    def _health(self, incident: Incident, now: datetime) -> Health:
        kind = kind_named(incident.kind)
        if not kind.health:
            return Missing("nothing can be re-read for this kind of alarm")
        return with_caused(self._read_health(incident, now), incident, self._incidents)

    def _shown(self, incident: Incident) -> int:
        """The version Slack shows in full; 0 while the message or a thread reply is still owed."""
        card = self._cards.load(incident.group).card
        complete = card.ts and card.thread == incident.thread and card.cursor >= incident.thread_version
        return card.shown if complete else 0
