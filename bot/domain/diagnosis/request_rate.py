"""Functions whose calls are so short that they hit the request limit before the concurrency limit.

Fact: a function is let in ten times as many requests a second as it has concurrency, its own reservation or
the account's (Lambda developer guide, "Understanding Lambda function scaling").
"""

from bot.domain.diagnosis import clauses, throttled
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.not_read import read
from bot.domain.diagnosis.rule import Rule
from bot.domain.diagnosis.words import per_second


def _busiest(facts: Facts) -> float:
    return read(facts.consumer.busiest, f"Invocations of {facts.name} by the minute")


def _at_its_own(facts: Facts) -> str | None:
    reserved = facts.consumer.facts.reserved
    return _at_limit(facts, reserved) if reserved else None


def _at_the_accounts(facts: Facts) -> str | None:
    if facts.consumer.facts.reserved is not None:
        return None
    return _at_limit(facts, facts.pool.limits.concurrency)


def _at_limit(facts: Facts, concurrency: int) -> str | None:
    let_in, limit = _busiest(facts), throttled.REQUESTS_A_SECOND * concurrency
    if let_in < throttled.AT_LIMIT * limit:
        return None
    return f"{per_second(let_in)} allowed, {limit:,}/s are 10 x {concurrency:,}"


RESERVED = throttled.RESERVED._replace(
    what=lambda facts: f"{facts.name} gets more requests per second than its own reserved concurrency allows",
    clauses=(clauses.throttled, _at_its_own),
)

ACCOUNT = throttled.ACCOUNT._replace(
    what=lambda facts: f"{facts.name} gets more requests per second than the account's concurrency allows",
    clauses=(clauses.throttled, _at_the_accounts),
    next=lambda _facts: "Ask for a higher quota, or let each request carry more",
    unless=(),
)

RULES: tuple[Rule, ...] = (RESERVED, ACCOUNT)
