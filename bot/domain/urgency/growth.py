"""How much more stands there than people were last told of: ten times as much is another matter."""

from datetime import datetime

from bot.domain.incident.incident import Incident
from bot.domain.policy.policy import Route
from bot.domain.urgency.deadlines import deadlines

TENFOLD = 10


def messages_there(incident: Incident) -> int | None:
    """How much stands there, for whoever is told of the incident now; as before where nobody counted it."""
    counted = incident.evidence.counted if incident.evidence else None
    return counted or incident.notified_count


def growth_due(incident: Incident, route: Route) -> datetime | None:
    """When whoever holds or snoozed it is told, or the calls begin again; what can wait, waits for work."""
    evidence, told = incident.evidence, incident.notified_count
    if evidence is None or not told or incident.left_in_peace or (evidence.counted or 0) < TENFOLD * told:
        return None
    return deadlines(evidence, route).can_wait_until(route.hours, evidence.taken_at) or evidence.taken_at
