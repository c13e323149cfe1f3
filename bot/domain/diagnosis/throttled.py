"""Throttled consumers: by their own limit, the mapping's, the account's, or the scaling rate.

Facts: 1,000 execution environments in 10 s is the pace of growth of each function; ten times the concurrency
is the limit of requests a second (Lambda developer guide, "Understanding Lambda function scaling"). A mapping
with more maximum concurrency than the function has reserved takes messages that are then throttled, and each
such receive counts towards the queue's redrive policy ("Using Lambda with Amazon SQS").
"""

from bot.domain.diagnosis import clauses
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.not_read import NotRead
from bot.domain.diagnosis.rule import Rule
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause, Setting

# From the first share on, a limit is reached; below the second, it is not what throttles.
AT_LIMIT, BELOW_LIMIT = 0.95, 0.8
# One function with this share of the account's concurrency leaves the others too little.
GREEDY = 0.5
# Lambda keeps this much of the account's concurrency for functions without a reservation.
LEAST_UNRESERVED = 100
MOST_OF_A_MAPPING = 1000
# A function gets this many environments at once, and as many more every 10 s.
ENVIRONMENTS = 1000
# Requests a second allowed per unit of concurrency, however short they are.
REQUESTS_A_SECOND = 10


def _reserved(facts: Facts) -> int | None:
    return facts.consumer.facts.reserved


def _switched_off(facts: Facts) -> str | None:
    return f"reserved concurrency of {facts.name} is 0" if _reserved(facts) == 0 else None


def at_its_reserve(facts: Facts) -> str | None:
    reserved = _reserved(facts)
    if not reserved or facts.concurrency < AT_LIMIT * reserved:
        return None
    if facts.concurrency > reserved:  # counted before it was lowered
        return f"up to {facts.concurrency:,} at once before, {reserved:,} reserved now"
    return f"{facts.concurrency:,} at once of {reserved:,} reserved"


def more_reserve(facts: Facts) -> Setting | None:
    """At most what the account can spare; no proposal if nothing is left."""
    reserved = _reserved(facts)
    if not reserved:
        return None
    most = reserved + facts.pool.limits.unreserved - LEAST_UNRESERVED
    proposed = min(2 * reserved, most)
    if proposed <= reserved:
        return None
    return Setting(f"function {facts.name}", "ReservedConcurrentExecutions", f"{reserved:,}", f"{proposed:,}")


def _at_its_mapping(facts: Facts) -> str | None:
    most = facts.mapping.max_concurrency
    if most is None or not AT_LIMIT * most <= facts.concurrency <= most:
        return None
    return f"{facts.concurrency:,} at once, the mapping's maximum is {most:,}"


def _more_of_mapping(facts: Facts) -> Setting | None:
    most, reserved = facts.mapping.max_concurrency or 0, _reserved(facts)
    proposed = min(2 * most, MOST_OF_A_MAPPING, reserved or MOST_OF_A_MAPPING)
    if proposed <= most:
        return None
    return Setting(
        f"mapping of {facts.name}", "ScalingConfig.MaximumConcurrency", f"{most:,}", f"{proposed:,}"
    )


def _reserve_below_mapping(facts: Facts) -> str | None:
    if facts.source is None and not isinstance(facts.evidence.mappings, Missing):
        return None
    reserved = _reserved(facts)
    if not reserved:
        return None
    most = facts.mapping.max_concurrency
    if most is None or most <= reserved:
        return None
    return f"the mapping may run {most:,} at once, {reserved:,} are reserved"


def _without_reserve(facts: Facts) -> str | None:
    return "no reserved concurrency" if _reserved(facts) is None else None


def _account_full(facts: Facts) -> str | None:
    limit = facts.pool.limits.concurrency
    if facts.claimed < AT_LIMIT * limit:
        return None
    return f"{facts.claimed:,} of the account's {limit:,} claimed"


def _greedy_neighbour(facts: Facts) -> str | None:
    name, most = _busiest(facts)
    if name == facts.name or most < GREEDY * facts.pool.limits.concurrency:
        return None
    return f"{name} runs {most:,} of them"


def _busiest(facts: Facts) -> tuple[str, int]:
    if not facts.pool.busiest:
        raise NotRead("which function takes most of the account's concurrency")
    return facts.pool.busiest[0]


def _limits_not_reached(facts: Facts) -> str | None:
    """Neither its own reserve nor the account's pool is nearly used up."""
    limit, reserved = facts.pool.limits.concurrency, _reserved(facts)
    if reserved is not None and facts.concurrency >= BELOW_LIMIT * reserved:
        return None
    if facts.claimed >= BELOW_LIMIT * limit:
        return None
    # With fewer than it gets at once, the scaling rate cannot be what throttles it.
    if facts.concurrency < ENVIRONMENTS:
        return None
    calls = (facts.invocations + facts.throttles) / facts.consumer.window.total_seconds()
    if calls >= BELOW_LIMIT * REQUESTS_A_SECOND * (reserved or limit):
        return None
    own = f"{facts.concurrency:,} at once" + (f" of {reserved:,} reserved" if reserved else "")
    return f"{own}, {facts.claimed:,} of the account's {limit:,} claimed"


OFF = Rule(
    Cause.SWITCHED_OFF,
    lambda facts: f"{facts.name} is switched off by its reserved concurrency",
    (_switched_off,),
    lambda facts: f"Switch {facts.name} on again once the reason it was switched off is gone",
    lambda facts: Setting(
        f"function {facts.name}", "ReservedConcurrentExecutions", "0", "none, or as before"
    ),
    would_pass=False,
)

MAPPING_ABOVE_RESERVE = Rule(
    Cause.MISCONFIGURED,
    lambda facts: f"The mapping of {facts.name} takes more messages than the function may run",
    (clauses.throttled, _reserve_below_mapping),
    lambda _facts: (
        "Lower the mapping's maximum to what is reserved: throttled messages use up their receives"
    ),
    lambda facts: Setting(
        f"mapping of {facts.name}",
        "ScalingConfig.MaximumConcurrency",
        f"{facts.mapping.max_concurrency:,}",
        f"{_reserved(facts):,}",
    ),
    would_pass=False,
)

RESERVED = Rule(
    Cause.THROTTLED_RESERVED,
    lambda facts: f"{facts.name} is throttled at its own reserved concurrency",
    (clauses.throttled, at_its_reserve),
    lambda _facts: "Raise the reservation, if its dependencies can take it",
    more_reserve,
    would_pass=False,
)

MAPPING = Rule(
    Cause.THROTTLED_MAPPING,
    lambda facts: f"The mapping's maximum concurrency holds {facts.name} back",
    (clauses.lags_or_grows, clauses.few_fail, clauses.not_throttled, _at_its_mapping),
    lambda _facts: "Raise the maximum, if the function's dependencies can take it",
    _more_of_mapping,
)

NEIGHBOUR = Rule(
    Cause.NOISY_NEIGHBOUR,
    lambda facts: f"{_busiest(facts)[0]} takes the account's concurrency, and {facts.name} goes without",
    (clauses.throttled, _without_reserve, _account_full, _greedy_neighbour),
    lambda facts: (
        f"Cap {_busiest(facts)[0]} with a reservation of its own, and reserve some for {facts.name}"
    ),
    lambda facts: Setting(
        f"function {_busiest(facts)[0]}",
        "ReservedConcurrentExecutions",
        "none",
        f"{facts.pool.limits.concurrency // 2:,} or less",
    ),
    would_pass=False,
)

ACCOUNT = Rule(
    Cause.THROTTLED_ACCOUNT,
    lambda facts: f"The account's concurrency is used up, and {facts.name} is throttled",
    (clauses.throttled, _without_reserve, _account_full),
    lambda _facts: "Ask for a higher quota, and check which functions run most at once",
    lambda facts: Setting(
        "account",
        "Concurrent executions (Service Quotas)",
        f"{facts.pool.limits.concurrency:,}",
        f"{2 * facts.pool.limits.concurrency:,}",
    ),
    would_pass=False,
    unless=(NEIGHBOUR,),
)

# For the account itself, without one function in question.
TAKEN_BY_ONE = Rule(
    Cause.NOISY_NEIGHBOUR,
    lambda facts: f"{_busiest(facts)[0]} takes most of the account's concurrency",
    (_account_full, _greedy_neighbour),
    lambda facts: (
        f"Cap {_busiest(facts)[0]} with a reservation of its own: all other functions go short meanwhile"
    ),
    NEIGHBOUR.setting,
)

TAKEN_BY_MANY = Rule(
    Cause.THROTTLED_ACCOUNT,
    lambda _facts: "The account's concurrency is used up by many functions together",
    (_account_full,),
    ACCOUNT.next,
    ACCOUNT.setting,
    unless=(TAKEN_BY_ONE,),
)

PACE = Rule(
    Cause.SCALING_RATE,
    lambda facts: f"{facts.name} is throttled below every limit: calls come faster than it can scale",
    (clauses.throttled, _limits_not_reached),
    lambda _facts: "It passes as the function scales; spread the calls, or use provisioned concurrency",
    unless=(MAPPING_ABOVE_RESERVE,),
)

LIMITS = (MAPPING_ABOVE_RESERVE, RESERVED, NEIGHBOUR, ACCOUNT, PACE)
