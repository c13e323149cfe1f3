"""Consumers whose answer to Lambda fails more than what failed: whole batches, or everything.

Facts: by default all messages of a batch become visible again when the function fails on one of them; with
ReportBatchItemFailures those that the response names do, and all of them where the response cannot be read
(Lambda developer guide, "Handling errors for an SQS event source").
"""

from datetime import timedelta

from bot.domain.diagnosis import clauses, letters, one_kind
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.not_read import NotRead
from bot.domain.diagnosis.rule import Rule
from bot.domain.diagnosis.words import per_second
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause

# A call that takes this share of the window may not be done yet.
_DONE = 3


def _reads_its_response(facts: Facts) -> str | None:
    """Only one function polls the queue: another one would take something out."""
    mapping, mappings = facts.mapping, facts.evidence.mappings
    if isinstance(mappings, Missing):
        raise NotRead(mappings)
    if mapping.is_stream or not mapping.partial_responses or len(mappings) != 1:
        return None
    return "its mapping has ReportBatchItemFailures"


def _runs_without_an_error(facts: Facts) -> str | None:
    if facts.invocations < clauses.FEWEST or facts.errors or facts.throttles:
        return None
    return f"0 of {facts.invocations:,} invocations failed in {lasting(facts.consumer.window)}"


def _nothing_deleted(facts: Facts) -> str | None:
    """Although messages are received: no one can delete what is never received."""
    if facts.handled or not facts.received:
        return None
    return f"{per_second(facts.received)} handed out, 0 deleted"


def _long_done(facts: Facts) -> str | None:
    """Calls end before the message is visible again, and well within the window for deleting it."""
    longest = min(facts.visibility, facts.consumer.window / _DONE)
    return "" if timedelta(0) < facts.slowest < longest else None


REPORTS_ALL = Rule(
    Cause.RESPONSE_CONTRACT,
    lambda facts: f"{facts.name} runs without errors, but its response reports every message as failed",
    (
        _nothing_deleted,
        _runs_without_an_error,
        _reads_its_response,
        clauses.mapping_enabled,
        clauses.something_waits,
        _long_done,
    ),
    lambda facts: (
        f"Check what {facts.name} returns: empty batchItemFailures means success; an item without an id, or "
        "with an unknown one, fails the whole batch"
    ),
)


def _fails_as_a_whole(facts: Facts) -> str | None:
    """Its mapping feeds this queue, hands it several at once, and reads no response."""
    mapping = facts.mapping
    if mapping.is_stream or mapping.partial_responses or mapping.batch_size < 2:  # noqa: PLR2004 - a batch
        return None
    return f"batches of {mapping.batch_size:,} fail whole" if mapping.source in facts.sources else None


def _some_lack_nothing(facts: Facts) -> str | None:
    """The failure names a key that they have: they failed together with others."""
    held = facts.evidence.held
    if held is None:
        return None
    return f"{held.key!r} is present in {held.holding:,} of {held.payloads:,} sampled"


WHOLE_BATCHES = Rule(
    Cause.RESPONSE_CONTRACT,
    lambda facts: f"{facts.name} fails whole batches: good messages fail with the bad ones",
    (
        clauses.still_fails,
        _some_lack_nothing,
        one_kind.one_shape,
        one_kind.others_pass,
        _fails_as_a_whole,
        letters.not_handed_out_twice,
    ),
    lambda facts: (
        f"Have {facts.name} report failed messages one by one: ReportBatchItemFailures in its mapping and in "
        f"its response; then {clauses.back(facts)}"
    ),
)
