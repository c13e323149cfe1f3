"""Which mitigations may be offered now: by what stands there, what is allowed, and never the wrong way round.

A retention is only ever raised and a limit only ever raised, both within the bounds of `lastcall.toml`. What
would skip records is offered only with a failure destination that the consumer's own role is proven to reach.
Facts: CreateEventSourceMapping, PutFunctionConcurrency, IncreaseStreamRetentionPeriod, SetQueueAttributes.
"""

from bot.domain.evidence.verdict import Cause
from bot.domain.incident.mitigation_record import MitigationKind, NotOffered
from bot.domain.mitigation.offers.context import (
    Offer,
    OfferContext,
    Proof,
    consumers_of,
    holds_dead_letters,
    mapping_arn,
    mappings_of,
    streams_of,
)
from bot.domain.mitigation.offers.functions import of_functions
from bot.domain.mitigation.offers.mappings import of_mappings, proofs_wanted
from bot.domain.mitigation.offers.retentions import retentions

__all__ = [
    "Offer",
    "OfferContext",
    "Proof",
    "called_for",
    "mapping_arn",
    "offered",
    "proofs_wanted",
    "targets",
]

_BEST_FOR = {
    Cause.POISON_RECORD: MitigationKind.BISECT,
    Cause.THROTTLED_MAPPING: MitigationKind.RAISE_MAXIMUM_CONCURRENCY,
    Cause.THROTTLED_RESERVED: MitigationKind.RAISE_RESERVED_CONCURRENCY,
    Cause.NOT_CONSUMING: MitigationKind.ENABLE_MAPPING,
    Cause.DOWNSTREAM_FAILING: MitigationKind.DISABLE_MAPPING,
}


def offered(context: OfferContext) -> tuple[Offer, ...]:
    """Everything that fits, what the verdict asks for first, and last what is not offered, each with why."""
    found = [*retentions(context), *of_mappings(context), *of_functions(context)]
    best = _best(context)
    return tuple(sorted(found, key=lambda each: (isinstance(each, NotOffered), each.kind is not best)))


def called_for(context: OfferContext) -> bool:
    """Whether the verdict asks for a change that is known here, even if something is still in its way."""
    best = _best(context)
    return best is not None and any(each.kind is best for each in offered(context))


def _best(context: OfferContext) -> MitigationKind | None:
    verdict = context.evidence.verdict
    return _BEST_FOR.get(verdict.cause) if verdict else None


def targets(context: OfferContext) -> tuple[str, ...]:
    """The ARNs whose settings are to be read before anything is offered."""
    evidence = context.evidence
    queue = [context.resource.arn] if holds_dead_letters(context) else []
    functions = [each.facts.arn for each in consumers_of(evidence)]
    mappings = [mapping_arn(each) for each in mappings_of(evidence)]
    return tuple(dict.fromkeys((*queue, *streams_of(context), *mappings, *functions)))
