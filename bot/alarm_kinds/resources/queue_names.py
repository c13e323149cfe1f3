"""What a queue's name says about it: how teams and frameworks name queues for failed messages.

orders-dlq, OrdersDeadLetterQueue, dead-orders, orders-dlx, orders-dlt
orders_error, orders_skipped       MassTransit; `error` is NServiceBus's own
orders.failed, orders-failures, orders-errors, orders-poison, orders-undeliverable, orders-rejected,
orders-retry-exhausted, orders-parking-lot, failed-orders, FailedMessages
"""

import re

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DEAD = re.compile(r"dlq|dead[-_. ]?letter|(?<![a-z])(?:dead|dl[xt]|dmq)(?![a-z])", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
# What may follow the word that says it: what it is, where it runs.
_BEHIND = frozenset(
    {
        *("queue", "queues", "q", "sqs", "fifo", "messages", "message", "events", "event", "jobs", "job"),
        *("records", "items", "tasks", "prod", "production", "prd", "live", "dev", "develop"),
        *("development", "test", "testing", "qa", "uat", "int", "stage", "staging", "stg", "beta"),
        *("sandbox", "v", "eu", "us", "ap", "ca", "sa", "me", "af", "west", "east", "north", "south"),
        *("central", "northeast", "southeast", "northwest", "southwest"),
    }
)
_FAILED = frozenset(
    {
        *("error", "errors", "errored", "failed", "failure", "failures", "fail", "poison", "poisoned"),
        *("undeliverable", "undelivered", "skipped", "rejected", "rejects", "rejections", "exhausted"),
        *("unprocessable", "unprocessed", "quarantine", "quarantined", "graveyard"),
    }
)
_FIRST = frozenset(
    {
        *("failed", "poison", "poisoned", "undeliverable", "undelivered", "rejected", "unprocessable"),
        *("quarantined",),
    }
)
# Queues with these words have consumers: messages do not end there.
_WORKED_ON = frozenset(
    {
        *("retry", "retries", "reprocess", "reprocessing", "report", "reports", "alert", "alerts"),
        *("notification",),
    }
)


def dead(name: str) -> bool:
    """Whether a name, also an alarm's, explicitly says dead letters."""
    return _DEAD.search(_CAMEL.sub("-", name)) is not None


def holds_dead_letters(name: str) -> bool:
    """Whether a queue of that name holds messages that failed permanently."""
    if dead(name):
        return True
    words = _WORD.findall(_CAMEL.sub("-", name).lower())
    while words and words[-1] in _BEHIND:
        words.pop()
    if not words or (_WORKED_ON.intersection(words) and words[-1] not in _FAILED):
        return False
    return words[-1] in _FAILED or words[0] in _FIRST or words[-2:] == ["parking", "lot"]
