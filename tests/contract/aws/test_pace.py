"""ports.Pace, on the fake and on DynamoDB."""

from datetime import datetime

import pytest

from bot.aws.pace import TablePace
from bot.aws.table import Table
from bot.domain.errors import Transient
from bot.domain.evidence.look.pace import APART
from bot.ports.pace import Pace
from tests.contract.aws.race import race
from tests.fakes.clock import NOON
from tests.fakes.pace import FakePace


@pytest.fixture(params=["fake", "dynamodb"])
def pace(request: pytest.FixtureRequest) -> Pace:
    if request.param == "fake":
        return FakePace()
    return TablePace(request.getfixturevalue("table"))


def test_turns_come_one_after_the_other(pace: Pace) -> None:
    assert [pace.turn(NOON) for _ in range(3)] == [NOON, NOON + APART, NOON + 2 * APART]


def test_who_looks_at_several_things_takes_as_many_turns(pace: Pace) -> None:
    assert [pace.turn(NOON, looks=3), pace.turn(NOON)] == [NOON, NOON + 3 * APART]


def test_the_last_turn_that_was_taken_is_read_without_taking_one(pace: Pace) -> None:
    assert pace.taken() is None
    pace.turn(NOON, looks=3)
    assert pace.taken() == pace.taken() == NOON + 2 * APART


def test_after_a_while_nobody_waits(pace: Pace) -> None:
    pace.turn(NOON)
    assert pace.turn(NOON + APART) == NOON + APART


def test_two_who_ask_at_once_do_not_get_the_same_turn(table: Table) -> None:
    turns: list[datetime] = race(4, lambda _: TablePace(table).turn(NOON))
    assert len(set(turns)) == len(turns)


def test_where_too_many_ask_at_once_one_comes_again(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "update_if", lambda *_: False)
    with pytest.raises(Transient, match="too many want to look at once"):
        TablePace(table).turn(NOON)
