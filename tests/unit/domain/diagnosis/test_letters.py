"""Dead letters: would they pass if redriven now? Never said without its numbers."""

from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from bot.domain.diagnosis import diagnose
from bot.domain.evidence.arrivals import Arrivals
from bot.domain.evidence.consumer import Deployment
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import ErrorShape, Failing, KeyDifference, PointedTo
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause
from tests.unit.domain.diagnosis.cases import (
    DEAD,
    HOUR,
    LETTERS,
    MINUTE,
    NOT_LOADED,
    NOW,
    SECOND,
    WORKER,
    broken,
    evidence,
    health,
    of_letters,
    on_queue,
)

Known = dict[str, Any]
STILL = Failing(12, 15 * MINUTE, NOW - MINUTE)
OVER = Failing(3, 15 * MINUTE, NOW - 12 * MINUTE)
RUNS = health(invocations=340, errors=0)
FAILS = broken(NOW - 2 * HOUR, invocations=340, errors=40)
MIXED = FAILS._replace(last_pass_at=NOW - MINUTE)
ITEMS = on_queue(partial_responses=True)
# Nothing failed by Lambda's count, nothing was logged, and yet they died just now.
SILENT = {
    "failing": Failing(0, 15 * MINUTE, None),
    "consumers": (health(last_pass_at=NOW - MINUTE),),
    "mappings": (ITEMS,),
    "arrivals": Arrivals(NOW - MINUTE, 12, NOW - 11 * MINUTE, NOW - 5 * MINUTE),
}
SHAPES = (ErrorShape("KeyError: 'fullname'", 36), ErrorShape("Task timed out", 1))
KEYS = KeyDifference(failed=31, healthy=20, missing=(("fullname", 31),))


class Proven(NamedTuple):
    """A cause, what was read, what the verdict says, and what keeps it from being said."""

    cause: Cause
    would_pass: bool | None
    known: Known
    proof: tuple[str, ...]
    nearly: Known


CASES = {
    "it was changed since": Proven(
        Cause.CHANGED_SINCE,
        None,
        {"failing": OVER, "consumers": (RUNS,), "deployment": Deployment(WORKER, NOW - 5 * MINUTE, by="ana")},
        ("last failure 12 min before this look, changed 5 min before this look by ana",),
        {"failing": Missing("denied")},
    ),
    "it still fails": Proven(
        Cause.STILL_FAILING,
        False,
        {"failing": STILL},
        ("last failure 1 min before this look", "12 failures logged in 15 min"),
        {"failing": Missing("denied")},
    ),
    "it fails without saying so": Proven(
        Cause.FAILS_SILENTLY,
        False,
        SILENT,
        (
            "12 came in, and 0 invocations failed in 1 h 11 min",
            "0 failures logged",
            "reports single messages as failed",
            "last failure 1 min before this look",
        ),
        {"arrivals": Missing("denied")},
    ),
    "it failed without saying so": Proven(
        Cause.FAILS_SILENTLY,
        None,
        SILENT | {"arrivals": Arrivals(NOW - 20 * MINUTE, 12, NOW - 26 * MINUTE, NOW - 25 * MINUTE)},
        (
            "12 came in, and 0 invocations failed in 1 h 26 min",
            "0 failures logged",
            "reports single messages as failed",
        ),
        {"failing": Missing("denied")},
    ),
    "it fails since a deployment": Proven(
        Cause.FAILING_SINCE_DEPLOYMENT,
        False,
        {
            "failing": STILL,
            "consumers": (FAILS,),
            "deployment": Deployment(WORKER, NOW - 2 * HOUR - 5 * MINUTE),
            "shapes": NOT_LOADED,
        },
        (
            "first failure 5 min after the change",
            "40 of 340 invocations failed in 15 min",
            "Runtime.ImportModuleError: Unable to import module 'app'",
        ),
        {"deployment": Missing("denied"), "failing": Missing("denied")},
    ),
    "one shape fails": Proven(
        Cause.ONE_SHAPE_FAILS,
        False,
        {"failing": STILL, "consumers": (MIXED,), "shapes": SHAPES, "keys": KEYS},
        (
            "last failure just now",
            "36 of 37: KeyError: 'fullname'",
            "300 of 340 invocations pass",
            "'fullname' is missing in 31 of 31 failed, in none of 20 healthy",
        ),
        {"deployment": Missing("denied")},
    ),
    "they could not be delivered": Proven(
        Cause.CANNOT_BE_DELIVERED,
        None,
        {"sampled": 7, "causes": (("NO_PERMISSIONS", 7),)},
        ("7 of 7 sampled: NO_PERMISSIONS",),
        {"sampled": 0, "causes": ()},
    ),
    "their content is refused": Proven(
        Cause.NEVER_PASSES,
        False,
        {"sampled": 7, "causes": (("INVALID_JSON", 7),)},
        ("7 of 7 sampled: INVALID_JSON",),
        {"sampled": 0, "causes": ()},
    ),
    "the records are gone": Proven(
        Cause.NEVER_PASSES,
        False,
        {"pointed_to": PointedTo(3, lost=3)},
        ("the records of 3 of 3 pointers are gone from the stream",),
        {"pointed_to": Missing("denied: allow kinesis:GetRecords")},
    ),
    "they are records of successes": Proven(
        Cause.NEVER_PASSES,
        False,
        {"sampled": 4, "succeeded": 4},
        ("4 of 4 sampled are records of a success",),
        {"sampled": 0},
    ),
    "what they go to is switched off": Proven(
        Cause.SWITCHED_OFF,
        False,
        {"failing": OVER, "consumers": (health(reserved=0),)},
        ("reserved concurrency of worker is 0",),
        {"consumers": Missing("denied: allow lambda:GetFunctionConcurrency")},
    ),
    "they were throttled away": Proven(
        Cause.THROTTLED_RESERVED,
        False,
        {"failing": OVER, "consumers": (health(throttles=340, concurrency=10, reserved=10),)},
        ("340 throttles in 15 min", "10 at once of 10 reserved"),
        {"consumers": (health(throttles=None, concurrency=10, reserved=10),)},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_answer_is_proven_by_its_numbers(case: Proven) -> None:
    verdict = of_letters(**({"failing": None} | case.known))
    assert (verdict.cause, verdict.would_pass, verdict.proof) == (case.cause, case.would_pass, case.proof)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_without_one_of_its_numbers_there_is_no_answer(case: Proven) -> None:
    verdict = of_letters(**({"failing": None} | case.known | case.nearly))
    assert (verdict.cause, verdict.would_pass) == (Cause.CANNOT_TELL, None)
    assert verdict.next


def test_silence_of_a_consumer_that_was_not_called_proves_nothing() -> None:
    idle = health(invocations=0, errors=0)
    assert of_letters(failing=OVER, consumers=(idle,)).would_pass is None


def test_an_error_just_now_is_one_whatever_the_log_says() -> None:
    fails = health(invocations=340, errors=1, last_error_at=NOW - MINUTE)
    assert of_letters(failing=OVER, consumers=(fails,)).cause is Cause.STILL_FAILING


def test_successes_before_and_after_the_failures_do_not_say_that_these_would_pass() -> None:
    runs = RUNS._replace(passed_before=NOW - 20 * MINUTE, last_pass_at=NOW - MINUTE)
    verdict = of_letters(failing=OVER, consumers=(runs,))
    assert (verdict.cause, verdict.proof) == (
        Cause.CANNOT_TELL,
        ("no failure known since 12 min before this look",),
    )


@pytest.mark.parametrize(
    "known",
    [
        {"failing": Failing(1, 15 * MINUTE, NOW - 8 * MINUTE)},
        {"consumers": (health(last_pass_at=NOW - MINUTE, last_error_at=NOW - 9 * MINUTE),)},
        {"consumers": (health(last_pass_at=NOW - MINUTE, last_throttle_at=NOW - 9 * MINUTE),)},
        {"consumers": (health(last_pass_at=NOW - 3 * HOUR),)},
        {"mappings": (on_queue(),)},
        {"sources": ("arn:aws:sqs:eu-west-1:111122223333:other",)},
        {"arrivals": Arrivals(NOW - 4 * HOUR)},
    ],
    ids=["it logs", "it fails", "it is throttled", "it is not called", "all or none", "not its", "not seen"],
)
def test_what_says_so_or_may_have_died_of_something_else_does_not_fail_silently(known: Known) -> None:
    assert of_letters(**(SILENT | known)).cause is not Cause.FAILS_SILENTLY


def test_what_may_still_be_on_its_way_into_the_log_is_waited_for() -> None:
    just_now = Arrivals(NOW - MINUTE, 12, NOW - 9 * MINUTE, NOW - 5 * MINUTE)
    verdict = of_letters(**(SILENT | {"arrivals": just_now}))
    assert verdict.cause is Cause.CANNOT_TELL
    assert verdict.next == "Read the log of worker in a few minutes: it may be 10 minutes late"


def test_what_was_changed_while_they_died_may_have_failed_before_or_after() -> None:
    between = Deployment(WORKER, NOW - 3 * MINUTE)
    verdict = of_letters(**SILENT, deployment=between)
    assert (verdict.cause, verdict.would_pass) == (Cause.CANNOT_TELL, None)
    mended = of_letters(**SILENT, deployment=between._replace(at=NOW - 30 * SECOND))
    assert mended.cause is Cause.CHANGED_SINCE


def test_of_a_mixed_sample_no_single_answer_is_true() -> None:
    mixed = (("NO_PERMISSIONS", 3), ("RetriesExhausted", 4))
    assert of_letters(failing=None, sampled=7, causes=mixed).cause is Cause.CANNOT_TELL


def test_a_targets_refusal_counts_where_a_schedule_hands_it_on() -> None:
    known: Known = {"failing": None, "sampled": 3, "causes": (("AccessDeniedException", 3),)}
    schedule = Feeder("schedule", "arn:aws:scheduler:eu-west-1:1:schedule/default/s", messages=3)
    assert of_letters(**known, feeders=(schedule,)).cause is Cause.CANNOT_BE_DELIVERED
    for others in ((), (schedule, Feeder("function", WORKER, messages=1)), Missing("denied: allow it")):
        assert of_letters(**known, feeders=others).cause is not Cause.CANNOT_BE_DELIVERED


def test_where_others_passed_only_before_it_is_not_their_shape() -> None:
    known: Known = {"failing": STILL, "shapes": SHAPES, "keys": KEYS}
    assert of_letters(**known, consumers=(FAILS,)).cause is Cause.STILL_FAILING
    assert of_letters(**known, consumers=(MIXED,)).cause is Cause.ONE_SHAPE_FAILS


def test_of_an_empty_queue_nothing_is_asked() -> None:
    found = evidence(**LETTERS, failing=STILL, depth=Depth(0))
    assert diagnose("dead_letters", DEAD, found, NOW) is None
    assert diagnose("dead_letters", DEAD, replace(found, depth=Depth(0, in_flight=1)), NOW) is not None


def test_where_no_queue_gave_them_up_no_redrive_is_advised() -> None:
    changed = {"failing": OVER, "consumers": (RUNS,), "deployment": Deployment(WORKER, NOW - 5 * MINUTE)}
    for known in ({"failing": STILL}, changed, {"sampled": 7, "causes": (("NO_PERMISSIONS", 7),)}):
        assert "redrive" in of_letters(**known).next.lower()
        said = of_letters(**known, sources=()).next
        assert "send them back the way Inspect names" in said
        assert "redrive" not in said.lower()


def test_where_each_receive_may_push_messages_on_that_is_to_be_ended_first() -> None:
    changed = {"failing": OVER, "consumers": (RUNS,), "deployment": Deployment(WORKER, NOW - 5 * MINUTE)}
    for known in ({"failing": STILL}, changed, SILENT):
        said = of_letters(**known, pushes_on="each receive counts").next
        assert "remove this queue's own redrive policy for now and redrive" in said


def test_some_lost_records_do_not_make_all_of_them_lost() -> None:
    assert of_letters(failing=None, pointed_to=PointedTo(3, found=2, lost=1)).cause is Cause.CANNOT_TELL


def test_where_most_fail_it_is_not_their_shape() -> None:
    fails = MIXED._replace(errors=300)
    verdict = of_letters(failing=STILL, consumers=(fails,), shapes=SHAPES, keys=KEYS)
    assert verdict.cause is Cause.STILL_FAILING


def test_a_consumer_that_works_longer_than_messages_stay_hidden_spends_their_receives() -> None:
    slow = health(timeout=60 * SECOND, duration_p99=41 * SECOND)
    verdict = of_letters(failing=Missing("denied"), consumers=(slow,), visibility=30 * SECOND)
    assert verdict.cause is Cause.SHORT_VISIBILITY


def test_who_still_fails_is_not_the_queue_itself() -> None:
    assert of_letters(failing=STILL, consumers=()).what == "The consumer still fails: they would come back"


def test_records_that_could_not_be_looked_for_may_be_gone_so_nothing_is_said_to_pass() -> None:
    unread = Missing("denied: allow kinesis:GetRecords")
    verdict = of_letters(failing=OVER, consumers=(RUNS,), sampled=3, pointed_to=unread)
    assert (verdict.cause, verdict.would_pass) == (Cause.CANNOT_TELL, None)
    assert verdict.next == "First allow kinesis:GetRecords"


def test_a_sample_that_was_refused_is_what_is_to_be_read_next() -> None:
    verdict = of_letters(failing=None, consumers=(), sample_note="denied: allow sqs:ReceiveMessage")
    assert verdict.next == "Read a sample of the messages: denied: allow sqs:ReceiveMessage"


def test_messages_that_point_nowhere_are_not_said_to_be_read() -> None:
    verdict = of_letters(failing=Missing("denied: allow logs:FilterLogEvents"), sampled=3)
    assert verdict.next == "First allow logs:FilterLogEvents"


def test_why_nobody_knows_failing_functions_is_what_is_to_be_mended() -> None:
    denied = Missing("denied: allow lambda:ListEventSourceMappings on *")
    verdict = of_letters(failing=denied, shapes=denied, consumers=(), sampled=2)
    assert verdict.next == "First allow lambda:ListEventSourceMappings on *"


def test_messages_that_were_handed_out_twice_do_not_pass_because_no_error_is_logged() -> None:
    slow = health(timeout=60 * SECOND, duration_p99=41 * SECOND)
    known: Known = {"failing": Failing(0, 15 * MINUTE, None), "visibility": 30 * SECOND}
    assert of_letters(consumers=(slow,), **known).cause is Cause.SHORT_VISIBILITY
    assert of_letters(consumers=(slow._replace(duration_p99=None),), **known).would_pass is None
    assert of_letters(consumers=(slow,), **(known | {"visibility": Missing("denied")})).would_pass is None
