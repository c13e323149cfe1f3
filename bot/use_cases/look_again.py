"""Look now because somebody asks: after a fix nobody should wait until it is the machine's turn."""

from datetime import datetime, timedelta

from bot.domain.incident.command import Click
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.inspect import SHOW_AGAIN
from bot.use_cases.find_incident import FindIncident
from bot.use_cases.gather_evidence import GatherEvidence

# Who presses again within it is shown what was found just now: each look costs reads, and hides messages.
AT_MOST_EVERY = timedelta(seconds=20)


class LookAgain:
    def __init__(self, find: FindIncident, gather: GatherEvidence) -> None:
        self._find = find
        self._gather = gather

    def __call__(self, name: str, click: Click, now: datetime) -> Incident | Refused:
        """The incident as it was just looked at."""
        found = self._find(name, click, SHOW_AGAIN)
        if isinstance(found, Refused):
            return found
        incident = found.incident
        if not incident.live:
            return Refused("This incident is resolved, so there is nothing left to look at.")
        evidence = incident.evidence
        if evidence is not None and now - evidence.taken_at < AT_MOST_EVERY:
            return incident
        return self._gather(incident.group, asked=True) or incident
