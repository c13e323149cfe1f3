"""What is read before a redrive is previewed or begins: a preview never shows what the card remembered."""

from collections.abc import Callable
from datetime import datetime

from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.acts.redrive import BeforeRedrive
from bot.domain.redrive.route import open_ways
from bot.domain.redrive.stayed_away import trial_of
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.ports.feeders import Feeders
from bot.ports.incidents import Incidents
from bot.ports.jobs import Jobs
from bot.use_cases.find_ways import destinations
from bot.use_cases.read_sample import sample_of


class ReadForRedrive:
    """Args: invokes is whether the stack's parameters let a redrive invoke functions at all."""

    def __init__(
        self,
        queues: DeadLetterQueues,
        feeders: Feeders,
        jobs: Jobs,
        incidents: Incidents,
        new_id: Callable[[datetime], str],
        *,
        invokes: bool,
    ) -> None:
        self._queues = queues
        self._feeders = feeders
        self._jobs = jobs
        self._incidents = incidents
        self._new_id = new_id
        self._invokes = invokes

    def __call__(self, incident: Incident, now: datetime, *, one: bool) -> BeforeRedrive:
        """With `one`, before a trial."""
        queue = self._queues.facts(incident.resource)
        places = open_ways(destinations(incident, self._queues, self._feeders), invokes=self._invokes)
        before = self._jobs.load(incident.group, incident.ended_job) if incident.ended_job else None
        trial = trial_of(incident.evidence, sample_of(self._incidents, incident)) if one else None
        return BeforeRedrive(queue, places, before, trial, self._new_id(now))
