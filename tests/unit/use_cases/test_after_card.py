"""What comes after a shown card is a list: none holds up another, nor any card."""

from datetime import timedelta

from bot.domain.lifecycle.card.projection import Card
from bot.use_cases.after_card import AT_ONCE, AfterCards, ShownCard
from tests.fakes import HandClock
from tests.unit.domain.incidents import MINUTE, NOW, OPEN, ROUTE

SHOWN = ShownCard(OPEN, Card(group=OPEN.group), ROUTE)


class Effect:
    """One that can say that it is not due, ask to wait, or fail."""

    begins_within = timedelta(seconds=15)

    def __init__(
        self, *, due: bool = True, wait: timedelta | None = None, fault: Exception | None = None
    ) -> None:
        self._due = due
        self._wait = wait
        self._fault = fault
        self.done: list[str] = []

    def due(self, shown: ShownCard) -> bool:
        return self._due

    def __call__(self, group: str) -> timedelta | None:
        self.done.append(group)
        if self._fault:
            raise self._fault
        return self._wait


def follow(*effects: Effect, passed: timedelta = timedelta(0)) -> list[tuple[str, timedelta]]:
    """Which groups are looked at again, and when."""
    again: list[tuple[str, timedelta]] = []
    after = AfterCards(effects, lambda group, wait: again.append((group, wait)), HandClock(NOW + passed))
    after([SHOWN], NOW)
    return again


def test_each_that_is_due_is_done() -> None:
    first, not_due, last = Effect(), Effect(due=False), Effect()
    assert follow(first, not_due, last) == []
    assert (first.done, not_due.done, last.done) == ([OPEN.group], [], [OPEN.group])


def test_one_that_fails_holds_up_no_other_and_is_not_tried_for_ever() -> None:
    broken, last = Effect(fault=RuntimeError("broken")), Effect()
    assert follow(broken, last) == []
    assert last.done == [OPEN.group]


def test_one_that_must_wait_is_looked_at_again_then() -> None:
    assert follow(Effect(wait=MINUTE)) == [(OPEN.group, MINUTE)]


def test_one_that_would_begin_too_late_is_left_to_the_next_invocation() -> None:
    late = Effect()
    assert follow(late, passed=timedelta(seconds=16)) == [(OPEN.group, AT_ONCE)]
    assert late.done == []
