"""Dead letters: would they pass if they were redriven now? And errors of a function: do they go on?

The services' words for giving up are those of EventBridge and Scheduler (EventBridge user guide, "Using
dead-letter queues") and of Lambda's records.
"""

from datetime import timedelta

from bot.domain.diagnosis import clauses, visibility
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.not_read import NotRead, read
from bot.domain.diagnosis.rule import Rule
from bot.domain.diagnosis.words import ago
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.verdict import Cause
from bot.domain.evidence.worked_since import JUST_NOW, Answer
from bot.domain.redrive.route import any_way

# No change outside the message can make it pass.
UNREADABLE = frozenset({"INVALID_JSON", "INVALID_PARAMETER", "EVENTS_IN_BATCH_REQUEST_REJECTED"})
# From this share on, one error shape counts for all.
ONE_SHAPE = 0.9
# Among this many calls, some would fail if the failures went on.
_MANY = 10


def failed_for(facts: Facts, codes: frozenset[str]) -> str | None:
    """Every sampled message failed for one of these codes; a mixed sample has no single answer."""
    number = sampled(facts)
    told = [(code, count) for code, count in facts.evidence.causes if code in codes]
    if sum(count for _, count in told) < number:
        return None
    return f"{told[0][1]} of {number} sampled: {told[0][0]}"


def sampled(facts: Facts) -> int:
    """How many messages were sampled; NotRead says why if none."""
    if facts.evidence.sampled:
        return facts.evidence.sampled
    note = facts.evidence.sample_note
    raise NotRead(f"a sample of the messages: {note or 'Inspect takes one'}")


def _pointers_lost(facts: Facts) -> str | None:
    if facts.evidence.pointed_to is None:
        sampled(facts)
        return None
    pointed = read(facts.evidence.pointed_to, "")
    if not pointed.pointers or pointed.lost < pointed.pointers:
        return None
    return f"the records of {pointed.lost} of {pointed.pointers} pointers are gone from the stream"


def not_known_to_be_lost(facts: Facts) -> str:
    """If messages point to records, those must have been checked: records that are gone cannot pass."""
    if facts.evidence.pointed_to is not None:
        read(facts.evidence.pointed_to, "")
    return ""


def not_handed_out_twice(facts: Facts) -> str | None:
    """A queue's messages also end here without an error, if received again while being processed."""
    if facts.source is None or facts.source.is_stream:
        return ""
    twice = all(clause(facts) is not None for clause in visibility.SHORT.clauses)
    return None if twice else ""


def those(facts: Facts) -> str:
    """If the queue holds more than was sampled, nothing is said about the others."""
    counted = facts.evidence.counted
    return "They" if counted is not None and counted <= facts.evidence.sampled else "Those sampled"


def _only_successes(facts: Facts) -> str | None:
    number, succeeded = sampled(facts), facts.evidence.succeeded
    return f"{succeeded} of {number} sampled are records of a success" if succeeded >= number else None


def how_many(facts: Facts) -> str | None:
    """By Lambda's count; by the log for a consumer that only logs, such as one with partial responses."""
    if facts.health and facts.health.errors:
        return clauses.failed(facts)
    failing = facts.failing
    return f"{failing.failures:,} failures logged in {lasting(failing.window)}" if failing.failures else None


def not_by_its_errors(facts: Facts) -> str | None:
    """They were never tried: neither they nor the consumer's count show an error."""
    told = facts.evidence.shapes_of_messages
    return None if told or (facts.consumer.errors or 0) > 0 else ""


def silent_since(facts: Facts) -> str | None:
    """How long no failure is known, which proves nothing."""
    failed = facts.since.failed
    if failed is None:
        raise NotRead(f"the log of {who(facts)} from when they failed")
    return f"no failure known since {ago(facts.evidence.taken_at - failed.by)}"


def _others_passed(facts: Facts) -> str | None:
    """Calls that passed after the last failure; whether they were of the failed kind is unknown."""
    failed, passed = facts.since.failed, facts.consumer.last_pass_at
    taken = facts.evidence.taken_at
    if facts.since.answer is not Answer.UNTRIED or failed is None or taken - failed.by < JUST_NOW:
        return None
    if passed is None or passed < failed.by:
        return None
    last = max(taken - passed - clauses.PERIOD, timedelta(0))
    return f"last failure {ago(taken - failed.by)}, calls passed since, the last {ago(last)}"


def _many_and_none_failed(facts: Facts) -> str | None:
    """All calls of the window passed, and no other failure is known; with few calls it may be chance."""
    failed, window = facts.since.failed, facts.consumer.window
    if facts.errors or facts.invocations < _MANY:
        return None
    if failed is not None and facts.evidence.taken_at - failed.by < window:
        return None
    return f"0 of {facts.invocations:,} invocations failed in {lasting(facts.consumer.window)}"


def who(facts: Facts) -> str:
    return facts.health.facts.name if facts.health else "The consumer"


def _try_one(facts: Facts) -> str:
    if not any_way(facts.evidence) or facts.evidence.pushes_on:
        return (
            f"Once you know that the change fixes it, {clauses.back(facts)}: what still fails comes back here"
        )
    if facts.evidence.counted == 1:
        return "Redrive it once you know that the change fixes it: what still fails comes back here"
    return "Redrive one first (Try 1): the thread says whether it comes back"


LOST = Rule(
    Cause.NEVER_PASSES,
    lambda facts: f"{those(facts)} cannot be redriven: the records they point to are lost",
    (_pointers_lost,),
    lambda _facts: "Find the data at its source; archive the pointers for the record",
    would_pass=False,
)

UNFIT = Rule(
    Cause.NEVER_PASSES,
    lambda facts: f"{those(facts)} will never pass as they are: their content is refused",
    (lambda facts: failed_for(facts, UNREADABLE),),
    lambda _facts: "Fix what writes them; archive these",
    would_pass=False,
)

NO_FAILURES = Rule(
    Cause.NEVER_PASSES,
    lambda facts: f"{those(facts)} are not failures: the queue keeps records of successes",
    (_only_successes,),
    lambda _facts: "Point the on-success destination elsewhere, or alarm on another queue",
    would_pass=False,
)

STAYED_AWAY = Rule(
    Cause.ONE_STAYED_AWAY,
    lambda _facts: "What was tried did not come back",
    (clauses.one_stayed_away, not_known_to_be_lost),
    lambda _facts: "Redrive the others: what still fails comes back here",
)

UNDER_WAY = Rule(
    Cause.ONE_UNDER_WAY,
    lambda _facts: "What was tried may still come back",
    (clauses.one_under_way,),
    lambda _facts: "Wait: the thread will say what became of it",
)

CHANGED = Rule(
    Cause.CHANGED_SINCE,
    lambda facts: f"{who(facts)} was changed since, and none of these is known to have been tried",
    (clauses.changed_since, not_known_to_be_lost),
    _try_one,
)

STILL = Rule(
    Cause.STILL_FAILING,
    lambda facts: f"{who(facts)} still fails: they would come back",
    (clauses.still_fails, how_many),
    lambda facts: f"Fix what the errors show first, then {clauses.back(facts)}",
    would_pass=False,
)

UNTRIED = Rule(
    Cause.CANNOT_TELL,
    lambda _facts: "Not known whether a redrive would help: none is known to have passed since they failed",
    (silent_since, not_known_to_be_lost, not_handed_out_twice),
    lambda _facts: "Check what they failed with and whether that is fixed; what still fails comes back",
)

# For a function alone: no queue keeps what failed, so there is nothing to redrive.
STILL_FAILING = STILL._replace(
    what=lambda facts: f"{who(facts)} still fails",
    next=lambda _facts: "Fix what the errors in its log show first",
    would_pass=None,
)

MAY_BE_MENDED = Rule(
    Cause.CHANGED_SINCE,
    lambda facts: f"{who(facts)} was changed since it last failed; whether that fixes it is not known yet",
    (clauses.changed_since, clauses.failed_lately),
    lambda _facts: "Look again once it has been called with what failed",
)

NOT_FOR_LONG = Rule(
    Cause.ERRORS_STOPPED,
    lambda facts: f"{who(facts)} has not failed for {lasting(facts.consumer.window)}, and calls pass",
    (_others_passed, _many_and_none_failed, clauses.not_throttled),
    lambda _facts: "That does not show whether what failed would pass now: find out what it failed with",
)

NO_MORE_FAILURES = Rule(
    Cause.ERRORS_STOPPED,
    lambda facts: f"{who(facts)} is not known to have failed again, and other calls passed",
    (_others_passed, clauses.not_throttled),
    lambda _facts: "That does not show whether what failed would pass now: find out what it failed with",
)
