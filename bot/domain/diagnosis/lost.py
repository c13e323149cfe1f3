"""Events that are gone: how many, and why no copy was kept.

Facts: AsyncEventsDropped counts what Lambda gave up on, kept by a destination or not; DeadLetterErrors and
DestinationDeliveryFailures count failed deliveries, which are gone (Lambda developer guide, "Types of
metrics").
"""

from bot.domain.diagnosis import clauses
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.not_read import NotRead, read
from bot.domain.diagnosis.rule import Rule
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.failure_bucket import is_bucket, place_name
from bot.domain.evidence.verdict import Cause
from bot.domain.resource.resource_kind import ResourceKind


def _lost(facts: Facts) -> str | None:
    lost = read(facts.losses.lost, "how many were lost")
    return f"{lost:,} lost in {lasting(facts.losses.window)}" if lost else None


def _dropped(facts: Facts) -> str | None:
    """Only for functions is it known where everything dropped goes."""
    if facts.resource.kind != ResourceKind.FUNCTION:
        return None
    dropped = read(facts.losses.dropped, "how many were dropped")
    return f"{dropped:,} dropped in {lasting(facts.losses.window)}" if dropped else None


def _kept(facts: Facts) -> str | None:
    """Kept only if nothing failed on the way there."""
    if not facts.losses.destination or read(facts.losses.lost, "whether all of them were kept"):
        return None
    return f"0 failed to reach {_where(facts)}"


def _where(facts: Facts) -> str:
    return place_name(facts.losses.destination)


def _next(facts: Facts) -> str:
    """A bucket has no redrive: each event goes back in a call of its own."""
    if is_bucket(facts.losses.destination):
        return f"Fix what fails, then invoke {facts.name} with each requestPayload kept in {_where(facts)}"
    return f"Fix what fails, then redrive {_where(facts)}"


def _nowhere_to_go(facts: Facts) -> str | None:
    return None if facts.losses.destination else "no destination and no dead-letter queue"


def _not_delivered(facts: Facts) -> str | None:
    undelivered = read(facts.losses.undelivered, f"how many {facts.resource.name} could not deliver")
    return f"{undelivered:,} not delivered in {lasting(facts.losses.window)}" if undelivered else None


def _handed_on(facts: Facts) -> int:
    return read(facts.losses.handed_on, f"how many {facts.resource.name} sent to a dead-letter queue")


def _none_handed_on(facts: Facts) -> str | None:
    return None if _handed_on(facts) else "0 sent to a dead-letter queue"


def _for_good(facts: Facts) -> str:
    """A rule counts permanent failures; a topic also those it will retry, for HTTP(S)."""
    if facts.resource.kind == ResourceKind.TOPIC:
        raise NotRead(
            f"which subscription of {facts.resource.name} failed: HTTP(S) is retried, any other is lost "
            "without a dead-letter queue"
        )
    return ""


def _some_handed_on(facts: Facts) -> str | None:
    handed_on = _handed_on(facts)
    if not handed_on:
        return None
    return f"{handed_on:,} sent to a dead-letter queue in {lasting(facts.losses.window)}"


def _none_beside_them(facts: Facts) -> str | None:
    """A topic counts every failed delivery; whether a rule does is unknown."""
    if read(facts.losses.lost, "whether all of them were kept"):
        return None
    undelivered = read(facts.losses.undelivered, f"how many {facts.resource.name} could not deliver")
    if undelivered > (_handed_on(facts) if facts.resource.kind == ResourceKind.TOPIC else 0):
        which = "subscriptions" if facts.resource.kind == ResourceKind.TOPIC else "targets"
        raise NotRead(f"which {which} of {facts.resource.name} have no dead-letter queue")
    return "0 failed to reach it"


LOST = Rule(
    Cause.ALREADY_LOST,
    lambda facts: (
        f"Already lost: {read(facts.losses.dropped, ''):,}; {facts.name} has no destination for failures"
    ),
    (_dropped, _nowhere_to_go),
    lambda facts: f"Give {facts.name} an on-failure destination; resend the lost events from their source",
)

UNDELIVERED = Rule(
    Cause.ALREADY_LOST,
    lambda facts: f"Already lost: {read(facts.losses.lost, ''):,} that could not be handed over",
    (_lost,),
    lambda facts: (
        f"Check the failure destination of {facts.name}: that it exists, is not a FIFO queue, takes events "
        "this large, and that permissions and key allow it"
    ),
)

KEPT = Rule(
    Cause.STILL_FAILING,
    lambda facts: f"{facts.name} dropped events; they are kept in {_where(facts)}",
    (_dropped, _kept, clauses.some_fail),
    _next,
)

NOT_HANDED_ON = Rule(
    Cause.ALREADY_LOST,
    lambda facts: f"Already lost: {facts.losses.undelivered:,} that no dead-letter queue keeps",
    (_not_delivered, _none_handed_on, _for_good),
    lambda _facts: (
        "Check that the target exists and allows EventBridge, then give it a dead-letter queue; resend "
        "the lost events from their source"
    ),
)

# Which targets it failed for, and what was kept, is unknown.
NOT_DELIVERED = Rule(
    Cause.CANNOT_BE_DELIVERED,
    lambda facts: f"{facts.resource.name} cannot deliver",
    (_not_delivered,),
    lambda facts: f"Check which targets of {facts.resource.name} fail",
)

HANDED_ON = Rule(
    Cause.CANNOT_BE_DELIVERED,
    lambda facts: f"{facts.resource.name} failed to deliver some; a dead-letter queue keeps them",
    (_some_handed_on, _none_beside_them),
    lambda _facts: (
        "Inspect that dead-letter queue: its messages name the permission or the target that is missing"
    ),
)
