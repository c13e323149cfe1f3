"""Consumers whose response gives up more than what failed, and everything that looks like it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.evidence.evidence import ErrorShape, Failing
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.named_key import HeldKey, held
from bot.domain.evidence.verdict import Cause, Verdict
from tests.unit.domain.diagnosis.cases import (
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    health,
    lag,
    of_letters,
    of_queue,
    on_queue,
)

UNREAD = Missing("denied: allow lambda:ListEventSourceMappings on *")
REPORTING = on_queue(partial_responses=True)
NOTHING_DELETED = lag(incoming=10.0, handled=0.0, received=10.0, waiting=4_100, exact=True)
KEY_ERROR = (ErrorShape("KeyError 'amount'", 12),)
FAILS = health(errors=300, errors_since=NOW - 2 * HOUR, last_error_at=NOW, last_pass_at=NOW)
FAILING = Failing(12, 15 * MINUTE, NOW)


def behind(**known: Any) -> Verdict:
    return of_queue(**({"mappings": (REPORTING,), "lag": NOTHING_DELETED} | known))


def dead(**known: Any) -> Verdict:
    plain: dict[str, Any] = {
        "consumers": (FAILS,),
        "shapes": KEY_ERROR,
        "failing": FAILING,
        "held": HeldKey("amount", 9, 10),
        "sampled": 10,
    }
    return of_letters(**(plain | known))


def test_successes_of_which_nothing_is_deleted_are_reported_as_failures() -> None:
    found = behind()
    assert found.cause is Cause.RESPONSE_CONTRACT
    assert found.what == "worker runs without errors, but its response reports every message as failed"


@pytest.mark.parametrize(
    "nearly",
    [
        {"mappings": (on_queue(),)},
        {"mappings": (REPORTING, on_queue(function=f"{REPORTING.function}-2"))},
        {"mappings": (on_queue(partial_responses=True, state="Disabled"),)},
        {"lag": NOTHING_DELETED._replace(handled=0.1)},
        {"lag": NOTHING_DELETED._replace(received=0.0)},
        {"lag": NOTHING_DELETED._replace(received=None)},
        {"lag": NOTHING_DELETED._replace(handled=None)},
        {"consumers": (health(errors=1),)},
        {"consumers": (health(throttles=3),)},
        {"consumers": (health(invocations=2),)},
        # What still runs may be deleted yet, and what is visible again was not done in time.
        {"consumers": (health(timeout=900 * SECOND, duration_p99=600 * SECOND),), "visibility": HOUR},
        {"visibility": SECOND},
    ],
)
def test_where_something_else_may_be_it_the_response_is_not_blamed(nearly: dict[str, Any]) -> None:
    assert behind(**nearly).cause is not Cause.RESPONSE_CONTRACT


def test_dead_letters_that_have_what_the_failures_miss_came_with_others() -> None:
    found = dead()
    assert (found.cause, found.would_pass) == (Cause.RESPONSE_CONTRACT, None)
    assert "'amount' is present in 9 of 10 sampled" in found.proof


@pytest.mark.parametrize(
    "nearly",
    [
        {"held": None},
        {"mappings": (on_queue(batch_size=1),)},
        {"mappings": (on_queue(partial_responses=True),)},
        {"mappings": (on_queue(source="arn:aws:sqs:eu-west-1:111122223333:other"),)},
        # All fail: whatever it is, no message is without fault.
        {"consumers": (health(errors=900, errors_since=NOW - 2 * HOUR, last_error_at=NOW),)},
        {"shapes": (*KEY_ERROR, ErrorShape("ValueError", 9))},
    ],
)
def test_batches_are_not_blamed_where_that_is_not_told(nearly: dict[str, Any]) -> None:
    assert dead(**nearly).cause is not Cause.RESPONSE_CONTRACT


PARTS = ["mappings", "consumers", "lag", "visibility"]


@given(some.sampled_from(PARTS))
def test_what_was_not_read_proves_no_response(part: str) -> None:
    assert behind(**{part: UNREAD}).cause is not Cause.RESPONSE_CONTRACT


@given(some.sampled_from(["mappings", "consumers", "shapes", "sources", "deployment"]))
def test_what_was_not_read_proves_no_batch(part: str) -> None:
    assert dead(**{part: UNREAD}).cause is not Cause.RESPONSE_CONTRACT


PLAIN, LACKING = frozenset({"id", "amount"}), frozenset({"id"})


def test_a_key_is_held_by_those_that_have_it_in_plain_sight() -> None:
    assert held("amount", [PLAIN, PLAIN, LACKING]) == HeldKey("amount", 2, 3)
    assert held("amount", [LACKING]) is None
    assert held("", [PLAIN]) is None


@pytest.mark.parametrize("paths", [{"id", "amount", "items[].id"}, {"detail.amount"}, {"amount", "a.b"}])
def test_where_another_place_may_be_meant_it_is_not_held(paths: set[str]) -> None:
    assert held("amount", [frozenset(paths)]) is None
