"""The clauses that several causes share. Each says its number, or None when the numbers are against it."""

from datetime import timedelta

from bot.domain.diagnosis.facts import Facts, NotRead
from bot.domain.diagnosis.words import a_minute, per_second, span
from bot.domain.durations import lasting
from bot.domain.evidence import Missing

# Seconds of age per second: nothing moves, it gets older, it keeps its distance.
STANDSTILL, GROWING = 0.9, 0.02
# Fewer calls than this prove nothing about all of them.
FEWEST = 3
NEARLY_ALL, FEW = 0.9, 0.1
# A first failure this soon after a deployment began with it.
SOON_AFTER = timedelta(minutes=30)
PERIOD = timedelta(minutes=1)
# What was changed longer ago than this before the first failure did not cause it.
LONG_BEFORE = timedelta(hours=6)
# A function that runs this near its timeout waits for something.
NEAR_TIMEOUT = 0.95
TIMED_OUT = ("timed out", "timeout", "etimedout")


def stands_still(facts: Facts) -> str | None:
    return f"age grows {a_minute(facts.slope)}" if facts.slope >= STANDSTILL else None


def grows(facts: Facts) -> str | None:
    return f"age grows {a_minute(facts.slope)}" if facts.slope >= GROWING else None


def shrinks(facts: Facts) -> str | None:
    return f"age falls {a_minute(facts.slope)}" if facts.slope <= -GROWING else None


def lags_or_grows(facts: Facts) -> str | None:
    """Something stands there: the age grows, or it waits in numbers."""
    try:
        return grows(facts)
    except NotRead:
        return f"{facts.waiting:,} wait" if facts.waiting > 0 else None


def nearly_all_fail(facts: Facts) -> str | None:
    few = facts.invocations < FEWEST or facts.errors < NEARLY_ALL * facts.invocations
    return None if few else failed(facts)


def some_fail(facts: Facts) -> str | None:
    return failed(facts) if facts.errors > 0 else None


def few_fail(facts: Facts) -> str | None:
    if facts.invocations < FEWEST or facts.errors > FEW * facts.invocations:
        return None
    return failed(facts)


def failed(facts: Facts) -> str:
    window = lasting(facts.consumer.window)
    return f"{facts.errors:,} of {facts.invocations:,} invocations failed in {window}"


def throttled(facts: Facts) -> str | None:
    if facts.throttles == 0:
        return None
    return f"{facts.throttles:,} throttles in {lasting(facts.consumer.window)}"


def not_throttled(facts: Facts) -> str | None:
    return "0 throttles" if facts.throttles == 0 else None


def runs_into_timeout(facts: Facts) -> str | None:
    """By its duration, or by what most of its failures say."""
    timeout = facts.consumer.facts.timeout
    if by_words := _time_outs(facts):
        return by_words
    if facts.slowest < NEAR_TIMEOUT * timeout:
        return None
    return f"99 of 100 invocations take up to {span(facts.slowest)}, the timeout is {span(timeout)}"


def _time_outs(facts: Facts) -> str:
    """Most failures say so; what they say was not read is no word against it."""
    shapes = facts.evidence.shapes
    if isinstance(shapes, Missing) or not shapes:
        return ""
    seen = sum(shape.seen for shape in shapes)
    told = sum(shape.seen for shape in shapes if any(word in shape.text.lower() for word in TIMED_OUT))
    return f"{told:,} of {seen:,} failures logged are time-outs" if told * 2 > seen else ""


def unchanged(facts: Facts) -> str | None:
    """No deployment explains it: the last change lies long before the first failure."""
    before = facts.errors_since - facts.deployment.at
    return f"{facts.name} was changed {lasting(before)} before" if before >= LONG_BEFORE else None


def began_with_deployment(facts: Facts) -> str | None:
    """The first failure follows the deployment closely, and none came before."""
    after = facts.errors_since - facts.deployment.at
    # A failure is known by the period it falls into, which may have begun before the deployment.
    after = timedelta(0) if -PERIOD <= after < timedelta(0) else after
    if facts.deployment.function and facts.deployment.function != facts.consumer.facts.arn:
        return None
    if not timedelta(0) <= after <= SOON_AFTER:
        return None
    version = f"version {facts.deployment.version}" if facts.deployment.version else "the deployment"
    by = f" by {facts.deployment.by}" if facts.deployment.by else ""
    return f"first failure {span(after)} after {version}{by}"


def mapping_enabled(facts: Facts) -> str | None:
    return f"mapping is {facts.mapping.state}" if facts.mapping.state == "Enabled" else None


def mapping_has_a_problem(facts: Facts) -> str | None:
    result = facts.mapping.last_result
    if not result:
        raise NotRead(f"LastProcessingResult of the mapping of {facts.name}")
    return f"the mapping's last result is {result!r}" if result.startswith("PROBLEM") else None


def something_waits(facts: Facts) -> str | None:
    """Counted, or by what arrives."""
    lag = facts.lag
    if lag.waiting:
        about = "" if lag.exact else "about "
        return f"{about}{lag.waiting:,} wait"
    if lag.waiting is None and lag.incoming is None:
        raise NotRead("how many wait or arrive")
    return f"{per_second(lag.incoming)} arrive" if lag.incoming else None
