"""Consumers that fail on what they read: at one record, on a dependency, by a new version, in retries."""

from datetime import timedelta

from bot.domain.diagnosis import clauses
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.rule import Rule
from bot.domain.evidence.durations import measured
from bot.domain.evidence.missing import present_all
from bot.domain.evidence.verdict import Cause, Setting
from bot.domain.mitigation.words import writes_to
from bot.domain.resource.arn import name_of

# A mapping with more retries than this keeps retrying for hours.
MANY_RETRIES = 100
PROPOSED_RETRIES = 3
# Lambda waits one minute, then two, between attempts at an asynchronous event.
RETRY_WAITS = timedelta(minutes=5)


def _retries_for_long(facts: Facts) -> str | None:
    retries = facts.mapping.retries
    if not facts.mapping.is_stream:
        return None
    if retries is None:
        return "mapping retries without limit"
    return f"mapping retries {retries:,} times" if retries >= MANY_RETRIES else None


def _other_shards_go_on(facts: Facts) -> str | None:
    """Only known with shard metrics: if all shards are behind, one record is not the cause."""
    ages = [shard.age for shard in present_all(facts.evidence.shards) if shard.age is not None]
    if len(ages) < 2:  # noqa: PLR2004 - one shard has no others
        return ""
    behind = sum(age * 2 > max(ages) for age in ages)
    return f"{behind} of {len(ages)} shards behind" if behind * 2 <= len(ages) else None


def _no_new_version(facts: Facts) -> str | None:
    """A bad deployment also makes all fail: it is ruled out by its time, by calls that passed after it,
    or by shards that go on.

    Failures that began before the time read do not count against it.
    """
    if _other_shards_go_on(facts) or facts.consumer.errors_since is None:
        return ""
    first, passed, changed = clauses.first_failure(facts), facts.consumer.passed_before, facts.deployment
    if changed.function != facts.consumer.facts.arn or first.by <= changed.at:
        return ""
    long_after = first.by > changed.at + clauses.SOON_AFTER
    return "" if long_after or (passed is not None and passed >= changed.at) else None


def _stop_retrying(facts: Facts) -> Setting | None:
    """Propose nothing that would lose the record: it needs a destination first."""
    if not facts.mapping.on_failure:
        return None
    current = "-1 (unlimited)" if facts.mapping.retries is None else f"{facts.mapping.retries:,}"
    return Setting(
        f"mapping of {facts.name}", "MaximumRetryAttempts", current, f"{PROPOSED_RETRIES}, with bisect"
    )


def _skip_with_care(facts: Facts) -> str:
    if facts.mapping.on_failure:
        return (
            "Fix the consumer, or let the mapping skip: each that fails then goes to the failure destination"
        )
    return (
        f"Fix the consumer. To skip, set a failure destination its role may write to "
        f"({_may_write(facts)}), else records are lost; then {PROPOSED_RETRIES} retries with bisect"
    )


def _may_write(facts: Facts) -> str:
    """The permission on its own dead-letter queue, if there is one; else what a queue would need."""
    kept_in = facts.health.facts.dead_letters_to if facts.health else ""
    action = writes_to(kept_in)
    return f"{action} on {name_of(kept_in)}" if action else "sqs:SendMessage on a queue"


# Numbers show where it is stuck, not whether those behind would pass: they may have changed, too.
POISON = Rule(
    Cause.POISON_RECORD,
    lambda facts: f"{facts.name} fails at the same place each time: one bad record, or all since",
    (
        clauses.stands_still,
        clauses.nearly_all_fail,
        clauses.goes_on,
        clauses.mapping_has_a_problem,
        _retries_for_long,
        _other_shards_go_on,
        _no_new_version,
        clauses.not_for_another_reason,
    ),
    _skip_with_care,
    _stop_retrying,
)

DOWNSTREAM = Rule(
    Cause.DOWNSTREAM_FAILING,
    lambda facts: f"A dependency of {facts.name} does not answer in time",
    (clauses.its_calls_time_out, clauses.some_fail, clauses.goes_on, clauses.unchanged),
    lambda _facts: "Check the dependency and the network path to it: its alarms, errors and limits",
)

# Lambda ends a call whatever it was doing: waiting, working, or swapping because memory ran out.
TIMES_OUT = Rule(
    Cause.TIMES_OUT,
    lambda facts: (
        f"{facts.name} takes about as long as its timeout: cannot tell whether it or a dependency is slow"
    ),
    (clauses.runs_into_timeout, clauses.some_fail, clauses.goes_on, clauses.unchanged),
    lambda _facts: (
        "Read its REPORT lines: memory used up or a long Init Duration is its own; "
        "if neither, check its dependencies"
    ),
)

NEW_VERSION = Rule(
    Cause.FAILING_SINCE_DEPLOYMENT,
    lambda facts: f"{facts.name} has been failing since it was last changed",
    (
        clauses.began_with_deployment,
        clauses.some_fail,
        clauses.goes_on,
        clauses.fails_by_its_code,
    ),
    lambda facts: (
        f"Roll back to version {facts.deployment.previous}, or fix it first"
        if facts.deployment.previous
        else "Roll it back, or fix it first"
    ),
    would_pass=False,
)


def _has_retries(facts: Facts) -> str | None:
    retries = facts.async_settings.retries
    return f"{retries} retries, after 1 and 2 minutes" if retries > 0 else None


def _age_of_retries(facts: Facts) -> str | None:
    return f"age {measured(facts.age)}, no more than retries take" if facts.age <= RETRY_WAITS else None


def _failed_within_the_waits(facts: Facts) -> str | None:
    """Anything that failed earlier has had its retries, or has passed."""
    last = facts.consumer.last_error_at
    if last is None or facts.evidence.taken_at - last > RETRY_WAITS:
        return None
    return clauses.goes_on(facts)


RETRYING = Rule(
    Cause.RETRYING,
    lambda facts: f"Events of {facts.name} fail and wait for their retries",
    (clauses.some_fail, _failed_within_the_waits, clauses.not_throttled, _has_retries, _age_of_retries),
    lambda _facts: "Look at the errors: after the last retry an event goes to its destination, or is lost",
)
