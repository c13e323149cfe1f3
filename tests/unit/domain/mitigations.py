"""What there is to mitigate: a queue, a stream and a queue's consumer, with their settings."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.alarm_kinds import kind_named
from bot.domain.evidence.consumer import AccountLimits, ConsumerHealth, EventSource, FunctionFacts, PoolUse
from bot.domain.evidence.evidence import Evidence
from bot.domain.incident.mitigation_record import Mitigation, MitigationKind, NotOffered
from bot.domain.mitigation.offers import Offer, OfferContext, Proof, offered
from bot.domain.policy.policy import Bounds
from bot.domain.resource.grouping import Resource
from tests.unit.domain.incidents import NOW, QUEUE

PLACE = "eu-west-1:111122223333"
STREAM = f"arn:aws:kinesis:{PLACE}:stream/orders"
TABLE_STREAM = f"arn:aws:dynamodb:{PLACE}:table/orders/stream/2026-03-02T11:00:00.000"
SOURCE = f"arn:aws:sqs:{PLACE}:orders"
WORKER = f"arn:aws:lambda:{PLACE}:function:orders-worker"
ROLE = "arn:aws:iam::111122223333:role/orders-worker"
SKIPPED = f"arn:aws:sqs:{PLACE}:skipped"
FUNCTION = Resource("function", "orders-worker", "111122223333", "eu-west-1")

OF_STREAM = EventSource(uuid="11111111-aaaa", source=STREAM, function=WORKER, state="Enabled")
OF_QUEUE = EventSource(
    uuid="22222222-bbbb", source=SOURCE, function=WORKER, state="Enabled", batch_size=10, max_concurrency=5
)
FACTS = FunctionFacts(WORKER, timedelta(seconds=30), 512, role=ROLE)
BOUNDS = Bounds(failure_destination=SKIPPED)
REACHED = {Proof(ROLE, SKIPPED): ""}


def consumer(facts: FunctionFacts = FACTS) -> ConsumerHealth:
    return ConsumerHealth(facts, timedelta(minutes=15))


def evidence(*mappings: EventSource, facts: FunctionFacts = FACTS, **found: object) -> Evidence:
    bare = Evidence(taken_at=NOW, mappings=mappings, consumers=(consumer(facts),))
    return replace(bare, **found)  # type: ignore[arg-type]  # each test names fields of Evidence


def lagging(
    found: Evidence, bounds: Bounds = BOUNDS, unproven: Mapping[Proof, str] = REACHED, **more: object
) -> OfferContext:
    context = OfferContext(found, FUNCTION, kind_named("iterator_age"), bounds, unproven=unproven)
    return context._replace(**more)  # type: ignore[arg-type]  # each test names fields of OfferContext


def dead_letters(found: Evidence, **more: object) -> OfferContext:
    context = OfferContext(found, QUEUE, kind_named("dead_letters"), BOUNDS)
    return context._replace(**more)  # type: ignore[arg-type]  # each test names fields of OfferContext


def of_kind(context: OfferContext, kind: MitigationKind) -> Offer | None:
    """The one offer, or refusal, of that kind."""
    found = [each for each in offered(context) if each.kind is kind]
    assert len(found) < 2, found
    return found[0] if found else None


def wanted(context: OfferContext, kind: MitigationKind) -> Mitigation:
    found = of_kind(context, kind)
    assert isinstance(found, Mitigation), found
    return found


def refused(context: OfferContext, kind: MitigationKind) -> str:
    found = of_kind(context, kind)
    assert isinstance(found, NotOffered), found
    return found.why


def pool(unreserved: int) -> PoolUse:
    return PoolUse(AccountLimits(1000, unreserved))
