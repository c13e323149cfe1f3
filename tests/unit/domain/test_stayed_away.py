"""Did what was tried pass? Only by both queues, and only once it could be back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.consumer import ConsumerHealth, Deployment, FunctionFacts
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import ErrorShape, Evidence, Failing
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.trial import Trial, Tried
from bot.domain.evidence.worked_since import one_passed
from bot.domain.incident.follow_up import FollowUp
from bot.domain.incident.timeline import Event
from bot.domain.redrive.stayed_away import trial_of, tried
from tests.unit.domain.incidents import ANA, MINUTE, NOW

SENT = NOW - 5 * MINUTE
TRIAL = FollowUp(
    Event.REDRIVE_ENDED,
    SENT + timedelta(seconds=2),
    ANA,
    moved=1,
    left=11,
    copies=("c-1",),
    began=SENT,
    back_by=SENT + 3 * MINUTE,
    trial=True,
    shape="KeyError 'fullname'",
)
RUNS = ConsumerHealth(
    FunctionFacts("arn:aws:lambda:eu-west-1:111122223333:function:worker", timedelta(seconds=30), 128),
    timedelta(minutes=15),
    last_pass_at=SENT,
)
FOUND = Evidence(
    taken_at=NOW,
    depth=Depth(11),
    sources_hold=0,
    consumers=(RUNS,),
    failing=Failing(12, timedelta(minutes=15), SENT - MINUTE),
    deployment=Deployment("worker", SENT - MINUTE),
    arrivals=None,
)


def sampled(message_id: str, shape: str = "") -> SampledMessage:
    return SampledMessage(message_id, NOW, 1, "", "{}", shape=shape)


def test_it_did_when_neither_queue_holds_it_and_its_consumer_took_something_without_failing() -> None:
    known = tried(TRIAL, FOUND, (), NOW)
    assert known == Tried(1, SENT, TRIAL.shape, TRIAL.back_by, passed_at=NOW)
    assert one_passed(replace(FOUND, tried=known))


@pytest.mark.parametrize(
    ("redrive", "found", "began", "why"),
    [
        (TRIAL, FOUND, SENT + 2 * MINUTE, "could not be back yet"),
        (TRIAL._replace(back_by=None), FOUND, NOW, "unknown how long a message that fails again takes"),
        (TRIAL, replace(FOUND, depth=Missing("denied")), NOW, "could not be counted"),
        (TRIAL, replace(FOUND, depth=Depth(10)), NOW, "taken out"),
        (TRIAL, replace(FOUND, sources_hold=None), NOW, "source queue could not be counted"),
        (TRIAL, replace(FOUND, sources_hold=3), NOW, "holds 3"),
        (TRIAL, replace(FOUND, consumers=()), NOW, "no successful call of its consumer"),
        (TRIAL, replace(FOUND, consumers=Missing("denied")), NOW, "no successful call of its consumer"),
        (
            TRIAL,
            replace(FOUND, consumers=(RUNS._replace(last_pass_at=SENT - MINUTE),)),
            NOW,
            "no successful call of its consumer",
        ),
    ],
)
def test_what_would_hide_its_return_leaves_it_unknown(
    redrive: FollowUp, found: Evidence, began: timedelta, why: str
) -> None:
    known = tried(redrive, found, (), began)  # type: ignore[arg-type] # a time
    assert known is not None
    assert known.passed_at is None
    assert why in known.why
    assert not one_passed(replace(found, tried=known))


def test_one_that_is_recognised_is_back_whatever_the_count_says() -> None:
    known = tried(TRIAL, FOUND, (sampled("c-1"),), NOW)
    assert known is not None
    assert known.passed_at is None


def test_one_more_than_was_left_may_be_it() -> None:
    assert tried(TRIAL, replace(FOUND, depth=Depth(12)), (), NOW) is None


def test_what_passed_stays_so_whatever_comes_later() -> None:
    passed = TRIAL._replace(passed_at=NOW - MINUTE)
    known = tried(passed, replace(FOUND, depth=Depth(40)), (), NOW)
    assert known is not None
    assert known.passed_at == NOW - MINUTE


@pytest.mark.parametrize(
    "newer",
    [
        {"failing": Failing(12, timedelta(minutes=15), SENT + MINUTE)},
        {"deployment": Deployment("worker", SENT + MINUTE)},
        {"deployment": Missing("denied")},
        {"failing": Missing("denied")},
    ],
)
def test_a_failure_or_a_change_since_makes_it_speak_for_the_others_no_more(newer: dict[str, object]) -> None:
    found = replace(FOUND, tried=tried(TRIAL, FOUND, (), NOW), **newer)  # type: ignore[arg-type] # fields
    assert not one_passed(found)


def test_one_is_tried_of_those_that_fail_most_where_each_ones_error_is_known() -> None:
    shapes = (ErrorShape("KeyError", 7), ErrorShape("Timeout", 2))
    sample = (sampled("m-1", "Timeout"), sampled("m-2", "KeyError"), sampled("m-3", "KeyError"))
    known = replace(FOUND, shapes=shapes, shapes_from="requests")
    assert trial_of(known, sample) == Trial(("m-2", "m-3"), "KeyError")
    assert trial_of(known, sample[:1]) == Trial(("m-1",), "Timeout")


@pytest.mark.parametrize("shapes_from", ["logs", ""])
def test_where_no_ones_error_is_known_any_may_be_tried(shapes_from: str) -> None:
    known = replace(FOUND, shapes=(ErrorShape("KeyError", 7),), shapes_from=shapes_from)
    assert trial_of(known, (sampled("m-1"),)) == Trial()
    assert trial_of(None, ()) == Trial()
