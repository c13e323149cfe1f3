"""Clauses shared by several causes. Each returns its number, or None if the numbers are against it."""

import re
from collections.abc import Callable
from datetime import timedelta

from bot.domain.diagnosis import error_words
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.not_read import NotRead
from bot.domain.diagnosis.words import a_minute, ago, per_second
from bot.domain.evidence.durations import lasting, measured
from bot.domain.evidence.evidence import Failing
from bot.domain.evidence.lag.lag import GROWING, STANDSTILL
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.worked_since import JUST_NOW, TAKES_EFFECT, Answer, Within, passed_in_words
from bot.domain.redrive.route import any_way

# Fewer calls than this prove nothing about all of them.
FEWEST = 3
NEARLY_ALL, FEW = 0.9, 0.1
# A first failure this soon after a deployment began with it.
SOON_AFTER, AT_ONCE = timedelta(minutes=30), timedelta(minutes=5)
PERIOD = timedelta(minutes=1)
LATELY = timedelta(hours=1)
# A change longer than this before the first failure did not cause it.
LONG_BEFORE = timedelta(hours=6)
# A function this near its timeout is waiting for something.
NEAR_TIMEOUT = 0.95
# Lambda's own words; and an error's type or a client's words, whose `status timeout` may be a business
# status.
_ENDED = re.compile(r"\Atimeout(?: after [\d.]+ s)?\Z|\bTask timed out\b")
_CLIENT_TIMED_OUT = re.compile(
    r"(?:\A|, caused by )\w{0,80}Time(?:d_?)?out|\btimed out\b|\bETIMEDOUT\b", re.IGNORECASE
)


def stands_still(facts: Facts) -> str | None:
    """By its slope, which earlier minutes may lower; or because no call passes."""
    still = facts.slope >= STANDSTILL or (facts.slope >= GROWING and none_passed_since(facts))
    return f"age grows {a_minute(facts.slope)}" if still else None


def grows(facts: Facts) -> str | None:
    return f"age grows {a_minute(facts.slope)}" if facts.slope >= GROWING else None


def shrinks(facts: Facts) -> str | None:
    return f"age falls {a_minute(facts.slope)}" if facts.slope <= -GROWING else None


def lags_or_grows(facts: Facts) -> str | None:
    """There is a backlog: the age grows, or messages are counted."""
    try:
        return grows(facts)
    except NotRead:
        return f"{facts.waiting:,} wait" if facts.waiting > 0 else None


def nearly_all_fail(facts: Facts) -> str | None:
    """Nearly all calls of the window, or all since the first failure."""
    nearly = facts.invocations >= FEWEST and facts.errors >= NEARLY_ALL * facts.invocations
    return failed(facts) if nearly or none_passed_since(facts) else None


def none_passed_since(facts: Facts) -> bool:
    """Since the run of failures began; its first minute may have had both."""
    began, passed = facts.consumer.errors_since, facts.consumer.last_pass_at
    return facts.errors >= FEWEST and began is not None and (passed is None or passed <= began)


def some_fail(facts: Facts) -> str | None:
    return failed(facts) if facts.errors > 0 else None


def few_fail(facts: Facts) -> str | None:
    if facts.invocations < FEWEST or facts.errors > FEW * facts.invocations:
        return None
    return failed(facts)


def failed(facts: Facts) -> str:
    window = lasting(facts.consumer.window)
    return f"{facts.errors:,} of {facts.invocations:,} invocations failed in {window}"


def throttled(facts: Facts) -> str | None:
    """Just now, and not only some time in the window."""
    last = facts.consumer.last_throttle_at
    if facts.throttles == 0 or (last is not None and facts.evidence.taken_at - last > JUST_NOW + PERIOD):
        return None
    return f"{facts.throttles:,} throttles in {lasting(facts.consumer.window)}"


def not_throttled(facts: Facts) -> str | None:
    return "0 throttles" if facts.throttles == 0 else None


def its_calls_time_out(facts: Facts) -> str | None:
    """By a client's words in most failures; Lambda's own do not say what it waited for."""
    return _mostly(facts, _of_a_client, "timeouts of its own calls") or None


def runs_into_timeout(facts: Facts) -> str | None:
    """By what most of its failures say; if they say nothing, by its duration."""
    timeout, shapes = facts.consumer.facts.timeout, facts.evidence.shapes
    if by_words := _mostly(facts, lambda text: bool(_ENDED.search(text)) or _of_a_client(text), "timeouts"):
        return by_words
    if not isinstance(shapes, Missing) and shapes:
        return None
    if facts.slowest < NEAR_TIMEOUT * timeout:
        return None
    return f"99 of 100 invocations take up to {measured(facts.slowest)}, the timeout is {measured(timeout)}"


def _of_a_client(text: str) -> bool:
    return not _ENDED.search(text) and bool(_CLIENT_TIMED_OUT.search(text))


def _mostly(facts: Facts, says: Callable[[str], bool], what: str) -> str:
    """Most failures say so; unread failures do not count against it."""
    shapes = facts.evidence.shapes
    if isinstance(shapes, Missing) or not shapes:
        return ""
    seen = sum(shape.seen for shape in shapes)
    told = sum(shape.seen for shape in shapes if says(shape.text))
    return f"{told:,} of {seen:,} failures logged are {what}" if told * 2 > seen else ""


def unchanged(facts: Facts) -> str | None:
    """No deployment explains it: the last change was long before the first failure."""
    before = facts.errors_since - facts.deployment.at
    return f"{facts.name} was changed {lasting(before)} before" if before >= LONG_BEFORE else None


def began_with_deployment(facts: Facts) -> str | None:
    """The first failure closely follows the deployment, calls passed before it, and none has since.

    If both fall into one minute, metrics cannot tell which was first.
    """
    first, deployed = first_failure(facts), facts.deployment
    if deployed.function and deployed.function != facts.consumer.facts.arn:
        return None
    if first.by <= deployed.at or first.by > deployed.at + SOON_AFTER:
        return None
    before, since = facts.consumer.passed_before, facts.consumer.last_pass_at
    new = deployed.at + TAKES_EFFECT
    if before is None or before >= new or (since is not None and since >= new):
        return None
    if first.after is None or first.after < deployed.at:
        raise NotRead(
            f"which came first, a failure or the change of {facts.name}: both are in the same minute"
        )
    version = f"version {deployed.version}" if deployed.version else "the change"
    by = f" by {deployed.by}" if deployed.by else ""
    return f"first failure {measured(first.after - deployed.at)} after {version}{by}"


def first_failure(facts: Facts) -> Within:
    """To the minute; to the second if the log was read from earlier on and has none before it."""
    begins, failing = facts.errors_since, facts.evidence.failing
    minute = Within(begins, begins + PERIOD)
    if not isinstance(failing, Failing) or failing.first_at is None or failing.read_since is None:
        return minute
    if failing.read_since > begins or not begins <= failing.first_at <= minute.by:
        return minute
    return Within(failing.first_at, failing.first_at)


def fails_by_its_code(facts: Facts) -> str | None:
    """It fails on any event: failures on some events may have begun with those, not with a deployment.

    What it calls may have failed by coincidence in the minutes after.
    """
    shapes = facts.shapes
    at_once = first_failure(facts).by <= facts.deployment.at + AT_ONCE
    fits = error_words.by_no_event if at_once else error_words.of_the_code
    fitting, seen, text = error_words.told(shapes, fits)
    if not fitting or fitting < NEARLY_ALL * seen:
        raise NotRead("whether the messages changed as well: these errors could come from either")
    return text


def not_for_another_reason(facts: Facts) -> str | None:
    """Its logged errors, if any, are not of a kind that any event would meet."""
    elsewhere, seen, _ = error_words.told(facts.shapes, error_words.of_something_else)
    return None if seen and elsewhere > FEW * seen else ""


def still_fails(facts: Facts) -> str | None:
    """The newest known event is a failure just now, with the current code."""
    since = facts.since
    if since.answer is not Answer.FAILS or since.failed is None:
        return None
    return f"last failure {ago(facts.evidence.taken_at - since.failed.by)}"


def goes_on(facts: Facts) -> str | None:
    """Like still_fails, if other clauses give the numbers."""
    return None if still_fails(facts) is None else ""


def changed_since(facts: Facts) -> str | None:
    since, taken = facts.since, facts.evidence.taken_at
    if since.answer is not Answer.CHANGED or since.failed is None:
        return None
    by = f" by {since.changed.by}" if since.changed.by else ""
    return f"last failure {ago(taken - since.failed.by)}, changed {ago(taken - since.changed.at)}{by}"


def one_stayed_away(facts: Facts) -> str | None:
    """One was tried after the last failure and the last change, and has not come back."""
    if facts.since.answer is not Answer.PASSED:
        return None
    return passed_in_words(facts.evidence.tried, facts.evidence.taken_at)


def one_under_way(facts: Facts) -> str | None:
    tried, taken = facts.evidence.tried, facts.evidence.taken_at
    if tried is None or tried.passed_at or tried.known_by is None or tried.known_by <= taken:
        return None
    return f"{tried.number:,} redriven {ago(taken - tried.at)}, result in {lasting(tried.known_by - taken)}"


def back(facts: Facts) -> str:
    """What can be done with dead letters: a redrive sends them to what gave up on them, if known."""
    if facts.evidence.pushes_on:
        return "remove this queue's own redrive policy for now and redrive"
    return "redrive" if any_way(facts.evidence) else "send them back the way Inspect names"


def failed_lately(facts: Facts) -> str | None:
    """Recent enough that the alarm may be about it."""
    failed = facts.since.failed
    return "" if failed and facts.evidence.taken_at - failed.by <= LATELY else None


def mapping_enabled(facts: Facts) -> str | None:
    return f"mapping is {facts.mapping.state}" if facts.mapping.state == "Enabled" else None


def mapping_has_a_problem(facts: Facts) -> str | None:
    result = facts.mapping.last_result
    if not result:
        raise NotRead(f"LastProcessingResult of the mapping of {facts.name}")
    return f"the mapping's last result is {result!r}" if result.startswith("PROBLEM") else None


def something_waits(facts: Facts) -> str | None:
    """Counted, or by what arrives."""
    lag = facts.lag
    if lag.waiting:
        about = "" if lag.exact else "about "
        return f"{about}{lag.waiting:,} wait"
    if lag.waiting is None and lag.incoming is None:
        raise NotRead("how many wait or arrive")
    return f"{per_second(lag.incoming)} arrive" if lag.incoming else None
