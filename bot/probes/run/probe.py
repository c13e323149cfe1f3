"""What a probe is: one kind of evidence, read through ports.

`gather_evidence` runs the probes of an alarm kind in parallel, each in its own thread:

    context ─► probe.look ─► Finding ─► its fields, put into the evidence
                  │             └─ follow_ups ─► look ─► Finding ─► …   what only this finding made possible
                  └─ no answer in time ─► share.missing(Missing("no answer within 8 s"))

No probe raises if AWS refuses, throttles or does not answer: what could not be read is Missing.
In one look no two probes write the same field of Evidence, so findings may be merged in any order.
"""

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import NamedTuple, cast

from bot.domain.alarm.alarm import ChildAlarm
from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.health import Health
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import Resolution
from bot.domain.policy.policy import Redaction, Route
from bot.domain.resource.grouping import Resource
from bot.ports.buckets import Buckets
from bot.ports.dead_letter_queues import LookedIntoQueues
from bot.ports.feeders import Feeders
from bot.ports.functions import Functions
from bot.ports.handovers import Handovers
from bot.ports.streams import Streams
from bot.ports.telemetry import Telemetry
from bot.probes.run.fields import Fields
from bot.probes.run.in_threads import Threads, in_threads


class ProbeContext(NamedTuple):
    """What a probe may look at, and through what.

    Attributes:
        before: The incident's evidence so far; what is still valid is carried over.
        opened_at: When the episode began; None when there is none.
        most: How many messages to receive from one queue.
        asked: A person asked, so messages may be received where Lastcall would not by itself.
        last_resolution: How the episode before this one ended.
        children: A composite alarm's children, as in its newest notification.
        fired_at: When one of its alarms fired last.
        redriven_at: When the last redrive ended: what is there since is sampled again.
        left: How many messages it left there.
        threads: Where independent reads run in parallel.
    """

    resource: Resource
    route: Route
    redaction: Redaction
    queues: LookedIntoQueues
    telemetry: Telemetry
    functions: Functions
    streams: Streams
    feeders: Feeders
    buckets: Buckets
    handovers: Handovers
    now: datetime
    opened_at: datetime | None = None
    before: Evidence | None = None
    most: int = 10
    asked: bool = False
    last_resolution: Resolution | None = None
    children: tuple[ChildAlarm, ...] = ()
    redriven_at: datetime | None = None
    left: int = 0
    fired_at: datetime | None = None
    threads: Threads = in_threads


class Finding(NamedTuple):
    """What one probe found.

    Attributes:
        fields: What it knows now, in fields that no other probe writes. All other fields stay as an earlier
            look left them.
        sample: Messages received just now, redacted, to be kept as an EVIDENCE item whose number becomes
            `evidence.sample_number`; None when none were received and an earlier sample still stands.
        onto_sample: What this finding adds to each message of a sample that another probe took.
        follow_ups: Looks that need what was found, such as the records a sampled message points to. They
            run in parallel in the rest of the budget, and write other fields than this finding.
    """

    fields: Fields
    sample: tuple[SampledMessage, ...] | None = None
    onto_sample: Callable[[SampledMessage], SampledMessage] | None = None
    follow_ups: tuple["Look", ...] = ()


class Share(NamedTuple):
    """One look's share of the evidence: what it writes, and what becomes of it if the look is not in time.

    Attributes:
        writes: Fields of Evidence that are Missing then.
        clears: Fields that mean nothing without those, and are reset to a new Evidence's values then.
        keeps: Fields that then stay as an earlier look left them.
        leads_to: Looks that always follow its finding: Missing if it is.
        may_lead_to: Looks that follow only some findings. Whether they would have is unknown if this one is
            Missing, so their fields stay as they were.
    """

    name: str
    writes: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    leads_to: tuple["Share", ...] = ()
    may_lead_to: tuple["Share", ...] = ()

    def missing(self, why: Missing) -> Finding:
        """The finding when it could not be read."""
        found: dict[str, object] = dict.fromkeys(self.writes, why)
        found |= {name: _BLANK[name] for name in self.clears}
        for each in self.leads_to:
            found |= each.missing(why).fields
        return Finding(cast("Fields", found))


_BLANK = {field.name: field.default for field in fields(Evidence)}


class Look(NamedTuple):
    """One read of one kind of evidence, ready to run."""

    share: Share
    look: Callable[[], Finding]


class Probe(NamedTuple):
    """A kind of evidence.

    Attributes:
        share: What it writes. It has the file's name.
        look: Reads it.
        health: Re-reads the resource to prove it healthy; None if it cannot tell.
        behind: How far behind work is, by one or two reads that leave no trace; None if nothing lags.
    """

    share: Share
    look: Callable[[ProbeContext], Finding]
    health: Callable[[ProbeContext], Health] | None = None
    behind: Callable[[ProbeContext], Lag | Missing] | None = None

    @property
    def name(self) -> str:
        return self.share.name

    def bind(self, context: ProbeContext) -> Look:
        return Look(self.share, lambda: self.look(context))
