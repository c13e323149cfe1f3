"""Dead letters that differ from what passes: by a key, by what their error names, or as the only one."""

from bot.domain.diagnosis import clauses, error_words
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.letters import ONE_SHAPE, STILL, who
from bot.domain.diagnosis.not_read import NotRead, read
from bot.domain.diagnosis.rule import Rule
from bot.domain.evidence.evidence import KeyDifference
from bot.domain.evidence.verdict import Cause

# A consumer with at most this failure rate lets the others through.
MOST_OTHERS_FAIL = 0.5

# One message is seldom tried more often than this: more failures include other messages.
MOST_TRIES = 5


def _keys(facts: Facts) -> KeyDifference:
    keys = read(facts.evidence.keys, "how failed messages differ from healthy ones")
    if not keys.healthy or not keys.failed:
        raise NotRead("healthy messages to compare the failed ones with")
    return keys


def _one_difference(facts: Facts) -> str | None:
    """A key that all failed ones lack, or only they have: the comparison with healthy ones is the proof."""
    keys = _keys(facts)
    for what, counted in (("missing", keys.missing), ("extra", keys.extra)):
        for key, count in counted:
            if count >= ONE_SHAPE * keys.failed:
                return (
                    f"{key!r} is {what} in {count} of {keys.failed} failed, in none of {keys.healthy} healthy"
                )
    return None


def one_shape(facts: Facts) -> str | None:
    shapes = facts.shapes
    seen = sum(shape.seen for shape in shapes)
    if not seen or shapes[0].seen < ONE_SHAPE * seen:
        return None
    return f"{shapes[0].seen} of {seen}: {shapes[0].text}"


def _lacks_what_it_names(facts: Facts) -> str | None:
    """The error names a key that every sampled message lacks; one or two do not make a kind."""
    lacked = facts.evidence.lacked
    if lacked is None or lacked.payloads < clauses.FEWEST:
        return None
    return f"{lacked.key!r} is missing in {lacked.payloads} of {lacked.payloads} failed"


def others_pass(facts: Facts) -> str | None:
    """Other messages pass, after the failures began and not only before."""
    if facts.invocations < clauses.FEWEST or facts.errors > MOST_OTHERS_FAIL * facts.invocations:
        return None
    began, passed = facts.consumer.errors_since, facts.consumer.last_pass_at
    if passed is None or (began is not None and passed <= began):
        return None
    return f"{facts.invocations - facts.errors:,} of {facts.invocations:,} invocations pass"


def _of_the_messages(facts: Facts) -> str | None:
    """All calls would miss a key of the function's own environment; a renamed key leaves a similar one."""
    lacked = facts.evidence.lacked
    return others_pass(facts) or ("" if lacked is not None and lacked.beside else None)


def _only_one(facts: Facts) -> str | None:
    """A pointer covers as many records as its batch had."""
    alone = facts.evidence.counted == 1 and facts.evidence.sampled == 1
    return "1 dead letter" if alone and facts.evidence.pointed_to is None else None


def _of_itself(facts: Facts) -> str | None:
    """Its failure is known, and names nothing else that could be at fault."""
    elsewhere, seen, _ = error_words.told(facts.shapes, error_words.of_something_else)
    if seen > MOST_TRIES:
        return None
    if not seen:
        raise NotRead(f"what it failed with: the log of {who(facts)} from that time")
    return None if elsewhere else f"{seen:,} failures: {facts.shapes[0].text}"


ONE_KIND = Rule(
    Cause.ONE_SHAPE_FAILS,
    lambda _facts: "Only messages of one shape fail: they or what reads them changed",
    (clauses.still_fails, one_shape, others_pass, _one_difference),
    lambda facts: (
        f"Ask the team that writes them, or let the consumer read the new shape; then {clauses.back(facts)}"
    ),
    would_pass=False,
)

# The consumer is unchanged: then the messages changed.
LACKS_ONE_KEY = ONE_KIND._replace(
    what=lambda facts: f"{STILL.what(facts)}, since what writes them has changed",
    clauses=(clauses.still_fails, one_shape, _lacks_what_it_names, _of_the_messages, clauses.unchanged),
)

ONE_MESSAGE = Rule(
    Cause.ONE_SHAPE_FAILS,
    lambda _facts: "One message failed, and all others pass: it is this message",
    (_only_one, clauses.few_fail, others_pass, _of_itself, clauses.unchanged),
    lambda _facts: "Read it in Inspect: fix it at its source, or archive it",
)
