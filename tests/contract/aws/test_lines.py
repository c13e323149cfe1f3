"""ports.Lines, on the fake and on DynamoDB."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bot.domain.lifecycle.card.line import TURN_LOST, Line
from bot.domain.lifecycle.card.projection import Card
from bot.ports.incidents import DueItem
from tests.contract.aws.ports import Ports
from tests.contract.aws.race import race
from tests.fakes.clock import NOON

ORDERS = "C0ORDERS01"


def stand(ports: Ports, group: str, place: int, line: str = ORDERS) -> Card:
    before = ports.cards.load(group).card
    card = replace(before, line=line, place=place)
    assert ports.cards.claim(before, card)
    return card


def test_a_line_nobody_wrote_is_open(ports: Ports) -> None:
    line = ports.lines.load(ORDERS)
    assert line == Line(ORDERS)
    assert line.open(NOON)


def test_a_line_is_as_it_was_written(ports: Ports) -> None:
    line = ports.lines.load(ORDERS)
    shut = line.failed("status 503", NOON).next_turn("t1", NOON)
    assert ports.lines.change(line, shut)
    assert ports.lines.load(ORDERS)._replace(revision=0) == shut


def test_of_many_that_change_a_line_at_once_one_does(ports: Ports) -> None:
    line = ports.lines.load(ORDERS)
    results = race(8, lambda n: ports.lines.change(line, line.next_turn(f"t{n}", NOON)))
    assert Counter(results) == {True: 1, False: 7}
    known = ports.lines.load(ORDERS)
    assert known.turn == f"t{results.index(True)}"
    results = race(8, lambda n: ports.lines.change(known, known.next_turn(f"u{n}", NOON)))
    assert Counter(results) == {True: 1, False: 7}


def test_who_stands_in_a_line_comes_by_place_and_no_line_knows_of_another(ports: Ports) -> None:
    for group, place in (("b", 2), ("c", 3), ("a", 1)):
        stand(ports, group, place)
    stand(ports, "x", 0, line="C0OTHER")
    assert list(ports.lines.waiting(ORDERS, 2)) == ["a", "b"]
    assert list(ports.lines.waiting(ORDERS, 9)) == ["a", "b", "c"]


def test_a_card_that_waits_for_nothing_any_more_stands_nowhere(ports: Ports) -> None:
    card = stand(ports, "a", 1)
    known = ports.cards.load("a").card
    assert ports.cards.claim(known, replace(card, line="", place=0))
    assert list(ports.lines.waiting(ORDERS, 9)) == []


def test_a_group_that_holds_up_the_others_leaves_and_may_come_again(ports: Ports) -> None:
    stand(ports, "a", 1)
    ports.lines.leave("a")
    assert list(ports.lines.waiting(ORDERS, 9)) == []
    stand(ports, "a", 1)
    assert list(ports.lines.waiting(ORDERS, 9)) == ["a"]


def test_a_line_whose_turn_was_lost_is_due(ports: Ports) -> None:
    line = ports.lines.load(ORDERS)
    ports.lines.change(line, line.next_turn("t1", NOON))
    lost = NOON + line.pace + TURN_LOST
    assert list(ports.incidents.due(lost - timedelta(seconds=1))) == []
    assert list(ports.incidents.due(lost)) == [DueItem("", line=ORDERS)]
    known = ports.lines.load(ORDERS)
    ports.lines.change(known, known._replace(turn="", turn_at=None))
    assert list(ports.incidents.due(lost)) == []
