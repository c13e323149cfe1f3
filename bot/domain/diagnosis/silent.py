"""Consumers that fail messages without an error or a log line.

Fact: a function whose mapping has ReportBatchItemFailures names the messages of a batch that failed, and
counts as having succeeded; these are received again until the redrive policy moves them on (Lambda developer
guide, "Implementing partial batch responses").
"""

from datetime import datetime, timedelta

from bot.domain.diagnosis import clauses, letters
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.not_read import NotRead
from bot.domain.diagnosis.rule import Rule
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.verdict import Cause
from bot.domain.evidence.worked_since import Answer

# A dead letter was tried before: under most redrive policies, it first failed this long before.
BEFORE = timedelta(hours=1)
# Metrics are a minute or three late, log events of a busy function up to ten.
TOLD_BY = timedelta(minutes=10)


def came_in(facts: Facts) -> str | None:
    """Dead letters that no one else explains; those there before all readings say nothing."""
    came = facts.arrivals
    if not came.number or came.first_after is None:
        return None
    if facts.evidence.taken_at - came.first_after < TOLD_BY:
        raise NotRead(f"the log of {facts.name} in a few minutes: it may be 10 minutes late")
    return ""


def began(facts: Facts) -> datetime:
    return (facts.arrivals.first_after or facts.evidence.taken_at) - BEFORE


def _called_without_an_error(facts: Facts) -> str | None:
    """It ran, and by Lambda's count nothing failed or was throttled, as far back as they were tried."""
    throttled, passed = facts.consumer.last_throttle_at, facts.consumer.last_pass_at
    if passed is None or passed < began(facts) or (throttled is not None and throttled >= began(facts)):
        return None
    return none_failed(facts)


def none_failed(facts: Facts) -> str | None:
    """By Lambda's count of errors, as far back as the arrivals were tried."""
    failed, came = facts.consumer.last_error_at, facts.arrivals.number
    if failed is not None and failed >= began(facts):
        return None
    return f"{came:,} came in, and 0 invocations failed in {lasting(facts.evidence.taken_at - began(facts))}"


def without_a_word(facts: Facts) -> str | None:
    last = facts.failing.last_at
    return None if last is not None and last >= began(facts) else "0 failures logged"


def _reports_single_ones(facts: Facts) -> str | None:
    """Its mapping allows that, and feeds this queue."""
    mapping, sources = facts.mapping, facts.sources
    feeds = facts.resource.arn == mapping.on_failure if mapping.is_stream else mapping.source in sources
    return "reports single messages as failed" if mapping.partial_responses and feeds else None


_SILENTLY = (
    came_in,
    _called_without_an_error,
    without_a_word,
    _reports_single_ones,
    letters.not_handed_out_twice,
)


def _unchanged(facts: Facts) -> str | None:
    """They failed with the current code, and not just now."""
    since = facts.since
    known = since.answer is Answer.UNTRIED and since.failed is not None and since.failed.after is not None
    return "" if known and since.failed.after >= since.changed.at else None  # type: ignore[union-attr, operator]


NOW = Rule(
    Cause.FAILS_SILENTLY,
    lambda facts: f"{facts.name} fails without saying so: they would come back",
    (*_SILENTLY, clauses.still_fails),
    lambda facts: (
        f"Make {facts.name} log what it reports as failed, and fix that; then {clauses.back(facts)}"
    ),
    would_pass=False,
)

BEFORE_NOW = Rule(
    Cause.FAILS_SILENTLY,
    lambda facts: f"{facts.name} failed them without saying so, and is unchanged since",
    (*_SILENTLY, _unchanged),
    NOW.next,
)
