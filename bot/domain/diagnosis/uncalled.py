"""Messages that failed although their consumer was never called with them: it was throttled.

Fact: a message whose invocation is throttled was received all the same, and each receive counts towards the
queue's redrive policy (Lambda developer guide, "Using Lambda with Amazon SQS").
"""

from bot.domain.diagnosis import clauses, letters, silent, throttled
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.rule import Rule
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.verdict import Cause


def _throttled_then(facts: Facts) -> str | None:
    """Throttled since before they arrived; Lambda counts throttles per minute."""
    last = facts.consumer.last_throttle_at
    if not facts.throttles or last is None or last < silent.began(facts):
        return None
    return f"{facts.throttles:,} throttles in {lasting(facts.consumer.window)}"


def _fails_only_as_a_whole(facts: Facts) -> str | None:
    """A consumer that reports single messages may have failed them silently."""
    mapping = facts.mapping
    return "" if not mapping.partial_responses and mapping.source in facts.sources else None


RESERVED = Rule(
    Cause.THROTTLED_RESERVED,
    lambda facts: f"{facts.name} was throttled at its own reserved concurrency when they failed",
    (
        silent.came_in,
        silent.none_failed,
        silent.without_a_word,
        _throttled_then,
        throttled.at_its_reserve,
        _fails_only_as_a_whole,
        letters.not_handed_out_twice,
    ),
    lambda facts: f"Raise the reservation, if its dependencies can take it; then {clauses.back(facts)}",
    throttled.more_reserve,
)
