"""Evidence is gathered when it is an incident's turn."""

from datetime import timedelta

import pytest

from bot.domain.pace import APART, LATE
from bot.use_cases.gather_in_turn import GatherInTurn
from tests.fakes import FakeOutbox, HandClock
from tests.fakes.pace import FakePace


class Desk:
    def __init__(self) -> None:
        self.clock, self.outbox, self.pace = HandClock(), FakeOutbox(), FakePace()
        self.gathered: list[str] = []
        self.gather = GatherInTurn(self.gathered.append, self.pace, self.outbox, self.clock)

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


def test_who_comes_before_the_turn_waits_on_and_keeps_it(desk: Desk) -> None:
    turn = desk.clock() + timedelta(hours=1)
    desk.gather("far", turn)
    (sent,) = desk.outbox.sent_jobs
    assert (sent.delay, sent.document["evidence"]["turn"]) == (timedelta(hours=1), turn.isoformat())
    assert desk.pace.taken is None


def test_who_comes_too_late_for_the_turn_takes_another(desk: Desk) -> None:
    desk.gather("one")
    desk.gather("late", desk.clock() - LATE - timedelta(seconds=1))
    assert desk.gathered == ["one"]
    assert len(desk.outbox.sent_jobs) == 1
