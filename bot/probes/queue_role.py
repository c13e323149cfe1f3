"""What a queue is for: whether another uses it as a dead-letter queue, or a function consumes it.

What can only be guessed stays open: a queue that no one names and no one consumes may be either.
"""

from bot.domain.alarm.queue_role import QueueRole
from bot.domain.evidence.missing import Missing
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.parts import failing_functions
from bot.probes.parts.feeders import Confirmations
from bot.probes.run.probe import Finding, Look, Probe, ProbeContext, Share


def look(context: ProbeContext) -> Finding:
    """Only from the queues that move messages here; if sources may not be listed it stays open."""
    if context.resource.kind != ResourceKind.QUEUE:
        return _found(None)
    sources = context.queues.sources(context.resource)
    return _found(QueueRole.DEAD_LETTERS if sources and not isinstance(sources, Missing) else None)


# Unknown is no finding: the guess from the alarm stays.
PROBE = Probe(Share("queue_role", keeps=("role",)), look)


def look_at(context: ProbeContext, answers: Confirmations, sources: tuple[str, ...] | Missing) -> Look:
    """Follow-up of a sample, once its writers are known."""
    return Look(PROBE.share, lambda: _found(_role(context, answers, sources)))


def _role(
    context: ProbeContext, answers: Confirmations, sources: tuple[str, ...] | Missing
) -> QueueRole | None:
    if any(each.named for each in answers.values()) or (sources and not isinstance(sources, Missing)):
        return QueueRole.DEAD_LETTERS
    # An unchecked claim may be true.
    unchecked = any(each.note and not each.refuted and each.origin.kind for each in answers.values())
    if isinstance(sources, Missing) or unchecked:
        return None
    consumers = failing_functions.of_queues(context, [context.resource.arn])
    return QueueRole.AT_WORK if consumers and not isinstance(consumers, Missing) else None


def _found(role: QueueRole | None) -> Finding:
    return Finding({"role": role})
