"""More of the account's concurrency reserved for a function that runs into its own reservation."""

from collections.abc import Iterator

from bot.domain.evidence.consumer import PoolUse
from bot.domain.evidence.missing import Missing
from bot.domain.incident.mitigation_record import RESERVED, MitigationKind, NotOffered
from bot.domain.mitigation.offers.context import Ceiling, Offer, OfferContext, consumers_of, or_none, raised

# AWS refuses a reservation that leaves fewer than these to all other functions of the account.
_LEFT_TO_ALL = 100


def of_functions(context: OfferContext) -> Iterator[Offer]:
    kind = MitigationKind.RAISE_RESERVED_CONCURRENCY
    costs = "Nothing is skipped. Its dependencies get more calls at once, all other functions that much less."
    for each in consumers_of(context.evidence):
        live = context.live.get(each.facts.arn, {RESERVED: or_none(each.facts.reserved)})
        subject = f"function {each.facts.name}"
        if isinstance(live, Missing):
            yield NotOffered(kind, subject, live.reason)
        elif live[RESERVED] == "0":
            yield NotOffered(
                kind, subject, "0 switches it off, which someone did on purpose: ask before undoing it"
            )
        elif live[RESERVED]:
            limit = _room(context, int(live[RESERVED]))
            yield raised(context, kind, each.facts.arn, subject, live, limit, costs)


def _room(context: OfferContext, reserved: int) -> Ceiling:
    """How high a reservation may go, and what forbids more."""
    bound, pool = context.bounds.reserved_concurrency, context.evidence.pool
    if isinstance(pool, PoolUse) and reserved + pool.limits.unreserved - _LEFT_TO_ALL < bound:
        room = reserved + max(pool.limits.unreserved - _LEFT_TO_ALL, 0)
        return Ceiling(
            RESERVED,
            room,
            f"the account has no more to reserve (AWS keeps {_LEFT_TO_ALL} for all other functions)",
        )
    return Ceiling(RESERVED, bound, "lastcall.toml allows no more (reserved_concurrency)")
