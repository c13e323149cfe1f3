"""The ports of the probes, and the context of one incident's look."""

from datetime import datetime
from typing import NamedTuple

from bot.domain.incident.follow_up import redrive_of
from bot.domain.incident.incident import Incident
from bot.domain.incident.routing import route_of
from bot.ports.buckets import Buckets
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.ports.feeders import Feeders
from bot.ports.functions import Functions
from bot.ports.handovers import Handovers
from bot.ports.policies import Policies
from bot.ports.streams import Streams
from bot.ports.telemetry import Telemetry
from bot.probes.run.cached_functions import CachedFunctions
from bot.probes.run.in_threads import Threads, in_threads
from bot.probes.run.or_missing import or_missing
from bot.probes.run.probe import ProbeContext


class ProbePorts(NamedTuple):
    queues: DeadLetterQueues
    telemetry: Telemetry
    functions: Functions
    streams: Streams
    feeders: Feeders
    buckets: Buckets
    handovers: Handovers
    policy: Policies
    threads: Threads = in_threads

    def context_for(self, incident: Incident, now: datetime, *, asked: bool = False) -> ProbeContext:
        """The context of a look at this incident's resource."""
        policy = self.policy()
        route = route_of(incident, policy)
        redrive = redrive_of(incident.follow_ups)
        return ProbeContext(
            resource=incident.resource,
            route=route,
            redaction=policy.redaction_for(route),
            queues=or_missing(self.queues),
            telemetry=or_missing(self.telemetry),
            functions=CachedFunctions(or_missing(self.functions)),
            streams=or_missing(self.streams),
            feeders=or_missing(self.feeders),
            buckets=or_missing(self.buckets),
            handovers=or_missing(self.handovers),
            now=now,
            opened_at=incident.opened_at,
            before=incident.evidence,
            asked=asked,
            last_resolution=incident.last_resolution,
            children=incident.children,
            redriven_at=redrive.at if redrive else None,
            left=redrive.left if redrive else 0,
            fired_at=incident.last_fired_at,
            threads=self.threads,
        )
