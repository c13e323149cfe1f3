"""What stays behind a resolution: records given up on the way, and settings changed for the time."""

from collections.abc import Iterator

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.health import Health
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import MitigationState, newest_of_each
from bot.domain.lifecycle.resolution import skipped_or_dropped
from bot.domain.mitigation.words import shown


def left_behind(incident: Incident, health: Health | None, evidence: Evidence | None) -> str:
    """Of a resolution by hand; empty where nothing is known to stay behind."""
    return "; ".join((*skipped_or_dropped(health, evidence), *in_force(incident)))


def in_force(incident: Incident) -> Iterator[str]:
    """Nothing takes them back but a person, or a deployment that changes the very same setting."""
    for each in newest_of_each(incident.mitigations):
        sure = "" if each.state is MitigationState.SET else "perhaps "
        yield f"{sure}in force until undone: {each.subject}: {shown(each.after)} by {each.by.name}"
