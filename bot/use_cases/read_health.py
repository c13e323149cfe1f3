"""Re-read the live resource: an alarm's OK is a claim, this is the proof."""

from datetime import datetime

from bot.alarm_kinds import kind_of_incident
from bot.domain.evidence.evidence import NOTHING_TO_READ
from bot.domain.evidence.health import Health
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.probes import Probes, probe_named
from bot.probes.run.ports import ProbePorts
from bot.use_cases.look_at_members import each_kind, health_of_all


class ReadHealth:
    def __init__(self, ports: ProbePorts, probes: Probes = probe_named) -> None:
        self._ports = ports
        self._probes = probes

    def __call__(self, incident: Incident, now: datetime) -> Health:
        context = self._ports.context_for(incident, now)
        if incident.members:
            return health_of_all(each_kind(incident, self._probes), context)
        name = kind_of_incident(incident).health
        health = self._probes(name).health if name else None
        if health is None:
            return NOTHING_TO_READ
        return health(context)

    def behind(self, incident: Incident, now: datetime) -> Lag | Missing | None:
        """How far behind work is, by an attribute or a metric; None for a kind that asks no such thing."""
        name = "" if incident.members else kind_of_incident(incident).health
        read = self._probes(name).behind if name else None
        return read(self._ports.context_for(incident, now)) if read else None
