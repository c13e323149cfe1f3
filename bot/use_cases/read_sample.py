"""The newest sample of an incident, as it is kept; none where none was taken, or it is no longer kept."""

from collections.abc import Sequence

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.incident.incident import Incident
from bot.ports.incidents import Incidents


def sample_of(incidents: Incidents, incident: Incident) -> Sequence[SampledMessage]:
    number = incident.evidence.sample_number if incident.evidence else 0
    return incidents.sample(incident.group, number) if number else ()
