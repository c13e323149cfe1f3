"""A liar gets what it deserves: whoever always claims, promises, invents or keeps silent."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.deadbench.answer import Answer, Claim, Family, FirstLoss, Truth
from tests.deadbench.score import Marked, Share, mark, scores

LOST_AT = datetime(2026, 1, 9, 3, 0, tzinfo=UTC)
LIMIT = Claim(Family.RESERVED_LIMIT, "orders-worker", "ReservedConcurrentExecutions")
THROTTLED = Truth(LIMIT, (Claim(Family.SCALING),), "no", FirstLoss(None, LOST_AT), 0, "")
UNTOLD = Truth(None, (), "unknown", None, 0, "Read Throttles of orders-worker")
HEALTHY = Truth(Claim(Family.NOTHING_WRONG), (), "yes", None, 0, "")
WORLDS = {"a-one": THROTTLED, "c-two": HEALTHY, "d-three": UNTOLD}


def marks(answer: Answer, *, unsupported: tuple[str, ...] = ()) -> list[Marked]:
    return [mark(name, name[0], truth, answer, unsupported=unsupported) for name, truth in WORLDS.items()]


def test_who_always_claims_the_most_frequent_family_is_wrong_with_confidence_wherever_it_is_not() -> None:
    found = scores(marks(Answer((Claim(Family.RESERVED_LIMIT),))))
    assert (found.diagnosis.value, found.wrong.hits, found.silence.hits) == (0.5, 2, 0)


def test_who_always_says_would_pass_does_harm_wherever_they_would_not() -> None:
    assert scores(marks(Answer((), would_pass="yes"))).harm.hits == 2


def test_who_invents_numbers_is_counted() -> None:
    assert scores(marks(Answer(()), unsupported=("4711",))).unsupported.value == 1.0


def test_who_is_always_silent_is_never_wrong_and_covers_nothing() -> None:
    found = scores(marks(Answer(())))
    assert (found.wrong.hits, found.coverage.value, found.diagnosis.value, found.silence.value) == (
        0,
        0,
        0,
        1,
    )


@pytest.mark.parametrize(("claims", "worth"), [(1, 1.0), (2, 0.5), (3, 1 / 3)])
def test_each_further_claim_takes_from_the_true_one(claims: int, worth: float) -> None:
    others = (Claim(Family.DEPENDENCY), Claim(Family.RETENTION))[: claims - 1]
    assert marks(Answer((*others, LIMIT)))[0].diagnosis == pytest.approx(worth)


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        (LIMIT, True),
        (Claim(Family.RESERVED_LIMIT), True),
        (Claim(Family.SCALING), True),
        (Claim(Family.RESERVED_LIMIT, "mailer"), False),
        (Claim(Family.RESERVED_LIMIT, "", "Timeout"), False),
        (Claim(Family.DEPENDENCY, "orders-worker"), False),
    ],
    ids=str,
)
def test_a_claim_may_leave_out_what_it_does_not_say_and_name_nothing_else(
    claim: Claim, *, right: bool
) -> None:
    assert (marks(Answer((claim,)))[0].diagnosis > 0, marks(Answer((claim,)))[0].wrong) == (right, not right)


@pytest.mark.parametrize(
    ("minutes", "right", "late"), [(0, True, False), (-1, True, False), (5, False, True), (-5, False, False)]
)
def test_a_promised_loss_is_right_within_a_minute_and_unsafe_when_later(
    minutes: int, *, right: bool, late: bool
) -> None:
    said = Answer((), first_loss=FirstLoss(None, LOST_AT + timedelta(minutes=minutes)))
    found = marks(said)[0]
    assert (found.clock, found.late) == (right, late)


def test_a_loss_promised_where_nothing_is_at_stake_is_wrong() -> None:
    assert marks(Answer((), first_loss=FirstLoss(None, LOST_AT)))[1].clock is False


def test_the_interval_is_wilsons() -> None:
    low, high = Share(8, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)


def test_of_nothing_nothing_is_known() -> None:
    assert Share(0, 0).interval == (0.0, 1.0)
