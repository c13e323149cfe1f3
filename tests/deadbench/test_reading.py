"""Whatever Lastcall can conclude is read from what it shows, and nothing else is."""

import pytest

from bot.domain.evidence.verdict import Cause
from tests.deadbench.reading import UnreadableError, answered, families_of
from tests.deadbench.shown import Shown
from tests.scenario.diagnosis.case import proven
from tests.scenario.diagnosis.test_verdicts import CASES

# They say what stands there and leave open why.
_OPEN = {
    Cause.STILL_FAILING,
    Cause.RETRYING,
    Cause.ERRORS_STOPPED,
    Cause.CHANGED_SINCE,
    Cause.ALREADY_LOST,
    Cause.ONE_STAYED_AWAY,
    Cause.ONE_UNDER_WAY,
}


OF_EACH = {case.cause: case for case in CASES.values()}


def shown(*card: str) -> Shown:
    return Shown((*card, "the footer"), (), 0, 0.0)


@pytest.mark.parametrize("cause", sorted(set(OF_EACH) - _OPEN))
def test_every_verdict_that_names_a_cause_has_a_family(cause: Cause) -> None:
    assert families_of(proven(OF_EACH[cause]).what)[0]


@pytest.mark.parametrize("cause", sorted(_OPEN))
def test_a_verdict_that_names_no_cause_is_no_claim(cause: Cause) -> None:
    assert answered(shown(f"*{proven(OF_EACH[cause]).what}*: 3 of 10")).claims == ()


def test_a_bold_sentence_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(UnreadableError, match="The moon is full"):
        answered(shown("*The moon is full*"))


def test_numbers_are_those_of_the_card_without_times_names_and_proposals() -> None:
    card = shown(
        "🔴 *<https://console.test/4711|orders-dlq-2: 1,309 messages waiting>*",
        "*Cannot tell*: 0.25/s arrive since 2026-01-20T17:14:20Z. Change `Timeout: 3 → 60` (function f)",
    )
    assert answered(card).numbers == ("1,309", "0.25")
