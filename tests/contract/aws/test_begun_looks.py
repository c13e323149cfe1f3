"""ports.BegunLooks, on the fake and on DynamoDB."""

from datetime import timedelta

import pytest

from bot.aws.begun_looks import TableBegunLooks
from bot.aws.table import Table
from bot.domain.errors import Transient
from bot.domain.evidence.look.begun import LONGEST, Begun
from bot.ports.begun_looks import BegunLooks
from tests.contract.aws.race import race
from tests.fakes.begun_looks import FakeBegunLooks
from tests.fakes.clock import NOON

GROUP = "111122223333/eu-west-1/queue/orders-dlq"


@pytest.fixture(params=["fake", "dynamodb"])
def looks(request: pytest.FixtureRequest) -> BegunLooks:
    if request.param == "fake":
        return FakeBegunLooks()
    return TableBegunLooks(request.getfixturevalue("table"))


def test_one_look_at_a_time_and_each_group_for_itself(looks: BegunLooks) -> None:
    look = looks.begin(GROUP, NOON)
    assert look == Begun(NOON)
    assert looks.begin(GROUP, NOON + timedelta(seconds=1)) is None
    assert looks.begin("another", NOON) == Begun(NOON)
    assert looks.end(GROUP, look)
    assert looks.begin(GROUP, NOON + timedelta(seconds=2)) == Begun(NOON + timedelta(seconds=2))


def test_nobody_is_told_of_another_who_did_not_ask(looks: BegunLooks) -> None:
    for minute in (0, 1):
        look = looks.begin(GROUP, NOON + timedelta(minutes=minute))
        assert look is not None
        assert not looks.end(GROUP, look)


def test_looks_that_never_ended_are_counted_until_one_does(looks: BegunLooks) -> None:
    now = NOON
    for cut_off in range(4):
        look = looks.begin(GROUP, now)
        assert look == Begun(now, cut_off)
        now += 4 * LONGEST
    assert looks.end(GROUP, Begun(now - 4 * LONGEST, 3)) is False
    assert looks.begin(GROUP, now) == Begun(now)


def test_who_comes_to_an_end_after_all_ends_nothing_of_the_one_that_took_over(looks: BegunLooks) -> None:
    first = looks.begin(GROUP, NOON)
    assert first is not None
    second = looks.begin(GROUP, NOON + LONGEST)
    assert second == Begun(NOON + LONGEST, 1)
    assert not looks.end(GROUP, first)
    assert looks.begin(GROUP, NOON + LONGEST) is None


def test_of_many_who_begin_at_once_one_does(table: Table) -> None:
    begun = race(4, lambda _: TableBegunLooks(table).begin(GROUP, NOON))
    assert [each for each in begun if each] == [Begun(NOON)]


def test_where_too_many_begin_at_once_one_comes_again(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "update_if", lambda *_: False)
    with pytest.raises(Transient, match="too many want to look at"):
        TableBegunLooks(table).begin(GROUP, NOON)
