"""What is in a dead-letter queue: how many, since when, from where, until when, and a sample of a few."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from bot.domain.dead_letters.dead_letter import QueueFacts
from bot.domain.evidence.arrivals import Arrivals, with_newest
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.loss_clock import LossClock, dead_letter_clock
from bot.domain.evidence.missing import Missing, present_all
from bot.parsing.queue_arn import queue_of
from bot.probes import (
    consumer_errors,
    deployment,
    event_sources,
    function_health,
    obstacles,
    pool,
    queue_role,
)
from bot.probes.parts import failing_functions, feeders, pointers
from bot.probes.parts.decoded_message import DecodedMessage
from bot.probes.parts.depths import Depths, arrivals_of, depths_of, last_empty_of, shown
from bot.probes.parts.expiry import expired_since
from bot.probes.parts.feeders import Confirmations
from bot.probes.parts.sampling import OF_A_SAMPLE, Sample, sample, why_not
from bot.probes.run.fields import Fields
from bot.probes.run.in_threads import SideBySide, read_all
from bot.probes.run.probe import Finding, Look, Probe, ProbeContext, Share

# A look must end in seconds; with more sources than this, their longest retention counts as unknown.
MOST_SOURCES = 10


class _Read(NamedTuple):
    """Everything read about the queue but its messages."""

    facts: QueueFacts
    history: Depths | Missing
    arrivals: Arrivals | Missing | None
    sources: tuple[str, ...] | Missing
    source_retention: timedelta | None
    last_empty: datetime | None

    @property
    def depth(self) -> Depth:
        return Depth(self.facts.visible, self.facts.in_flight, self.facts.delayed)

    @property
    def retention(self) -> timedelta:
        return timedelta(seconds=self.facts.retention_seconds)


def look(context: ProbeContext) -> Finding:
    facts = context.queues.facts(context.resource)
    if isinstance(facts, Missing):
        return PROBE.share.missing(facts)
    with SideBySide(context.threads) as reads:
        sampled = reads.begin(lambda: _sampled(context, facts))
        fed = reads.begin(lambda: _fed(context))
        depths = reads.begin(lambda: depths_of(context))
        refused, taken = sampled.result()
        sources, source_retention, sources_hold = fed.result()
        counts = depths.result()
    came = arrivals_of(context, counts, Depth(facts.visible, facts.in_flight, facts.delayed))
    last_empty = last_empty_of(context, counts)
    read = _Read(facts, shown(counts[0]), came, sources, source_retention, last_empty)
    loss = _loss(context, read, taken)
    gone = expired_since(context, read.depth)
    before = context.before or Evidence(taken_at=context.now)

    found: Fields = {
        "depth": read.depth,
        "history": read.history,
        "arrivals": _with_sent(read, taken, before, context.now),
        "sources": read.sources,
        "pushes_on": facts.pushes_on,
        "sources_hold": sources_hold,
        "retention": read.retention,
        "loss": loss,
        "last_empty": read.last_empty,
        "expired": gone,
    }
    found |= taken.fields if taken else _why_none(before, refused)
    letters = taken.letters if taken else ()
    follow_ups = (_failing_functions(context, letters, sources),)
    return Finding(found, taken.messages if taken else None, follow_ups=follow_ups)


def _failing_functions(
    context: ProbeContext, letters: Sequence[DecodedMessage], sources: tuple[str, ...] | Missing
) -> Look:
    """First, who writes here: a message may claim anything, and only claims not refuted are followed."""

    def concerned(functions: Sequence[str]) -> tuple[Look, ...]:
        return (
            function_health.look_at(context, functions),
            event_sources.look_at(context, functions, present_all(sources)),
            deployment.look_at(context, functions),
            pool.PROBE.bind(context),
        )

    def then(answers: Confirmations) -> tuple[Look, ...]:
        return (
            consumer_errors.look_at(context, letters, answers, sources),
            Look(_CONCERNED, lambda: failing_functions.look(context, answers, sources, concerned)),
            queue_role.look_at(context, answers, sources),
            obstacles.look_at(context, answers),
            *pointers.look_at(context, letters, answers),
        )

    return Look(_FEEDERS, lambda: feeders.look(context, letters, sources, then))


def health(context: ProbeContext) -> Health:
    """Healthy when the queue is empty: nothing visible, in flight or delayed."""
    facts = context.queues.facts(context.resource)
    if isinstance(facts, Missing):
        return _deleted(context) if facts.gone and _known(context) else facts
    depth, name = Depth(facts.visible, facts.in_flight, facts.delayed), context.resource.name
    if depth.total == 0:
        return Healthy(f"{name} is empty", expired_since(context, depth), empty=True)
    return Unhealthy(
        f"1 message is still in {name}"
        if depth.total == 1
        else f"{depth.total} messages are still in {name}",
        depth.total,
    )


def _known(context: ProbeContext) -> bool:
    """Whether the queue was read before: one never read may belong to another account."""
    return context.before is not None and context.before.retention is not None


def _deleted(context: ProbeContext) -> Healthy:
    lost = Missing("it is gone with everything in it")
    return Healthy(f"{context.resource.name} was deleted", lost, empty=True)


_CONCERNED = Share(
    "failing_functions",
    leads_to=(
        function_health.PROBE.share,
        event_sources.PROBE.share,
        deployment.PROBE.share,
        pool.PROBE.share,
    ),
)
_FEEDERS = Share(
    "feeders",
    writes=("feeders",),
    leads_to=(consumer_errors.PROBE.share, _CONCERNED, queue_role.PROBE.share, obstacles.PROBE.share),
    may_lead_to=(pointers.SHARE,),
)
PROBE = Probe(
    Share(
        "dead_letter_queue",
        writes=("depth", "history", "arrivals", "sources", "loss"),
        keeps=("pushes_on", "sources_hold", "retention", "last_empty", "expired", *OF_A_SAMPLE),
        leads_to=(_FEEDERS,),
    ),
    look,
    health,
)


def _why_none(before: Evidence, refused: str) -> Fields:
    """An earlier sample stays, with its age; without one the card says why there is none."""
    return {} if before.sample_number else {"sample_note": refused}


def _loss(context: ProbeContext, read: _Read, taken: Sample | None) -> LossClock | Missing:
    if read.depth.total == 0:
        return LossClock(None, None, "the queue is empty")
    oldest = taken.oldest if taken else None
    clock = dead_letter_clock(
        oldest_sent=oldest or _oldest_before(context, read),
        last_empty=read.last_empty,
        retention=read.retention,
        source_retention=read.source_retention,
        fifo=read.facts.fifo,
    ).ahead(context.now)
    if clock.first_loss is None:
        return Missing(
            "the loss clock is unknown: no message was sampled, and the queue's history sets no bound"
        )
    return clock


def _oldest_before(context: ProbeContext, read: _Read) -> datetime | None:
    """The oldest send time of an earlier sample, unless the queue has been empty since."""
    before = context.before
    if before is None or not isinstance(before.loss, LossClock) or before.loss.at_the_latest is None:
        return None
    if read.last_empty and before.sampled_at and read.last_empty > before.sampled_at:
        return None
    return before.loss.at_the_latest - (before.retention or read.retention)


def _with_sent(
    read: _Read, taken: Sample | None, before: Evidence, now: datetime
) -> Arrivals | Missing | None:
    """Only messages that SQS moved here keep the time they were first sent."""
    if not isinstance(read.arrivals, Arrivals) or read.facts.fifo:
        return read.arrivals
    letters = taken.letters if taken else ()
    moved = [each.message.sent_at for each in letters if each.message.source and each.message.sent_at]
    known = before.arrivals.sent_at if isinstance(before.arrivals, Arrivals) else None
    newest = max((at for at in (known, *moved) if at), default=None)
    return with_newest(read.arrivals, newest, now)


def _sampled(context: ProbeContext, facts: QueueFacts) -> tuple[str, Sample | None]:
    """Why there is no sample, or the sample."""
    if refused := why_not(context, facts):
        return refused, None
    taken = sample(context, facts)
    return (taken.reason, None) if isinstance(taken, Missing) else ("", taken)


class _Fed(NamedTuple):
    """The queues that feed this one.

    Attributes:
        retention: The longest one: a message may have used up this much before it came here. None if not
            all were read.
        hold: How many messages they hold; None if not all were read, or there are none.
    """

    sources: tuple[str, ...] | Missing
    retention: timedelta | None = None
    hold: int | None = None


def _fed(context: ProbeContext) -> _Fed:
    sources = context.queues.sources(context.resource)
    if isinstance(sources, Missing) or len(sources) > MOST_SOURCES:
        return _Fed(sources)
    facts = read_all(context.threads, [partial(context.queues.facts, queue_of(source)) for source in sources])
    known = [each for each in facts if not isinstance(each, Missing)]
    if len(known) < len(facts):
        return _Fed(sources)
    retention = max((each.retention_seconds for each in known), default=0)
    hold = sum(each.visible + each.in_flight + each.delayed for each in known) if known else None
    return _Fed(sources, timedelta(seconds=retention), hold)
