"""What `aws cloudwatch describe-alarms` prints."""

import json
from typing import Any

import pytest

from tests.unit.explain.running import Explain

ARN = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:"
ORDERS = "orders-dlq-depth: dead_letters of orders-dlq | route orders, channel C0ORDERS"
ALL = f"all: composite of {ARN}all | route everything, channel C0INCIDENT"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"
ROUTES = """
[[routes]]
name = "orders"
channel = "C0ORDERS"
owner = "U0ORDERS"
match.resources = ["orders-*"]
escalation.steps = [{after = "0m", tell = ["channel"]}, {after = "15m", tell = ["owner"]}]

[[routes]]
name = "everything"
channel = "C0INCIDENT"
"""


def alarm(name: str = "orders-dlq-depth", **changed: Any) -> dict[str, Any]:
    return {
        "AlarmName": name,
        "AlarmArn": ARN + name,
        "ActionsEnabled": True,
        "OKActions": [TOPIC],
        "AlarmActions": [TOPIC],
        "StateValue": "OK",
        "StateUpdatedTimestamp": "2025-11-20T10:00:00.123000+00:00",
        "MetricName": "ApproximateNumberOfMessagesVisible",
        "Namespace": "AWS/SQS",
        "Dimensions": [{"Name": "QueueName", "Value": "orders-dlq"}],
        "Threshold": 0.0,
        **changed,
    }


def listing(*alarms: dict[str, Any], composite: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"MetricAlarms": list(alarms), "CompositeAlarms": list(composite)}


def only(explain: Explain, content: Any, *options: str) -> dict[str, Any]:
    (told,) = explain.json(content, *options)["alarms"]
    return dict(told)


def test_each_alarm_tells_its_kind_its_route_and_who_would_be_told(explain: Explain) -> None:
    (explain.folder / "lastcall.toml").write_text(ROUTES)
    assert only(explain, listing(alarm())) == {
        "name": "orders-dlq-depth",
        "kind": "dead_letters",
        "state": "OK",
        "resource": "orders-dlq",
        "group": "111122223333/eu-west-1/queue/orders-dlq",
        "route": "orders",
        "channel": "C0ORDERS",
        "owner": "U0ORDERS",
        "told": [{"after": "0s", "tell": ["channel"]}, {"after": "900s", "tell": ["owner"]}],
        "does_not_reach": [],
    }


def test_for_people_each_alarm_is_one_line(explain: Explain) -> None:
    (explain.folder / "lastcall.toml").write_text(ROUTES)
    composite = alarm("all", AlarmRule=f"ALARM({ARN}orders-dlq-depth)", MetricName=None, OKActions=[])
    assert explain.text(listing(alarm(), composite=(composite,))).splitlines() == [
        "alarms      2 alarm(s); something of 1 does not reach Lastcall",
        f"{ORDERS} | at once channel; after 900s owner | all of it is sent",
        f"{ALL} | at once channel | OKActions: none, so that it is over is not sent",
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ActionsEnabled": False}, ["ActionsEnabled is false: it sends nothing"]),
        ({"AlarmActions": []}, ["AlarmActions: none, so that it fires is not sent"]),
        ({"OKActions": []}, ["OKActions: none, so that it is over is not sent"]),
        (
            {"AlarmActions": ["arn:aws:automate:eu-west-1:ec2:reboot"]},
            ["AlarmActions: no topic and no function, so that it fires is not sent to anyone"],
        ),
        ({"ActionsSuppressor": "release"}, ["it sends nothing while release is in alarm"]),
        (
            {"AlarmName": "TargetTracking-table/orders"},
            ["gets no card: an alarm that Auto Scaling scales by"],
        ),
    ],
)
def test_what_of_an_alarm_does_not_reach_us_is_said(
    explain: Explain, changed: dict[str, Any], said: list[str]
) -> None:
    assert only(explain, listing(alarm(**changed)))["does_not_reach"] == said


def test_a_topic_that_is_not_ours_is_told_where_ours_is_named(explain: Explain) -> None:
    other = "arn:aws:sns:eu-west-1:111122223333:others"
    assert only(explain, listing(alarm()), "--topic", TOPIC)["does_not_reach"] == []
    assert only(explain, listing(alarm()), "--topic", other)["does_not_reach"] == [
        "AlarmActions: none of the topics named by --topic, so that it fires goes elsewhere",
        "OKActions: none of the topics named by --topic, so that it is over goes elsewhere",
    ]


def test_an_alarm_that_watch_names_may_be_seen_on_the_bus(explain: Explain) -> None:
    (explain.folder / "lastcall.toml").write_text(f'[watch]\nalarms = ["orders-*"]\n{ROUTES}')
    said = only(explain, listing(alarm(AlarmActions=[])))["does_not_reach"]
    assert said[-1] == "[watch] names it: taken in anyway if WatchEventBridge is on"


def test_one_alarm_of_a_listing_and_lines_of_them_are_read_too(explain: Explain) -> None:
    assert only(explain, alarm())["kind"] == "dead_letters"
    lines = f"{json.dumps(alarm())}\n{json.dumps(alarm('other'))}"
    told = [json.loads(line) for line in explain.text(lines, "--json").splitlines()]
    assert [each["alarms"][0]["name"] for each in told] == ["orders-dlq-depth", "other"]


@pytest.mark.parametrize("odd", [{"AlarmName": "x"}, None, 7, [], {"StateValue": "OK"}, {"AlarmName": 7}])
def test_what_is_no_alarm_in_a_listing_says_so(explain: Explain, odd: Any) -> None:
    told = only(explain, {"MetricAlarms": [odd]})
    assert told["kind"] is None
    assert "cannot be read" in told["does_not_reach"][0]


def test_an_empty_listing_says_so(explain: Explain) -> None:
    assert explain.text(listing()) == "alarms: a listing without alarms\n"
