"""Queues that hand a message out again while it is still being processed.

Fact: AWS asks for six times the function's timeout plus the batch window (Lambda developer guide,
"Configuring a queue to use with Lambda").
"""

from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.rule import Rule
from bot.domain.diagnosis.words import in_all
from bot.domain.evidence.durations import measured
from bot.domain.evidence.verdict import Cause, Setting
from bot.domain.resource.arn import name_of

TIMES = 6


def _shorter_than_timeout(facts: Facts) -> str | None:
    timeout = facts.consumer.facts.timeout
    if facts.source is not None and facts.source.is_stream:
        return None
    if facts.visibility >= timeout:
        return None
    return f"visibility timeout {measured(facts.visibility)}, function timeout {measured(timeout)}"


def _shorter_than_work(facts: Facts) -> str | None:
    """A short timeout only matters if the work takes longer."""
    if facts.slowest <= facts.visibility:
        return None
    return f"1 of 100 invocations takes {measured(facts.slowest)} or more"


def _not_by_errors(facts: Facts) -> str | None:
    """Messages that fail are received again for that reason."""
    return None if (facts.consumer.errors or 0) > 0 else ""


def _long_enough(facts: Facts) -> Setting:
    timeout = facts.consumer.facts.timeout.total_seconds()
    proposed = TIMES * timeout + facts.mapping.window.total_seconds()
    queue = name_of(facts.mapping.source)
    return Setting(
        f"queue {queue}", "VisibilityTimeout", in_all(facts.visibility.total_seconds()), in_all(proposed)
    )


SHORT = Rule(
    Cause.SHORT_VISIBILITY,
    lambda facts: f"Messages are handed out again while {facts.name} still works on them",
    (_shorter_than_timeout, _shorter_than_work, _not_by_errors),
    lambda _facts: "Raise the queue's visibility timeout, then redrive what ended up as dead letters",
    _long_enough,
    would_pass=False,
)
