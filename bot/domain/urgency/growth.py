"""How much more there is than people were last told: tenfold is another matter."""

from datetime import datetime

from bot.domain.incident.incident import Incident
from bot.domain.policy.policy import Route
from bot.domain.urgency.deadlines import deadlines

TENFOLD = 10


def messages_there(incident: Incident) -> int | None:
    """The count to report to people notified now; the previous one if there is no new count."""
    counted = incident.evidence.counted if incident.evidence else None
    return counted or incident.notified_count


def growth_due(incident: Incident, route: Route) -> datetime | None:
    """When the holder or snoozer is notified, or escalation restarts; if it can wait, when work begins."""
    evidence, told = incident.evidence, incident.notified_count
    if evidence is None or not told or incident.left_in_peace or (evidence.counted or 0) < TENFOLD * told:
        return None
    return deadlines(evidence, route).can_wait_until(route.hours, evidence.taken_at) or evidence.taken_at
