"""What may be changed about an incident, before anybody presses."""

from typing import NamedTuple

from bot.domain.incident.command import Click
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import Grant, MitigationRecord, newest_of_each
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.mitigate import OPEN_MITIGATE
from bot.domain.mitigation.offers import Offer
from bot.ports.live_settings import LiveSettings
from bot.ports.policies import Policies
from bot.use_cases.find_incident import FindIncident
from bot.use_cases.read_settings import offers_for


class MitigationMenu(NamedTuple):
    """What may be done about an incident, and what was.

    Attributes:
        taken: The records that can be undone, or are not yet proven.
        granted: What the stack's parameters allow.
    """

    incident: Incident
    offers: tuple[Offer, ...]
    taken: tuple[MitigationRecord, ...]
    granted: frozenset[Grant]


class PreviewMitigations:
    def __init__(
        self, find: FindIncident, settings: LiveSettings, policy: Policies, granted: frozenset[Grant]
    ) -> None:
        self._find = find
        self._settings = settings
        self._policy = policy
        self._granted = granted

    def __call__(self, name: str, click: Click) -> MitigationMenu | Refused:
        """What there is to choose from, by what AWS says at this moment."""
        found = self._find(name, click, OPEN_MITIGATE)
        if isinstance(found, Refused):
            return found
        incident = found.incident
        offers = offers_for(incident, self._settings, self._policy().bounds) if incident.live else ()
        return MitigationMenu(incident, offers, newest_of_each(incident.mitigations), self._granted)
