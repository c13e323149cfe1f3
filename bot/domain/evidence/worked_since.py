"""Has it worked since? What is known about the time after the last failure, in order.

    FAILS     the newest known event is a failure just now, with the current code
    PASSED    one that had failed was redriven after the last failure and the last change, and stayed away
    CHANGED   the code was changed after the last failure, and nothing that failed is known to have been
              tried since
    UNTRIED   neither: nothing shows that what failed would pass now, and nothing that it would not

Never an answer: silence, since most consumers are silent while nothing of that kind comes; successful calls,
since they may have been about something else; totals of a window, since the calls may have come first.

Each time is known within bounds, and two times with overlapping bounds have no order. Facts: Lambda's metrics
have the minute in which an invocation began, a log line its own time; an invocation that began before a
deployment keeps running the old code (Lambda developer guide, "Types of metrics").
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.evidence.arrivals import Arrivals
from bot.domain.evidence.consumer import Deployment
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import Evidence, Failing
from bot.domain.evidence.missing import Missing, present_all
from bot.domain.evidence.trial import Tried

# A failure older than this at the time of the look is not "just now".
JUST_NOW = timedelta(minutes=5)
# Lambda keeps running the old code until an update has taken effect.
TAKES_EFFECT = timedelta(minutes=1)
_MINUTE = timedelta(minutes=1)
_LONGEST_RUN = timedelta(minutes=15)


class Answer(StrEnum):
    FAILS = "fails"
    PASSED = "passed"
    CHANGED = "changed"
    UNTRIED = "untried"


class Within(NamedTuple):
    """A time between two; `after` is None if only the later bound is known."""

    after: datetime | None
    by: datetime


class Since(NamedTuple):
    """Attributes:
    failed: The last failure; None if none is known.
    changed: The last change to the functions concerned.
    """

    answer: Answer
    failed: Within | None
    changed: Deployment


def worked_since(evidence: Evidence) -> Since | Missing:
    """What is known; Missing if an essential part was not read."""
    changed = evidence.deployment
    if not isinstance(changed, Deployment):
        return changed or Missing("not known when the consumer was last changed")
    failed = last_failure(evidence)
    by_now = changed.at + TAKES_EFFECT
    if failed and failed.after and failed.after >= by_now and evidence.taken_at - failed.by < JUST_NOW:
        return Since(Answer.FAILS, failed, changed)
    if unread := _unread(evidence):
        return unread
    if _passed(evidence, failed, changed):
        return Since(Answer.PASSED, failed, changed)
    if failed and failed.by <= changed.at:
        return Since(Answer.CHANGED, failed, changed)
    return Since(Answer.UNTRIED, failed, changed)


def last_failure(evidence: Evidence) -> Within | None:
    """The last known failure, from logs, metrics and arrivals in a dead-letter queue."""
    known = tuple(_failures(evidence))
    if not known:
        return None
    after = [each.after for each in known if each.after is not None]
    return Within(max(after, default=None), max(each.by for each in known))


def _passed(evidence: Evidence, failed: Within | None, changed: Deployment) -> bool:
    tried = evidence.tried
    if tried is None or tried.passed_at is None or tried.at < changed.at:
        return False
    return failed is None or failed.by <= tried.at


def one_passed(evidence: Evidence | None) -> bool:
    """Whether a message that failed is known to have passed since."""
    since = worked_since(evidence) if evidence else None
    return isinstance(since, Since) and since.answer is Answer.PASSED


def passed_in_words(tried: Tried | None, now: datetime) -> str:
    """Empty if nothing was tried."""
    if tried is None:
        return ""
    alike = f" that had failed with {tried.shape}" if tried.shape else ""
    return f"{tried.number:,}{alike} redriven {lasting(now - tried.at)} ago did not come back"


def first_failure(evidence: Evidence) -> datetime | None:
    """The earliest known one; there may have been earlier ones."""
    consumers = present_all(evidence.consumers)
    known = [each.errors_since for each in consumers]
    if isinstance(evidence.failing, Failing):
        known.append(evidence.failing.first_at)
    if isinstance(evidence.arrivals, Arrivals):
        known.append(evidence.arrivals.first_after)
    return min((each for each in known if each is not None), default=None)


def _failures(evidence: Evidence) -> Iterator[Within]:
    consumers = present_all(evidence.consumers)
    longest = max((each.facts.timeout for each in consumers), default=_LONGEST_RUN)
    if isinstance(evidence.failing, Failing) and evidence.failing.last_at:
        at = evidence.failing.last_at
        yield Within(at - longest, at)
    for each in consumers:
        if each.last_error_at:
            yield Within(each.last_error_at, each.last_error_at + _MINUTE)
    if isinstance(evidence.arrivals, Arrivals):
        yield Within(evidence.arrivals.sent_at, evidence.arrivals.by)


def _unread(evidence: Evidence) -> Missing | None:
    """The first place where a failure might show that was not, or could not be, read."""
    if evidence.failing is None:
        return Missing("not checked whether the consumer still fails")
    places = (evidence.failing, evidence.consumers, evidence.arrivals)
    return next((each for each in places if isinstance(each, Missing)), None)
