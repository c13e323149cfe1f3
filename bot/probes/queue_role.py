"""What a queue is for: whether anybody has it as a dead-letter queue, or a function works it off.

What can only be guessed stays open: a queue that nobody names and nobody consumes may be either.
"""

from bot.domain.alarm.queue_role import QueueRole
from bot.domain.evidence.missing import Missing
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.parts import failing_functions
from bot.probes.parts.feeders import Confirmations
from bot.probes.run.probe import Finding, Look, Probe, ProbeContext, Share


def look(context: ProbeContext) -> Finding:
    """By the queues alone that move their messages here; a source that may not be listed leaves it open."""
    if context.resource.kind != ResourceKind.QUEUE:
        return _found(None)
    sources = context.queues.sources(context.resource)
    return _found(QueueRole.DEAD_LETTERS if sources and not isinstance(sources, Missing) else None)


# Not known is no finding: what the alarm let guess stands.
PROBE = Probe(Share("queue_role", keeps=("role",)), look)


def look_at(context: ProbeContext, answers: Confirmations, sources: tuple[str, ...] | Missing) -> Look:
    """A follow-up of a sample, once it is known who writes here."""
    return Look(PROBE.share, lambda: _found(_role(context, answers, sources)))


def _role(
    context: ProbeContext, answers: Confirmations, sources: tuple[str, ...] | Missing
) -> QueueRole | None:
    if any(each.named for each in answers.values()) or (sources and not isinstance(sources, Missing)):
        return QueueRole.DEAD_LETTERS
    # A claim that could not be checked may be true.
    unchecked = any(each.note and not each.refuted and each.origin.kind for each in answers.values())
    if isinstance(sources, Missing) or unchecked:
        return None
    consumers = failing_functions.of_queues(context, [context.resource.arn])
    return QueueRole.AT_WORK if consumers and not isinstance(consumers, Missing) else None


def _found(role: QueueRole | None) -> Finding:
    return Finding({"role": role})
