"""How far the consumers of a work queue are behind, and until when.

Facts: ApproximateAgeOfOldestMessage is in seconds and ignores messages received three times or more;
NumberOfMessagesSent ignores what SQS itself moves (SQS developer guide, "Available CloudWatch metrics").
"""

from datetime import timedelta

from bot.domain.alarm.alarm import Metric
from bot.domain.dead_letters.dead_letter import QueueFacts
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.loss_clock import LossClock, backlog_clock
from bot.domain.evidence.missing import Missing
from bot.probes.parts.ages import Ages, read_ages, small_age
from bot.probes.parts.metrics import PROOF
from bot.probes.run.probe import Finding, Probe, ProbeContext, Share


def look(context: ProbeContext) -> Finding:
    facts = context.queues.facts(context.resource)
    lag = _lag(context, facts)
    loss = _loss(context, facts, lag)
    retention = None if isinstance(facts, Missing) else timedelta(seconds=facts.retention_seconds)
    return Finding({"lag": lag, "loss": loss, "retention": retention})


def _read(context: ProbeContext) -> Ages | Missing:
    def metric(name: str, statistic: str) -> Metric:
        return Metric("AWS/SQS", name, {"QueueName": context.resource.name}, statistic)

    return read_ages(
        context,
        context.resource,
        (metric("ApproximateAgeOfOldestMessage", "Maximum"),),
        tuple(metric(f"NumberOfMessages{each}", "Sum") for each in ("Sent", "Deleted", "Received")),
    )


def _lag(context: ProbeContext, facts: QueueFacts | Missing) -> Lag | Missing:
    read = _read(context)
    if isinstance(read, Missing):
        return read
    incoming, handled, received = read.counted
    lag = read.lag._replace(incoming=incoming, handled=handled, received=received)
    held = 0 if isinstance(facts, Missing) else facts.in_flight + facts.delayed
    return lag if isinstance(facts, Missing) else lag._replace(waiting=facts.visible, exact=True, held=held)


def _loss(context: ProbeContext, facts: QueueFacts | Missing, lag: Lag | Missing) -> LossClock | Missing:
    if isinstance(facts, Missing):
        return facts
    if _depth(facts).total == 0:
        return LossClock(None, None, "the queue is empty")
    if isinstance(lag, Missing):
        return lag
    return backlog_clock(
        age=lag.age, at=lag.at or context.now, retention=timedelta(seconds=facts.retention_seconds)
    )


def _depth(facts: QueueFacts) -> Depth:
    return Depth(facts.visible, facts.in_flight, facts.delayed)


def health(context: ProbeContext) -> Health:
    """Healthy when it is empty: nothing visible, in flight or delayed.

    A low age proves less: it ignores messages received three times or more.
    """
    facts = context.queues.facts(context.resource)
    if isinstance(facts, Missing):
        return facts
    name, depth = context.resource.name, _depth(facts).total
    if depth == 0:
        return Healthy(f"{name} is empty", empty=True)
    read = _read(context)
    if isinstance(read, Missing):
        return read
    age, at = read.lag.age, read.lag.at
    if age is None or at is None or context.now - at > PROOF:
        return Unhealthy(f"{depth:,} wait in {name}, not known how old the oldest is")
    said = f"{depth:,} wait in {name}, the oldest for {lasting(age)}"
    if age > small_age(context):
        return Unhealthy(said)
    return Missing(f"{said}, but one that was received three times is not in that age")


def behind(context: ProbeContext) -> Lag | Missing:
    return _lag(context, context.queues.facts(context.resource))


PROBE = Probe(Share("queue_lag", writes=("lag", "loss"), keeps=("retention",)), look, health, behind)
