"""Which route takes an incident, and who is on call."""

from datetime import timedelta

import pytest

from bot.domain.alarm.alarm import AlarmTransition, Path
from bot.domain.alarm.event_filter import is_ours
from bot.domain.policy.policy import EventFilter, Match, Policy, Route
from bot.domain.policy.rotation import Rotation
from tests.unit.domain.incidents import NOW, heard

REST = Route("rest", "C0INCIDENT")
INCIDENT = {
    "kind": "dead_letters",
    "resource": "orders-dlq",
    "account": "111122223333",
    "region": "eu-west-1",
    "tags": {"team": "orders"},
}

MATCHES = (
    pytest.param(Match(), True, id="an empty match takes everything"),
    pytest.param(Match(kinds=("dead_letters",)), True, id="the kind"),
    pytest.param(Match(kinds=("generic",)), False, id="another kind"),
    pytest.param(Match(resources=("x", "orders-*")), True, id="one of several patterns"),
    pytest.param(Match(resources=("payments-*",)), False, id="another resource"),
    pytest.param(Match(resources=("ORDERS-*",)), False, id="names differ by case"),
    pytest.param(Match(accounts=("1111*",)), True, id="the account"),
    pytest.param(Match(accounts=("999988887777",)), False, id="another account"),
    pytest.param(Match(regions=("eu-*",)), True, id="the region"),
    pytest.param(Match(regions=("us-*",)), False, id="another region"),
    pytest.param(Match(tags={"team": "ord*"}), True, id="a tag"),
    pytest.param(Match(tags={"team": "orders", "env": "prod"}), False, id="a tag that is not there"),
    pytest.param(Match(kinds=("dead_letters",), regions=("us-*",)), False, id="one part fits, one does not"),
)


@pytest.mark.parametrize(("match", "taken"), MATCHES)
def test_a_route_takes(match: Match, taken: bool) -> None:  # noqa: FBT001 - a column of the table
    route = Route("first", "C0FIRST001", match)
    found = Policy((route, REST)).route_for(**INCIDENT)  # type: ignore[arg-type]
    assert found is (route if taken else REST)


def test_only_an_empty_match_takes_everything() -> None:
    assert Match().everything
    assert not Match(regions=("*",)).everything


def test_the_first_route_that_matches_decides() -> None:
    first, second = Route("a", "C0FIRST001"), Route("b", "C0SECOND01")
    assert Policy((first, second)).route_for(**INCIDENT) is first  # type: ignore[arg-type]


def test_a_policy_without_a_catch_all_still_has_a_last_route() -> None:
    only = Route("a", "C0FIRST001", Match(kinds=("generic",)))
    assert Policy((only,)).route_for(**INCIDENT) is only  # type: ignore[arg-type]


def test_a_route_that_a_release_has_removed_gives_way_to_the_last() -> None:
    policy = Policy((Route("a", "C0FIRST001"), REST))
    assert policy.route_named("a").name == "a"
    assert policy.route_named("gone") is REST


def test_turns_pass_from_one_to_the_next_and_round_again() -> None:
    rotation = Rotation("orders", ("U1", "U2", "U3"), NOW, timedelta(days=7))
    turns = [rotation.on_call(NOW + timedelta(days=7 * week, seconds=-1)) for week in range(5)]
    assert turns == ["U3", "U1", "U2", "U3", "U1"]


def test_an_unknown_rotation_is_none() -> None:
    assert Policy((REST,)).rotation_named("orders") is None


def on(path: Path) -> AlarmTransition:
    return heard(alarm="orders-dlq-depth", path=path)


OURS = (
    pytest.param(on(Path.TOPIC), EventFilter(), False, True, id="what was sent to us"),
    pytest.param(on(Path.DIRECT), EventFilter(), False, True, id="what invoked us"),
    pytest.param(on(Path.OBSERVED), EventFilter(), False, True, id="what we found by looking"),
    pytest.param(on(Path.BUS), EventFilter(), False, False, id="what merely passed by is not"),
    pytest.param(on(Path.BUS), EventFilter(("orders-*",)), False, True, id="unless it is watched"),
    pytest.param(on(Path.BUS), EventFilter(("payments-*",)), False, False, id="by its name"),
    pytest.param(on(Path.BUS), EventFilter(), True, True, id="or its incident is open"),
)


@pytest.mark.parametrize(("transition", "watch", "open_incident", "ours"), OURS)
def test_an_alarm_is_ours(
    transition: AlarmTransition, watch: EventFilter, *, open_incident: bool, ours: bool
) -> None:
    assert is_ours(transition, watch, open_incident=open_incident) is ours
