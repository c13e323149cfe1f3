"""Which alarms a composite is made of; rules follow PutCompositeAlarm in CloudWatch's API reference."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alarm.alarm import MOST_CHILDREN, AlarmState, ChildAlarm, Path
from bot.parsing.alarm_identity import AlarmIdentity
from bot.parsing.composite_children import children_of
from bot.parsing.transport import Transport

AT = datetime(2026, 3, 1, 3, tzinfo=UTC)
HOME = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:"
THERE = "arn:aws:cloudwatch:us-east-1:999988887777:alarm:"
COMPOSITE = AlarmIdentity(f"{HOME}checkout", "checkout", "111122223333", "eu-west-1")


def children(triggering: Any = None, rule: Any = None) -> tuple[ChildAlarm, ...]:
    return children_of(triggering, rule, COMPOSITE, Transport(Path.TOPIC, AT))


def triggered(name: str, state: Any) -> dict[str, Any]:
    return {"Arn": f"{HOME}{name}", "State": state}


@pytest.mark.parametrize(
    ("rule", "arns"),
    [
        pytest.param('ALARM("a") OR ALARM(b)', [f"{HOME}a", f"{HOME}b"], id="quoted and bare"),
        pytest.param("ALARM('a b') AND NOT OK ( c )", [f"{HOME}a b", f"{HOME}c"], id="blanks"),
        pytest.param(
            f'INSUFFICIENT_DATA("{THERE}x:y")', [f"{THERE}x:y"], id="an ARN, with a colon in its name"
        ),
        pytest.param(r'ALARM("say \"hi\" (twice)")', [f'{HOME}say "hi" (twice)'], id="quotes and brackets"),
        pytest.param("alarm(a) or (ok(b) and alarm(a))", [f"{HOME}a", f"{HOME}b"], id="small, nested, twice"),
        pytest.param(
            'AT_LEAST(2, ALARM, (a, "b c", d)) AND OK(e)',
            [f"{HOME}a", f"{HOME}b c", f"{HOME}d", f"{HOME}e"],
            id="so many of several",
        ),
        pytest.param("TRUE", [], id="no alarm at all"),
        pytest.param('ALARM("a', [], id="cut short"),
        pytest.param(17, [], id="no text"),
    ],
)
def test_a_rule_names_its_alarms(rule: Any, arns: list[str]) -> None:
    assert [child.arn for child in children(rule=rule)] == arns


def test_what_triggered_it_comes_first_with_its_state_and_the_others_without() -> None:
    told = {"Value": "ALARM", "Timestamp": "2026-03-01T03:00:00.000+0000"}
    assert children([triggered("b", told)], 'ALARM("a") OR ALARM("b")') == (
        ChildAlarm(f"{HOME}b", "b", AlarmState.ALARM, AT),
        ChildAlarm(f"{HOME}a", "a"),
    )


@pytest.mark.parametrize("state", [None, "ALARM", {"Value": "PANIC", "Timestamp": 5}, {"value": None}])
def test_a_child_whose_state_cannot_be_read_is_still_named(state: Any) -> None:
    assert children([triggered("a", state)]) == (ChildAlarm(f"{HOME}a", "a"),)


@pytest.mark.parametrize(
    "listed", [None, "x", [None], [{}], [{"Arn": 17}], [{"Arn": "arn:aws:sns:a:1:b"}], {}]
)
def test_what_is_no_list_of_alarms_names_none(listed: Any) -> None:
    assert children(listed) == ()


def test_of_very_many_children_those_that_triggered_it_are_kept() -> None:
    rule = " OR ".join(f"ALARM(a-{number})" for number in range(100))
    found = children([triggered("last", None)], rule)
    assert len(found) == MOST_CHILDREN
    assert found[0].name == "last"


@given(
    rule=st.text() | st.lists(st.sampled_from(["ALARM(", '"', "a", ")", "\\", "AT_LEAST(", ","])).map("".join)
)
def test_any_rule_can_be_read(rule: str) -> None:
    assert all(child.arn and child.name for child in children(rule=rule))
