"""Whatever happened in whatever order: nothing is said to pass, to fail or to be mended that may not.

A history is played to the second; what is seen of it is what Lambda counts by the minute, what the function
logs where it logs, and how many dead letters stood there each minute.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.diagnosis import diagnose
from bot.domain.evidence.arrivals import Counted, arrivals
from bot.domain.evidence.consumer import Deployment
from bot.domain.evidence.evidence import ErrorShape, Evidence, Failing
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.verdict import Cause, Verdict
from bot.probes.function_health import errors_since, last_at, passed
from tests.unit.domain.diagnosis.cases import (
    DEAD,
    FUNCTION,
    LETTERS,
    MINUTE,
    NOT_LOADED,
    NOW,
    SECOND,
    WORKER,
    evidence,
    health,
    on_queue,
)

_MINUTES = 120
_LONG_AGO = timedelta(days=3)
_BEGINS = NOW - _MINUTES * MINUTE


class History(NamedTuple):
    """Seconds ago of each; a failure is counted and logged, or neither, and its message dies some time later.

    Attributes:
        changes: When the code was changed, whether that mended anything or not.
        silent: The function reports single messages as failed.
    """

    passes: Sequence[int]
    failures: Sequence[int]
    changes: Sequence[int]
    dies_after: int
    silent: bool
    loads: bool


# Runs are a second long: what began before a change fails before the next second is over.
_seconds = st.lists(st.integers(60, 50 * 60), max_size=6)
histories = st.builds(
    History, _seconds, _seconds, st.lists(st.integers(60, 50 * 60), max_size=2), st.integers(0, 300),
    st.booleans(), st.booleans(),
)  # fmt: skip


def ago(seconds: int) -> datetime:
    return NOW - seconds * SECOND


def counted(times: Sequence[int], calls: Sequence[int]) -> Series:
    """By the minute; one without a call has no datapoint."""
    within, called = ([int((ago(each) - _BEGINS) // MINUTE) for each in some] for some in (times, calls))
    return Series(
        _BEGINS, MINUTE, tuple(float(within.count(n)) if n in called else None for n in range(_MINUTES))
    )


def seen(history: History) -> Evidence:
    told = () if history.silent else tuple(history.failures)
    called = (*history.passes, *history.failures)
    errors, calls = counted(told, called), counted(called, called)
    began, well = errors_since(errors), passed(calls, errors)
    consumer = health(
        timeout=SECOND,
        invocations=round(calls.since(NOW - 15 * MINUTE).total),
        errors=round(errors.since(NOW - 15 * MINUTE).total),
        errors_since=began,
        last_error_at=last_at(errors),
        last_pass_at=last_at(well),
        passed_before=last_at(well.until(began)) if began else None,
    )
    died = sorted(max(each - history.dies_after, 0) for each in history.failures)
    readings = [
        Counted(at, at + MINUTE, sum(ago(each) <= at for each in died))
        for at in (_BEGINS + n * MINUTE for n in range(_MINUTES))
    ]
    came = arrivals([*readings, Counted(NOW, NOW, max(len(died), 1))])
    assert came is not None
    # Each message was sent just before it failed first, and that it died is proven by its being there.
    sent = [ago(each) for each in history.failures]
    changed = max((ago(each) for each in history.changes), default=NOW - _LONG_AGO)
    lines = [ago(each) for each in told]
    return evidence(
        **LETTERS
        | {
            "mappings": (on_queue(partial_responses=history.silent),),
            "consumers": (consumer,),
            "arrivals": came._replace(sent_at=max(sent, default=None)),
            "deployment": Deployment(WORKER, changed),
            "failing": Failing(
                sum(NOW - each <= 15 * MINUTE for each in lines),
                15 * MINUTE,
                max(lines, default=None),
                min(lines, default=None),
                _BEGINS,
            ),
            "shapes": (ErrorShape("KeyError 'fullname'", 3),) if history.loads else NOT_LOADED,
        }
    )


def verdict(history: History, kind: str = "dead_letters") -> Verdict:
    drawn = diagnose(kind, DEAD if kind == "dead_letters" else FUNCTION, seen(history), NOW)
    assert drawn is not None
    return drawn


def last_change(history: History) -> datetime:
    return max((ago(each) for each in history.changes), default=NOW - _LONG_AGO)


def holds(history: History, drawn: Verdict) -> None:
    assert drawn.would_pass is not True
    failures, changed = [ago(each) for each in history.failures], last_change(history)
    if drawn.cause in {Cause.STILL_FAILING, Cause.FAILS_SILENTLY, Cause.FAILING_SINCE_DEPLOYMENT}:
        assert max(failures) >= changed
    if drawn.would_pass is False:
        assert NOW - max(failures) <= timedelta(minutes=11)
    if drawn.cause is Cause.CHANGED_SINCE:
        assert all(each <= changed for each in failures)
    if drawn.cause is Cause.FAILING_SINCE_DEPLOYMENT:
        first = min(each for each in failures if each >= changed)
        assert any(ago(each) < first for each in history.passes)
        assert not history.loads
    if drawn.cause is Cause.ERRORS_STOPPED:
        assert max(ago(each) for each in history.passes) > max(failures)


@given(histories)
def test_no_order_of_successes_failures_and_changes_makes_dead_letters_pass(history: History) -> None:
    holds(history, verdict(history))


@given(histories)
def test_no_order_of_successes_failures_and_changes_makes_a_function_work_again(history: History) -> None:
    holds(history, verdict(history._replace(silent=False), "function_errors"))


@given(histories, st.integers(60, 50 * 60))
def test_silence_alone_changes_no_answer_into_a_better_one(history: History, success: int) -> None:
    """Nor does a success more, which may have been about anything."""
    more = verdict(history._replace(passes=[*history.passes, success]))
    assert more.would_pass is not True
    if verdict(history).cause is Cause.STILL_FAILING:
        assert more.cause in {Cause.STILL_FAILING, Cause.ONE_SHAPE_FAILS, Cause.FAILING_SINCE_DEPLOYMENT}
