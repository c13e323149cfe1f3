"""Functions that fail on what they call, and functions that cannot be loaded although no one changed them.

An error naming it is no proof by itself: nearly all failures must name it, and they must not have begun
with a change of the function, which may have named another place or lost a permission.
"""

from bot.domain.diagnosis import clauses, error_words, letters, stuck
from bot.domain.diagnosis.error_words import Fits
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.not_read import NotRead
from bot.domain.diagnosis.rule import Clause, Rule
from bot.domain.diagnosis.silent import BEFORE
from bot.domain.evidence.durations import measured
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause
from bot.domain.evidence.worked_since import first_failure

# A call that took at most this share of its timeout was not close to it.
FAR_BELOW = 0.5


def _nearly_all(facts: Facts, fits: Fits) -> str | None:
    fitting, seen, text = error_words.told(facts.shapes, fits)
    if fitting < clauses.FEWEST or fitting < clauses.NEARLY_ALL * seen:
        return None
    return f"{fitting:,} of {seen:,} failures: {text}"


def _not_served(facts: Facts) -> str | None:
    """A failure inside the dependency counts only if no call passes: else it may be single requests."""
    if words := _nearly_all(facts, error_words.not_served):
        return words
    if not clauses.none_passed_since(facts):
        return None
    return _nearly_all(facts, lambda text: error_words.not_served(text) or error_words.broken(text))


def _denied(facts: Facts) -> str | None:
    return _nearly_all(facts, error_words.denied)


def _table_refuses(facts: Facts) -> str | None:
    return _nearly_all(facts, error_words.table_refused)


def _mostly_fails(facts: Facts) -> str | None:
    """Sporadic failures hold no one up."""
    many = facts.errors * 2 > facts.invocations or clauses.none_passed_since(facts)
    return clauses.failed(facts) if many else None


def _not_with_a_change(facts: Facts) -> str | None:
    """Ruled out by its time, or by successful calls after it."""
    began = facts.consumer.errors_since
    if began is None:
        return _not_with_a_change_by_log(facts)
    first, passed, changed = clauses.first_failure(facts), facts.consumer.passed_before, facts.deployment
    if first.by <= changed.at or first.by > changed.at + clauses.SOON_AFTER:
        return ""
    return "" if passed is not None and passed >= changed.at else None


def _not_with_a_change_by_log(facts: Facts) -> str | None:
    """If metrics show no beginning: the run of failures has ended, or is longer than the time read."""
    first, changed = first_failure(facts.evidence), facts.deployment
    if first is None:
        raise NotRead(f"when {facts.name} started failing")
    return "" if changed.at >= first or first > changed.at + clauses.SOON_AFTER else None


def _of_these(facts: Facts) -> str | None:
    """The errors are those of the letters themselves, or from when they arrived."""
    if facts.evidence.shapes_of_messages:
        return ""
    last, came = facts.failing.last_at, facts.arrivals.first_after
    if last is None or came is None or last < came - BEFORE:
        raise NotRead("what these failed with: the log from when they came in")
    return ""


def _failing(cause: Clause) -> tuple[Clause, ...]:
    return (clauses.some_fail, clauses.goes_on, cause, _not_with_a_change)


# What blocks everything that waits; for an alarm on errors, these are the question.
_BEHIND = (_mostly_fails, clauses.goes_on)
_STILL = (clauses.still_fails, letters.how_many)

_LOOK = "Check the dependency: its alarms, its limits, and whether it accepts these credentials"

REFUSED = Rule(
    Cause.DOWNSTREAM_FAILING,
    lambda facts: f"A dependency of {facts.name} fails its calls",
    _failing(_not_served),
    lambda _facts: _LOOK,
)

DENIED = Rule(
    Cause.DOWNSTREAM_FAILING,
    lambda facts: f"{facts.name} is denied a permission it needs",
    _failing(_denied),
    lambda facts: f"Grant {facts.name} the permission named in the error, or revert what removed it",
)

TABLE = Rule(
    Cause.DOWNSTREAM_FAILING,
    lambda facts: f"A table throttles {facts.name}: its throughput is used up",
    _failing(_table_refuses),
    lambda _facts: (
        "Check which limit the table's throttle events name: the table's, a key's or the account's"
    ),
)


def _was_far_below(facts: Facts) -> str | None:
    """A timeout that was always near may be too short; if it was far, the function was waiting."""
    before, timeout = facts.consumer.slowest_before, facts.consumer.facts.timeout
    if before is None or before > FAR_BELOW * timeout:
        return None
    return f"up to {measured(before)} per call before"


def _one_at_a_time(facts: Facts) -> str | None:
    """Batches may have grown, by more traffic or by their setting; then each call takes longer."""
    if isinstance(facts.evidence.mappings, Missing):
        raise NotRead(facts.evidence.mappings)
    return "" if facts.source is None or facts.source.batch_size == 1 else None


def _all_fail_since(facts: Facts) -> str | None:
    return clauses.failed(facts) if clauses.none_passed_since(facts) else None


# Neither it nor its settings changed, and every event, not just some, runs into its timeout.
HANGS = Rule(
    Cause.DOWNSTREAM_FAILING,
    lambda facts: f"A dependency of {facts.name} no longer answers: each call times out",
    (
        clauses.some_fail,
        clauses.goes_on,
        clauses.runs_into_timeout,
        _all_fail_since,
        _was_far_below,
        _one_at_a_time,
        clauses.unchanged,
    ),
    lambda _facts: "Check the dependency and the network path to it: its alarms, errors and limits",
)

_ALL = (REFUSED, DENIED, TABLE, HANGS)
# For an alarm on errors, what the function polls, and how much at once, does not matter.
OF_ERRORS = (REFUSED, DENIED, TABLE)


def _cause(rule: Rule) -> tuple[Clause, ...]:
    return rule.clauses[2:]


OF_LAG = tuple(rule._replace(clauses=(*_BEHIND, *_cause(rule))) for rule in _ALL)


def _comes_back(rule: Rule) -> Rule:
    return rule._replace(
        what=lambda facts: f"{rule.what(facts)}: they would come back",
        clauses=(*_STILL, *_cause(rule)),
        next=lambda facts: f"{rule.next(facts)}; then {clauses.back(facts)}",
        would_pass=False,
    )


def _at_that_time(rule: Rule) -> Rule:
    """Whether it works again is unknown until one of them is tried."""
    return rule._replace(
        what=lambda facts: f"{rule.what(facts)}, now or when these failed",
        clauses=(_of_these, *_cause(rule), letters.silent_since, letters.not_known_to_be_lost),
        next=lambda facts: f"Check that it works now, then {clauses.back(facts)} one first",
    )


OF_LETTERS = tuple(map(_comes_back, _ALL))
THEN = tuple(map(_at_that_time, (REFUSED, DENIED, TABLE)))


def _not_loaded(facts: Facts) -> str | None:
    return _nearly_all(facts, error_words.before_any_event)


NOT_LOADED = Rule(
    Cause.CANNOT_BE_LOADED,
    lambda facts: f"{facts.name} no longer loads, and was not changed: something it loads was",
    (_mostly_fails, clauses.goes_on, _not_loaded, clauses.unchanged),
    lambda _facts: "Compare the runtime version in the INIT_START lines before and after; pin one that works",
)

NOT_LOADED_LETTERS = NOT_LOADED._replace(
    what=lambda facts: f"{NOT_LOADED.what(facts)}; they would come back",
    clauses=(*_STILL, _not_loaded, clauses.unchanged),
    next=lambda facts: f"{NOT_LOADED.next(facts)}; then {clauses.back(facts)}",
    would_pass=False,
)

TIMES_OUT_LETTERS = stuck.TIMES_OUT._replace(
    what=lambda facts: f"{stuck.TIMES_OUT.what(facts)}; they would come back",
    clauses=(*_STILL, clauses.runs_into_timeout, clauses.unchanged),
    would_pass=False,
)
