"""Look at an incident whose time has come, and do everything that is due: pages first, they need no Slack.

Before anybody is told, what is broken is read again, unless it was looked at just now.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bot.alarm_kinds import kind_of_incident
from bot.domain.evidence.evidence import NOTHING_TO_READ
from bot.domain.evidence.health import Health
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import Values, newest_of_each
from bot.domain.incident.notifications import Reach
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.advance import advance, read_before_telling
from bot.domain.lifecycle.card.delivery import Shown, noticed
from bot.domain.lifecycle.escalation.next_notification import next_notification
from bot.domain.lifecycle.next_due import due_now
from bot.domain.lifecycle.recovery import seems_over
from bot.domain.lifecycle.timer_action import Readings, ToRead
from bot.domain.lifecycle.timers import wanted_by
from bot.domain.policy.policy import Route
from bot.ports.cards import Cards
from bot.ports.incidents import Incidents, Write
from bot.ports.live_settings import LiveSettings
from bot.ports.pace import Pace
from bot.ports.people import People
from bot.ports.policies import Policies
from bot.use_cases.page_topics import PageTopics
from bot.use_cases.read_health import ReadHealth
from bot.use_cases.read_settings import read_now
from bot.use_cases.read_shown import read_shown
from bot.use_cases.skip_links import with_caused
from bot.use_cases.write_incident import IncidentWriter, Written


class Readers(NamedTuple):
    """Whoever reads what is due to be read."""

    cards: Cards
    people: People
    health: ReadHealth
    settings: LiveSettings
    pace: Pace


class AdvanceIncident:
    """Several may look at once: whoever writes second finds nothing due any more."""

    def __init__(
        self,
        incidents: Incidents,
        readers: Readers,
        page: PageTopics,
        write_incident: IncidentWriter,
        policy: Policies,
    ) -> None:
        self._incidents = incidents
        self._readers = readers
        self._page = page
        self._write_incident = write_incident
        self._policy = policy

    def __call__(self, group: str, now: datetime) -> None:
        def decide(incident: Incident | None) -> Write | None:
            if incident is None:
                return None
            policy = self._policy()
            route = route_of(incident, policy)
            change = advance(incident, self._look(incident, route, now), route, policy, now)
            return Write(change) if change else None

        known = self._read_before_telling(group, now)
        self._write_incident(group, decide, now, known=self._page(group, now, known=known))

    def _read_before_telling(self, group: str, now: datetime) -> Incident | None:
        """The incident as read or written: nobody is called about what has meanwhile come to an end."""
        incident = self._incidents.load([group]).get(group)
        if incident is None:
            return None
        due = due_now(incident, route_of(incident, self._policy()), now)
        if not read_before_telling(incident, due, now):
            return incident
        health = self._health(incident, now)

        def decide(found: Incident | None) -> Write | None:
            change = seems_over(found, health, now) if found and not found.recovering else None
            return Write(change) if change else None

        written = self._write_incident(group, decide, now, known=incident)
        return written.incident if isinstance(written, Written) else incident

    def _look(self, incident: Incident, route: Route, now: datetime) -> Readings:
        """Read only what decides something that is due."""
        wanted = wanted_by(due_now(incident, route, now))
        shown: Shown | None = None
        channel = route.channel
        if ToRead.SHOWN in wanted:
            shown, where, _ = read_shown(self._readers.cards, incident)
            channel = where or route.channel
            wanted = wanted_by(due_now(noticed(incident, shown), route, now))
        lag = self._lag(incident, now) if ToRead.AMOUNT in wanted else None
        resource = ToRead.HEALTH in wanted or (ToRead.AMOUNT in wanted and lag is None)
        return Readings(
            health=self._health(incident, now) if resource else None,
            shown=shown,
            lag=lag,
            reach=self._reach(incident, route, channel, now) if ToRead.REACH in wanted else (),
            settings=self._settings(incident, now) if ToRead.SETTINGS in wanted else {},
            last_turn=self._readers.pace.taken() if ToRead.LAST_TURN in wanted else None,
        )

    def _lag(self, incident: Incident, now: datetime) -> Lag | Missing | None:
        """None where work was not behind at the last look, or nobody can say how far."""
        evidence = incident.evidence
        return self._readers.health.behind(incident, now) if evidence and evidence.behind else None

    def _reach(self, incident: Incident, route: Route, channel: str, now: datetime) -> tuple[Reach, ...]:
        return self._readers.people.reach(next_notification(incident, route).targets, route, channel, now)

    def _settings(self, incident: Incident, now: datetime) -> Mapping[str, Values | Missing]:
        """What stands where something was changed; what AWS does not answer now is read the next time."""
        taken = newest_of_each(incident.mitigations)
        due_ones = dict.fromkeys(each.target for each in taken if each.look_at and each.look_at <= now)
        return {target: read_now(self._readers.settings, target) for target in due_ones}

    def _health(self, incident: Incident, now: datetime) -> Health:
        kind = kind_of_incident(incident)
        if not kind.health:
            return NOTHING_TO_READ
        return with_caused(self._readers.health(incident, now), incident, self._incidents)
