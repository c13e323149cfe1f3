"""Evidence is gathered when it is an incident's turn."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain.errors import Transient
from bot.domain.evidence.look.begun import LONGEST
from bot.domain.evidence.look.pace import APART, LATE
from bot.use_cases.gather_in_turn import GatherInTurn
from tests.fakes import FakeOutbox, HandClock
from tests.fakes.begun_looks import FakeBegunLooks
from tests.fakes.pace import FakePace


class Desk:
    def __init__(self) -> None:
        self.clock, self.outbox, self.pace = HandClock(), FakeOutbox(), FakePace()
        self.begun = FakeBegunLooks()
        self.gathered: list[str] = []
        self.nothing: list[str] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.gather = GatherInTurn(self._look, self.pace, self.begun, self.outbox, self.clock)

    def _look(self, group: str, *, nothing: str = "") -> None:
        self.gathered.append(group)
        self.nothing.append(nothing)
        self.meanwhile()

    def next_message(self) -> None:
        """The first message that waits arrives; SQS counts in whole seconds."""
        sent = self.outbox.sent_jobs.pop(0)
        self.clock.forward(seconds=-(-sent.delay.total_seconds() // 1))
        told = sent.document["evidence"]
        self.gather(told["group"], self.clock.now.fromisoformat(told["turn"]))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_one_incident_does_not_wait(desk: Desk) -> None:
    desk.gather("one")
    assert desk.gathered == ["one"]
    assert desk.outbox.sent_jobs == []


def test_another_at_the_same_time_waits_for_its_turn(desk: Desk) -> None:
    desk.gather("one")
    desk.gather("two")
    assert desk.gathered == ["one"]
    assert [each.delay for each in desk.outbox.sent_jobs] == [APART]
    desk.next_message()
    assert desk.gathered == ["one", "two"]


def test_who_looks_at_the_members_of_an_alarm_leaves_them_their_turns(desk: Desk) -> None:
    desk.gather("many", members=3)
    desk.gather("more", members=9)
    desk.gather("last")
    assert [each.delay for each in desk.outbox.sent_jobs] == [3 * APART, 7 * APART]
    assert [each.document["evidence"].get("members") for each in desk.outbox.sent_jobs] == [9, None]


def test_who_comes_before_the_turn_waits_on_and_keeps_it(desk: Desk) -> None:
    turn = desk.clock() + timedelta(hours=1)
    desk.gather("far", turn)
    (sent,) = desk.outbox.sent_jobs
    assert (sent.delay, sent.document["evidence"]["turn"]) == (timedelta(hours=1), turn.isoformat())
    assert desk.pace.taken() is None


def test_who_comes_too_late_for_the_turn_takes_another(desk: Desk) -> None:
    desk.gather("one")
    desk.gather("late", desk.clock() - LATE - timedelta(seconds=1))
    assert desk.gathered == ["one"]
    assert len(desk.outbox.sent_jobs) == 1


def killed(desk: Desk) -> None:
    """Nobody is left to say that the look has ended."""
    desk.begun.begin("one", desk.clock())


def test_nobody_looks_where_somebody_looks(desk: Desk) -> None:
    killed(desk)
    desk.clock.forward(seconds=LONGEST.total_seconds() - 1)
    desk.gather("one")
    desk.gather("two", desk.clock())
    assert desk.gathered == ["two"]
    assert desk.outbox.sent_jobs == []


def test_whoever_looks_looks_once_more_where_that_was_asked_for_meanwhile(desk: Desk) -> None:
    desk.meanwhile = lambda: desk.begun.begin("one", desk.clock())
    desk.gather("one")
    assert [each.document for each in desk.outbox.sent_jobs] == [{"evidence": {"group": "one"}}]
    desk.meanwhile = lambda: None
    desk.gather("one", desk.clock())
    assert len(desk.outbox.sent_jobs) == 1


def test_a_look_that_was_cut_off_is_tried_once_more_and_then_said_to_find_nothing(desk: Desk) -> None:
    killed(desk)
    desk.clock.forward(seconds=LONGEST.total_seconds())
    killed(desk)
    desk.clock.forward(seconds=2 * LONGEST.total_seconds() - 1)
    desk.gather("one")
    assert desk.gathered == []
    desk.clock.forward(seconds=1)
    desk.gather("one", desk.clock())
    desk.gather("one", desk.clock())
    assert desk.nothing == ["2 looks did not finish (see the log of on_job)", ""]


def test_a_look_that_fails_has_come_to_its_end(desk: Desk) -> None:
    def fails() -> None:
        raise Transient("the table is busy")

    desk.meanwhile = fails
    with pytest.raises(Transient):
        desk.gather("one")
    desk.meanwhile = lambda: None
    desk.gather("one", desk.clock())
    assert desk.nothing == ["", ""]
