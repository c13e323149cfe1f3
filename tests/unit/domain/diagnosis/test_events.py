"""Asynchronous events that wait, fail or are gone, and functions that are throttled or fail."""

from bot.domain.evidence.consumer import AsyncSettings, Deployment
from bot.domain.evidence.evidence import Failing
from bot.domain.evidence.lag.lag import Losses
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause
from tests.unit.domain.diagnosis.cases import (
    MINUTE,
    NOT_LOADED,
    NOW,
    SECOND,
    WORKER,
    broken,
    health,
    lag,
    of_events,
    pool,
)

FAILING = broken(NOW - 5 * MINUTE, errors=300)
WAITING = lag(age=170 * SECOND, slope=0.3)
KEEPER = "arn:aws:sqs:eu-west-1:111122223333:failed-events"
LOST = Losses(15 * MINUTE, lost=37, dropped=37)
KEPT = Losses(15 * MINUTE, lost=0, dropped=37, destination=KEEPER)


def test_events_that_are_no_older_than_their_retries_take_are_retrying() -> None:
    verdict = of_events(consumers=(FAILING,), lag=WAITING)
    assert verdict.cause is Cause.RETRYING
    assert verdict.proof == (
        "300 of 900 invocations failed in 15 min",
        "0 throttles",
        "2 retries, after 1 and 2 minutes",
        "age 2 min, no more than retries take",
    )


def test_events_older_than_any_retry_are_not_explained_by_it() -> None:
    assert of_events(consumers=(FAILING,), lag=lag(age=20 * MINUTE)).cause is Cause.CANNOT_TELL


def test_without_knowing_the_retries_it_cannot_be_told() -> None:
    verdict = of_events(consumers=(FAILING,), lag=WAITING, async_settings=None)
    assert verdict.cause is Cause.CANNOT_TELL
    assert verdict.next == "Read how worker retries its asynchronous events"


def test_without_retries_nothing_waits_for_one() -> None:
    verdict = of_events(consumers=(FAILING,), lag=WAITING, async_settings=AsyncSettings(retries=0))
    assert verdict.cause is Cause.CANNOT_TELL


def test_events_of_a_function_that_is_switched_off_go_nowhere() -> None:
    assert of_events(consumers=(health(reserved=0),)).cause is Cause.SWITCHED_OFF


def test_what_was_lost_is_counted_and_comes_before_why() -> None:
    for kind in ("lost_events", "async_events_dropped"):
        verdict = of_events(kind, losses=LOST, consumers=(health(reserved=0),))
        assert verdict.cause is Cause.ALREADY_LOST
        assert verdict.what == "Already lost: 37 that could not be handed over"
        assert verdict.proof == ("37 lost in 15 min",)


def test_what_is_dropped_and_kept_nowhere_is_lost() -> None:
    nowhere = LOST._replace(lost=0)
    verdict = of_events("async_events_dropped", losses=nowhere)
    assert verdict.cause is Cause.ALREADY_LOST
    assert verdict.proof == ("37 dropped in 15 min", "no destination and no dead-letter queue")


def test_what_is_dropped_and_kept_is_not_lost() -> None:
    verdict = of_events("async_events_dropped", losses=KEPT, consumers=(FAILING,))
    assert verdict.cause is Cause.STILL_FAILING
    assert verdict.what == "worker dropped events; they are kept in failed-events"
    assert verdict.proof == (
        "37 dropped in 15 min",
        "0 failed to reach failed-events",
        "300 of 900 invocations failed in 15 min",
    )


def test_whether_the_dropped_were_kept_is_not_guessed() -> None:
    unsure = KEPT._replace(lost=None)
    assert of_events("async_events_dropped", losses=unsure).cause is Cause.CANNOT_TELL
    assert of_events("lost_events", losses=Missing("denied")).cause is Cause.CANNOT_TELL


def test_throttles_of_a_function_are_explained_by_its_limits() -> None:
    busy = health(throttles=340, concurrency=10, reserved=10)
    for kind in ("function_throttles", "function_concurrency"):
        assert of_events(kind, consumers=(busy,)).cause is Cause.THROTTLED_RESERVED
        below = busy._replace(concurrency=9)
        assert of_events(kind, consumers=(below,), pool=pool(claimed=None)).cause is Cause.CANNOT_TELL


def test_the_account_is_explained_by_who_takes_it() -> None:
    full = pool(claimed=1000, busiest=(("report", 870), ("worker", 30)))
    greedy = of_events("account_concurrency", pool=full, consumers=())
    assert greedy.cause is Cause.NOISY_NEIGHBOUR
    assert greedy.proof == ("1,000 of the account's 1,000 claimed", "report runs 870 of them")
    many = of_events("account_concurrency", pool=full._replace(busiest=(("report", 300),)), consumers=())
    assert (many.cause, many.proof) == (
        Cause.THROTTLED_ACCOUNT,
        ("1,000 of the account's 1,000 claimed",),
    )
    unread = of_events("account_concurrency", pool=full._replace(claimed=None), consumers=())
    assert unread.cause is Cause.CANNOT_TELL


def test_errors_of_a_function_are_explained_by_its_deployment() -> None:
    deployed = Deployment(WORKER, NOW - 9 * MINUTE, version="41", previous="40")
    known = {"consumers": (FAILING,), "deployment": deployed}
    verdict = of_events("function_errors", **known, shapes=NOT_LOADED)
    assert verdict.cause is Cause.FAILING_SINCE_DEPLOYMENT
    assert verdict.next == "Roll back to version 40, or fix it first"
    # What fails on an event may have begun with the event.
    assert of_events("function_errors", **known).cause is Cause.STILL_FAILING


def test_errors_long_after_the_deployment_are_only_said_to_go_on() -> None:
    failing = Failing(12, 15 * MINUTE, NOW)
    verdict = of_events("function_errors", consumers=(FAILING,), failing=failing)
    proof = ("last failure just now", "300 of 900 invocations failed in 15 min")
    assert (verdict.cause, verdict.proof) == (Cause.STILL_FAILING, proof)
    unread = of_events("function_errors", consumers=(FAILING,), deployment=Missing("denied"))
    assert unread.cause is Cause.CANNOT_TELL


def test_a_function_that_polls_nothing_has_no_mapping_to_be_read() -> None:
    busy = health(throttles=340, concurrency=None, reserved=10)
    verdict = of_events("function_throttles", consumers=(busy,))
    assert (verdict.cause, verdict.next) == (Cause.CANNOT_TELL, "Read ConcurrentExecutions of worker")
