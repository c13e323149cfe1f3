"""Write down that a card is shown which a check found owed: it is not late for longer than it was."""

from datetime import datetime

from bot.domain.incident.incident import Incident
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.card.delivery import shown_late
from bot.domain.lifecycle.card.projection import Card
from bot.domain.lifecycle.next_due import scheduled
from bot.ports.incidents import Incidents, Write
from bot.ports.policies import Policies


class ConfirmShown:
    """What is lost here is found by the incident's next check."""

    def __init__(self, incidents: Incidents, policy: Policies) -> None:
        self._incidents = incidents
        self._policy = policy

    def __call__(self, incident: Incident, card: Card, now: datetime) -> None:
        """Args:
        card: As it is stored by now.
        """
        change = shown_late(incident, card, now)
        if change is not None:
            # Whoever wrote the incident meanwhile brings its card here once more.
            self._incidents.save(Write(scheduled(change, route_of(incident, self._policy()))))
