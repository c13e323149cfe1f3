"""Changes of an event source mapping: what keeps failing is skipped, more at once, stopped, started."""

from collections.abc import Iterator

from bot.domain.evidence.consumer import EventSource, FunctionFacts
from bot.domain.evidence.failure_bucket import is_bucket
from bot.domain.evidence.missing import Missing
from bot.domain.incident.mitigation_record import (
    BISECT,
    ENABLED,
    MAXIMUM,
    ON_FAILURE,
    RESERVED,
    RETRIES,
    MitigationKind,
    NotOffered,
    Values,
)
from bot.domain.mitigation.offers.context import (
    Ceiling,
    Offer,
    OfferContext,
    Proof,
    change,
    facts_of,
    mapping_arn,
    mappings_of,
    or_none,
    raised,
)
from bot.domain.mitigation.words import writes_to
from bot.domain.policy.policy import Bounds
from bot.domain.resource.arn import name_of

_ENDLESS = "-1"


def proofs_wanted(context: OfferContext) -> tuple[Proof, ...]:
    """Which roles must be proven to reach which destinations."""
    wanted = (
        Proof(facts.role, destination)
        for mapping in mappings_of(context.evidence)
        if mapping.is_stream
        if (facts := facts_of(context.evidence, mapping.function)) and facts.role
        if (
            destination := destination_of(
                live_of(context, mapping_arn(mapping), mapping), facts, context.bounds
            )
        )
    )
    return tuple(dict.fromkeys(wanted))


def of_mappings(context: OfferContext) -> Iterator[Offer]:
    for mapping in mappings_of(context.evidence):
        live = live_of(context, mapping_arn(mapping), mapping)
        if isinstance(live, Missing):
            yield NotOffered(MitigationKind.DISABLE_MAPPING, subject_of(mapping), live.reason)
            continue
        yield from _bisect(context, mapping, live) if mapping.is_stream else _maximum(context, mapping, live)
        yield from _switch(mapping, live)


def _bisect(context: OfferContext, mapping: EventSource, live: Values) -> Iterator[Offer]:
    kind, subject = MitigationKind.BISECT, subject_of(mapping)
    if live[BISECT] == "true" and live[RETRIES] != _ENDLESS and live[ON_FAILURE]:
        return
    facts = facts_of(context.evidence, mapping.function)
    if facts is None or not facts.role:
        yield NotOffered(
            kind, subject, "the consumer's role was not read, so nothing proves where it may write"
        )
        return
    destination = destination_of(live, facts, context.bounds)
    if not destination:
        why = (
            "no failure destination is known, and what is skipped would be gone: name one under [mitigation]"
        )
        yield NotOffered(kind, subject, f"{why} in lastcall.toml")
        return
    why = context.unproven.get(Proof(facts.role, destination), "not checked whether the role may write there")
    if why:
        yield NotOffered(kind, subject, why)
        return
    retries = live[RETRIES] if live[RETRIES] != _ENDLESS else str(context.bounds.retries)
    after = {BISECT: "true", RETRIES: retries, ON_FAILURE: destination}
    yield change(kind, mapping_arn(mapping), subject, live, after, _skipped(retries, destination), facts.role)


def _skipped(retries: str, destination: str) -> str:
    kept = (
        "with its data"
        if is_bucket(destination)
        else "as a pointer, useful only while the stream keeps the records"
    )
    return f"What still fails after {retries} retries is skipped: it goes to {name_of(destination)} {kept}."


def destination_of(live: Values | Missing, facts: FunctionFacts, bounds: Bounds) -> str:
    """The mapping's own, else the one lastcall.toml names, else the function's dead-letter queue."""
    own = "" if isinstance(live, Missing) else live[ON_FAILURE]
    found = own or bounds.failure_destination or facts.dead_letters_to
    return found if writes_to(found) else ""


def _maximum(context: OfferContext, mapping: EventSource, live: Values) -> Iterator[Offer]:
    kind, subject = MitigationKind.RAISE_MAXIMUM_CONCURRENCY, subject_of(mapping)
    if not live[MAXIMUM]:
        return
    reserved = reserved_of(context, mapping.function)
    bound = Ceiling(MAXIMUM, context.bounds.max_concurrency, "lastcall.toml allows no more (max_concurrency)")
    if reserved is not None and reserved < bound.ceiling:
        bound = Ceiling(MAXIMUM, reserved, "the function's reserved concurrency is no higher")
    costs = "Nothing is skipped. Its dependencies get more calls at once, and the account's pool shrinks."
    yield raised(context, kind, mapping_arn(mapping), subject, live, bound, costs)


def _switch(mapping: EventSource, live: Values) -> Iterator[Offer]:
    target, subject = mapping_arn(mapping), subject_of(mapping)
    match live[ENABLED]:
        case "true":
            costs = f"Nothing is skipped, and nothing is consumed: {_waits(mapping)}"
            yield change(MitigationKind.DISABLE_MAPPING, target, subject, live, {ENABLED: "false"}, costs)
        case "false":
            costs = "It continues where it stopped; what was lost meanwhile stays lost."
            yield change(MitigationKind.ENABLE_MAPPING, target, subject, live, {ENABLED: "true"}, costs)
        case _:
            why = "it is being changed right now: look again in a minute"
            yield NotOffered(MitigationKind.DISABLE_MAPPING, subject, why)


def _waits(mapping: EventSource) -> str:
    what = "records wait" if mapping.is_stream else "messages wait"
    return f"{what}, and each is lost when its retention ends. Undo it in time."


def live_of(context: OfferContext, target: str, mapping: EventSource) -> Values | Missing:
    return context.live.get(target, remembered(mapping))


def remembered(mapping: EventSource) -> Values:
    """A mapping's settings as the evidence has them."""
    states = {"Enabled": "true", "Enabling": "true", "Disabled": "false", "Disabling": "false"}
    return {
        ENABLED: states.get(mapping.state, ""),
        BISECT: str(mapping.bisect).lower(),
        RETRIES: or_none(mapping.retries) or _ENDLESS,
        ON_FAILURE: mapping.on_failure,
        MAXIMUM: or_none(mapping.max_concurrency),
    }


def reserved_of(context: OfferContext, function: str) -> int | None:
    facts = facts_of(context.evidence, function)
    remembered = {RESERVED: or_none(facts.reserved if facts else None)}
    live = context.live.get(function, remembered)
    return int(live[RESERVED]) if not isinstance(live, Missing) and live[RESERVED] else None


def subject_of(mapping: EventSource) -> str:
    return f"mapping of {name_of(mapping.source)} to {name_of(mapping.function)}"
