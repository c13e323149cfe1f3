"""What stops a rule, a topic or a function from delivering at all, by its settings and the receiver's.

This looks at the targets of failed deliveries; `obstacles_of_failures` looks at the places that should
have kept them.
"""

from collections.abc import Iterable, Sequence

from bot.domain.dead_letters.dead_letter import Origin, OriginKind
from bot.domain.evidence.missing import Missing, all_known
from bot.domain.evidence.obstacle import Obstacle
from bot.domain.evidence.permissions.handover import Handover, obstacle
from bot.domain.resource.arn import read_arn
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.parts.feeders import Confirmations
from bot.probes.run.probe import Finding, Look, Probe, ProbeContext, Share

# Each costs some calls; only the most frequent ones are read.
MOST_WRITERS = 2
_DELIVER = frozenset({OriginKind.SUBSCRIPTION, OriginKind.TARGET})

Obstacles = tuple[Obstacle, ...] | Missing


def look(context: ProbeContext) -> Finding:
    handovers = context.handovers.of(context.resource)
    return found(handovers)


def look_at(context: ProbeContext, answers: Confirmations) -> Look:
    """Follow-up of a sample: for the writers that could not deliver what is in a dead-letter queue."""
    writers = [answer.named[0] for answer in answers.values() if len(answer.named) == 1]
    delivering = [each for each in writers if each.kind in _DELIVER]
    return Look(PROBE.share, lambda: found(_of_writers(context, delivering[:MOST_WRITERS])))


def _of_writers(context: ProbeContext, writers: Sequence[Origin]) -> tuple[Handover, ...] | Missing:
    read = all_known(_of_writer(context, each) for each in writers)
    return read if isinstance(read, Missing) else tuple(each for part in read for each in part)


def _of_writer(context: ProbeContext, writer: Origin) -> tuple[Handover, ...] | Missing:
    source = _source(writer)
    handovers = context.handovers.of(source) if source else ()
    if isinstance(handovers, Missing):
        return handovers
    return tuple(each for each in handovers if writer.arn in {each.subscription, each.taker.arn})


def _source(writer: Origin) -> Resource | None:
    """The topic or the rule: a rule is named by bus and name."""
    arn = read_arn(writer.through)
    if arn is None:
        return None
    if writer.kind == OriginKind.SUBSCRIPTION:
        return Resource(ResourceKind.TOPIC, arn.resource, arn.account, arn.region)
    name = arn.resource.removeprefix("rule/")
    return Resource(ResourceKind.RULE, name if "/" in name else f"default/{name}", arn.account, arn.region)


PROBE = Probe(Share("obstacles", writes=("obstacles",)), look)


def found(handovers: tuple[Handover, ...] | Missing) -> Finding:
    found = handovers if isinstance(handovers, Missing) else _all(map(obstacle, handovers))
    return Finding({"obstacles": found})


def _all(found: Iterable[Obstacle | Missing | None]) -> Obstacles:
    """A proven obstacle holds whatever else could not be read."""
    told = list(found)
    proven = tuple(each for each in told if isinstance(each, Obstacle))
    return proven or next((each for each in told if isinstance(each, Missing)), ())
