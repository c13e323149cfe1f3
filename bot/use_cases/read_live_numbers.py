"""Read what stands there now, and in the queues that feed it, before somebody confirms an act."""

from datetime import datetime

from bot.domain.evidence.depth import Depth
from bot.domain.evidence.live_number import LiveNumber, LiveNumbers
from bot.domain.evidence.missing import Missing, present_all
from bot.domain.incident.incident import Incident
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.parsing.queue_arn import queue_of
from bot.ports.dead_letter_queues import DeadLetterQueues, LookedIntoQueues
from bot.probes.run.or_missing import or_missing
from bot.use_cases.read_health import ReadHealth

# A window must be filled in seconds.
MOST_SOURCES = 3


class ReadLiveNumbers:
    def __init__(self, queues: DeadLetterQueues, read_health: ReadHealth) -> None:
        self._queues: LookedIntoQueues = or_missing(queues)
        self._read_health = read_health

    def __call__(self, incident: Incident, now: datetime) -> LiveNumbers:
        queue = incident.resource
        if queue.kind != ResourceKind.QUEUE:
            return LiveNumbers(health=self._read_health(incident, now))
        sources = self._queues.sources(queue)
        known = present_all(sources)[:MOST_SOURCES]
        fed_by = [queue_of(each) for each in known]
        return LiveNumbers(
            (
                LiveNumber(queue.name, self._depth(queue)),
                *(LiveNumber(each.name, self._depth(each), feeds=True) for each in fed_by),
            )
        )

    def _depth(self, queue: Resource) -> Depth | Missing:
        facts = self._queues.facts(queue)
        return facts if isinstance(facts, Missing) else Depth(facts.visible, facts.in_flight, facts.delayed)
