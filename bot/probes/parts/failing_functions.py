"""Which functions fail: those whose logs tell why.

They consume a source queue, or a destination's record or a pointer names them, or this is their own
dead-letter queue. What a topic, a rule or a schedule could not deliver is in no function's log.
"""

from collections.abc import Callable, Sequence

from bot.domain.dead_letters.dead_letter import OriginKind
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.missing import Missing, present_all
from bot.domain.resource.arn import unqualified
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.parts.feeders import Confirmations
from bot.probes.parts.mappings import MOST_SOURCES
from bot.probes.run.probe import Finding, Look, ProbeContext

# A look must end in seconds: only the first functions are read.
MOST_FUNCTIONS = 5
_DELIVERIES = frozenset({OriginKind.SUBSCRIPTION, OriginKind.TARGET, OriginKind.SCHEDULE, OriginKind.PIPE})
_RUN = frozenset({OriginKind.FUNCTION, OriginKind.STREAM})


def look(
    context: ProbeContext,
    answers: Confirmations,
    sources: tuple[str, ...] | Missing,
    then: Callable[[Sequence[str]], tuple[Look, ...]],
) -> Finding:
    """What follows a sample: finding the functions, a read of its own, and then all about them.

    Args:
        then: The looks at the functions that fail.
    """
    functions = of_sample(context, answers, sources)
    # The probe for errors already reports that no function runs this.
    return Finding({}, follow_ups=() if isinstance(functions, Missing) else then(functions))


def of_resource(context: ProbeContext) -> Sequence[str] | Missing:
    """From the resource alone: the function itself, or the consumers of the queue or stream."""
    if context.resource.kind == ResourceKind.FUNCTION:
        return [context.resource.arn]
    if context.resource.kind != ResourceKind.QUEUE:
        return of_queues(context, [context.resource.arn])
    sources = context.queues.sources(context.resource)
    if isinstance(sources, Missing):
        return sources
    return of_queues(context, sources or [context.resource.arn])


def of_sample(
    context: ProbeContext, answers: Confirmations, sources: tuple[str, ...] | Missing
) -> Sequence[str] | Missing:
    """Those the sample leads to; without one, those an earlier sample led to."""
    before = context.before.feeders if context.before and not answers else ()
    earlier = present_all(before)
    told = [*_named(answers), *(each for feeder in earlier for each in _of_feeder(feeder))]
    queues = [each.origin.arn for each in answers.values() if each.origin.kind == OriginKind.QUEUE]
    queues += [each for each in present_all(sources) if each not in queues]
    if not queues and told:
        return list(dict.fromkeys(told))
    if not queues:
        return sources if isinstance(sources, Missing) else _nobody(context, answers)
    consumers = of_queues(context, queues)
    if isinstance(consumers, Missing):
        return list(dict.fromkeys(told)) or consumers
    return list(dict.fromkeys([*told, *consumers]))


def _named(answers: Confirmations) -> list[str]:
    """A claim refuted by configuration is dropped; one that could not be checked is followed."""
    believed = [each for each in answers.values() if not each.refuted]
    writers = [writer for each in believed for writer in (each.named or (each.origin,))]
    arns = [
        each.through if each.kind == OriginKind.STREAM else each.arn for each in writers if each.kind in _RUN
    ]
    return [unqualified(arn) for arn in arns if arn]


def _of_feeder(feeder: Feeder) -> list[str]:
    arn = feeder.through if feeder.kind == OriginKind.STREAM else feeder.arn
    return [unqualified(arn)] if feeder.kind in _RUN and arn and feeder.messages else []


def _nobody(context: ProbeContext, answers: Confirmations) -> Missing:
    name = context.resource.name
    if any(each.origin.kind in _DELIVERIES for each in answers.values()):
        return Missing(f"what ends in {name} was never delivered, so no function's log shows it")
    return Missing(f"cannot tell what fails: no queue has {name} as its dead-letter queue")


def of_queues(context: ProbeContext, queues: Sequence[str]) -> Sequence[str] | Missing:
    """The functions that consume any of these queues or streams; Missing when there is none."""
    answers = [_consumers(context, queue) for queue in queues[:MOST_SOURCES]]
    unread = [answer for answer in answers if isinstance(answer, Missing)]
    known = [answer for answer in answers if not isinstance(answer, Missing)]
    functions = dict.fromkeys(function for answer in known for function in answer)
    if not functions:
        nobody = f"no Lambda function consumes the queues that feed {context.resource.name}"
        return unread[0] if unread else Missing(nobody)
    return list(functions)


def _consumers(context: ProbeContext, source: str) -> tuple[str, ...] | Missing:
    mappings = context.functions.polling(source)
    return mappings if isinstance(mappings, Missing) else tuple(each.function for each in mappings)
