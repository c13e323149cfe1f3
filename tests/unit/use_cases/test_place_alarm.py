"""Where an alarm belongs, wherever it is asked: `lastcall explain` says what intake does."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.alarm_kinds import KINDS
from bot.domain.alarm.alarm import AlarmTransition, Metric, Path, Signal
from bot.domain.policy.policy import Match, Policy, Route
from bot.domain.resource.grouping import Resource
from bot.explain.explanation import Known
from bot.explain.reading import explain
from bot.parsing.alarm_event import parse_alarm_message
from bot.use_cases.place_alarm import place_alarm
from bot.use_cases.take_in_alarm import Delivery, TakeInAlarm
from bot.use_cases.write_incident import IncidentWriter
from tests.events import NAMES, event_text
from tests.fakes import FakeIncidents, FakeOutbox, HandClock, Store

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
EVERYTHING = Route("everything", "C0EVERYTHING")
POLICY = Policy(
    (
        Route("lost", "C0LOST", Match(kinds=("lost_events",))),
        Route("elsewhere", "C0ELSEWHERE", Match(accounts=("999988887777",))),
        Route("ours", "C0OURS", Match(tags={"team": "orders"})),
        Route("each", "C0EACH", Match(resources=("fulfil*",)), group_by="alarm"),
        EVERYTHING,
    )
)


def heard(name: str) -> AlarmTransition:
    read = parse_alarm_message(
        event_text(name), message_id="m", received_at=NOW, source_arn="", stack="lastcall"
    )
    assert isinstance(read[0], AlarmTransition)
    return read[0]


@pytest.mark.parametrize(
    ("name", "route"),
    [
        pytest.param("kinds/lost_events", "lost", id="by the kind"),
        pytest.param("sns_cross_account", "elsewhere", id="by the account of the resource, not of the alarm"),
        pytest.param("sns_log_alarm", "ours", id="by a tag"),
        pytest.param("eventbridge_execution_failed", "each", id="by the name of the resource"),
        pytest.param("sns_metric_alarm", "everything", id="by none of them"),
    ],
)
def test_an_alarm_goes_where_its_route_says(name: str, route: str) -> None:
    assert place_alarm(heard(name), POLICY).route.name == route


@pytest.mark.parametrize("event", ["kinds/composite", "kinds/generic"])
def test_an_alarm_about_no_resource_goes_by_its_own_name(event: str) -> None:
    transition = heard(event)
    by_name = Policy((Route("named", "C0NAMED", Match(resources=(f"{transition.name[:6]}*",))), EVERYTHING))
    assert place_alarm(transition, by_name).resource.kind == "alarm"
    assert place_alarm(transition, by_name).route.name == "named"


def test_a_route_that_groups_by_alarm_makes_what_told_it_the_group() -> None:
    place = place_alarm(heard("eventbridge_execution_failed"), POLICY)
    assert place.resource.kind == "state_machine"
    assert place.grouped == Resource("alarm", heard("eventbridge_execution_failed").arn, *place.resource[2:])


CARDED = [
    *(name for name in NAMES if not name.startswith(("eventbridge_lambda", "direct_lambda"))),
    *(f"kinds/{kind.name}" for kind in KINDS if kind.name != "failed_invocations"),
]


@pytest.mark.parametrize("name", CARDED)
def test_explain_says_of_an_event_what_intake_makes_of_it(name: str) -> None:
    read = parse_alarm_message(event_text(name), message_id="m", received_at=NOW, source_arn="", stack="")
    told = [each for each in read if isinstance(each, AlarmTransition) and each.signal is not Signal.NOTICE]
    store = Store()
    table = FakeIncidents(store, HandClock(NOW))
    on_purpose = [Delivery("m", replace(each, path=Path.TOPIC)) for each in told]
    TakeInAlarm(table, IncidentWriter(table, FakeOutbox(), lambda: POLICY), lambda: POLICY)(on_purpose, NOW)
    said = explain(event_text(name).encode(), Known(policy=POLICY, policy_file="lastcall.toml")).told
    explained = said.get("messages", [said]) if told else []
    assert {each["group"] for each in explained} == set(store.incidents)
    assert {each["route"] for each in explained} == {each.route for each in store.incidents.values()}
    assert {each["kind"] for each in explained} == {each.kind for each in store.incidents.values()}
    json.dumps(said)


def test_an_alarm_over_several_resources_goes_by_the_first_route_that_one_of_them_matches() -> None:
    names = ("stock", "fulfil-a", "fulfil-b")
    metrics = tuple(Metric("AWS/Lambda", "Errors", {"FunctionName": name}) for name in names)
    place = place_alarm(replace(heard("sns_metric_alarm"), metrics=metrics, tags=None), POLICY)
    assert (place.route.name, place.beside) == ("each", ("everything",))
    assert [each.name for each in place.members] == list(names)
