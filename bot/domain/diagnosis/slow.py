"""Consumers that work but do not keep up: too little at once, or too little per call."""

import math
from datetime import timedelta

from bot.domain.diagnosis import clauses
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.rule import Rule
from bot.domain.diagnosis.words import per_second
from bot.domain.evidence.durations import measured
from bot.domain.evidence.verdict import Cause, Setting

MOST_PARALLEL = 10
# Batches of no more than this are small; a call shorter than this is mostly overhead.
SMALL, SHORT = 10, timedelta(seconds=1)
PROPOSED_BATCH = 100
# Calls this full are limited by the batch size.
FULL = 0.8
# Room to catch up, beside keeping up.
ROOM = 1.5
# From this ratio on, being slower than yesterday is worth mentioning.
SLOWER = 1.2


def _capacity(facts: Facts) -> float:
    """Records per second, with full batches on every shard all the time."""
    at_once = facts.open_shards * facts.mapping.parallelization
    return at_once * facts.mapping.batch_size / max(facts.duration.total_seconds(), 0.001)


def _too_little_at_once(facts: Facts) -> str | None:
    if not facts.mapping.is_stream or _capacity(facts) >= facts.incoming:
        return None
    shards, mapping = facts.open_shards, facts.mapping
    return (
        f"{shards} x {mapping.parallelization} x {mapping.batch_size:,} records in "
        f"{measured(facts.duration)} are about {per_second(_capacity(facts))}, "
        f"{per_second(facts.incoming)} arrive"
    )


def _slower_than_yesterday(facts: Facts) -> str:
    before = facts.consumer.duration_before
    if before is None or facts.duration < SLOWER * before:
        return ""
    return f"{measured(facts.duration)} a call, {measured(before)} a day ago"


def _more_at_once(facts: Facts) -> Setting | None:
    now = facts.mapping.parallelization
    wanted = math.ceil(now * ROOM * facts.incoming / _capacity(facts))
    if now >= MOST_PARALLEL:
        return None
    proposed = min(wanted, MOST_PARALLEL)
    return Setting(f"mapping of {facts.name}", "ParallelizationFactor", f"{now}", f"{proposed}")


TOO_SLOW = Rule(
    Cause.TOO_SLOW,
    lambda facts: f"{facts.name} is too slow for what arrives",
    (
        clauses.grows,
        clauses.few_fail,
        clauses.not_throttled,
        _too_little_at_once,
        _slower_than_yesterday,
    ),
    lambda facts: (
        "Process more batches at once, if its dependencies can take it, or make each faster"
        if facts.mapping.parallelization < MOST_PARALLEL
        else "Make each call faster, or split the stream into more shards"
    ),
    _more_at_once,
)


def _small_batches(facts: Facts) -> str | None:
    mapping = facts.mapping
    if mapping.batch_size > SMALL or mapping.window or mapping.source.endswith(".fifo"):
        return None
    return f"batches of {mapping.batch_size} at most, without a window"


def _short_calls(facts: Facts) -> str | None:
    return f"{measured(facts.duration)} a call" if facts.duration < SHORT else None


def _full_batches(facts: Facts) -> str | None:
    """Records taken out per call."""
    if facts.invocations < clauses.FEWEST:
        return None
    each = facts.handled * facts.consumer.window.total_seconds() / facts.invocations
    if each < FULL * facts.mapping.batch_size:
        return None
    return f"{each:.1f} in each of {facts.invocations:,} calls"


SMALL_BATCHES = Rule(
    Cause.SMALL_BATCHES,
    lambda facts: f"{facts.name} is called very often for very few at a time",
    (clauses.grows, clauses.few_fail, clauses.not_throttled, _small_batches, _short_calls, _full_batches),
    lambda _facts: "Let each call take more; a queue's mapping needs a window of 1 s for more than 10",
    lambda facts: Setting(
        f"mapping of {facts.name}", "BatchSize", f"{facts.mapping.batch_size}", f"{PROPOSED_BATCH}"
    ),
)
