"""Nothing can be read: denied, unanswered, broken or hanging. A card comes all the same, never clean."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from bot.alarm_kinds import KINDS
from bot.domain.evidence.verdict import Cause
from tests.scenario.harness import Harness
from tests.scenario.harness.places import POLICY
from tests.scenario.harness.slack import Shown
from tests.scenario.harness.wire import Call, Fate
from tests.scenario.looks import READS, fired, is_read, looked

LOOKING = tuple(kind.name for kind in KINDS if kind.probes)
# What would say that all is well, or that nothing stands there.
CLEAN = ("caught up", "errors stopped", "nothing left", "0 failures", "0 dead letters", "0 messages")
HARDLY_ANY = timedelta(milliseconds=50)


def denied(h: Harness) -> None:
    h.aws.refused |= READS


def unanswered(h: Harness) -> None:
    h.wire.meet(lambda call: Fate.LOST if is_read(call) else None)


def failing(h: Harness) -> None:
    h.wire.meet(lambda call: Fate.ERROR if is_read(call) else None)


def broken(h: Harness) -> None:
    """Not AWS fails, but the probe itself."""

    def breaks(call: Call) -> None:
        if is_read(call):
            raise ZeroDivisionError

    h.wire.meet(breaks)


def expect_not_clean(h: Harness, card: Shown) -> None:
    (incident,) = h.table.incidents()
    assert incident.live
    assert incident.evidence is not None
    assert incident.evidence.missing
    verdict = incident.evidence.verdict
    assert verdict is None or (verdict.cause, verdict.proof) == (Cause.CANNOT_TELL, ())
    card.expect_update("Could not")
    assert [words for words in CLEAN if words in card.text] == []


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        *((kind, way) for kind in LOOKING for way in (denied, broken)),
        *((kind, way) for kind in ("dead_letters", "iterator_age") for way in (unanswered, failing)),
    ],
)
def test_the_first_card_waits_for_no_read_and_the_next_says_what_could_not_be_read(
    h: Harness, kind: str, way: Callable[[Harness], None]
) -> None:
    way(h)
    card = fired(h, kind)
    first = card.text
    looked(h)
    assert card.text != first
    expect_not_clean(h, card)


@pytest.fixture
def hurried() -> Iterator[Harness]:
    """Probes run side by side, as they do in Lambda, and have hardly any time."""
    with Harness(POLICY._replace(evidence_budget=HARDLY_ANY), side_by_side=True) as harness:
        yield harness


@pytest.mark.parametrize("kind", LOOKING)
def test_a_read_that_hangs_is_not_waited_for(hurried: Harness, kind: str) -> None:
    never = threading.Event()

    def hangs(call: Call) -> None:
        if is_read(call):
            never.wait()

    hurried.wire.meet(hangs)
    card = fired(hurried, kind)
    try:
        looked(hurried)
        expect_not_clean(hurried, card)
        card.expect_update("no answer within")
    finally:
        never.set()
