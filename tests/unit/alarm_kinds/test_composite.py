"""An alarm of alarms is about itself, and is known without any metric."""

from typing import Any

import pytest

from tests.events import event
from tests.unit.alarm_kinds.alarms import from_topic, plain, read, taken_as

CHILD = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-dlq-depth"
ITSELF = "alarm/arn:aws:cloudwatch:eu-west-1:111122223333:alarm:some-alarm"


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({"TriggeringChildren": [{"Arn": CHILD}]}, id="children are listed"),
        pytest.param(
            {"TriggeringChildren": [], "AlarmRule": 'ALARM("orders-dlq-depth")'}, id="its rule names one"
        ),
        pytest.param(
            {"TriggeringChildren": [], "NewStateReason": f"{CHILD} transitioned to ALARM at Sunday"},
            id="a child is named by the reason",
        ),
        pytest.param(
            {"NewStateReason": f"{CHILD} was created and its alarm rule evaluates to OK"}, id="just created"
        ),
    ],
)
def test_a_composite_is_about_itself(message: dict[str, Any]) -> None:
    assert taken_as(from_topic(message)) == ("composite", ITSELF)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({}, id="no metric and no children"),
        pytest.param({"NewStateReason": "testing alarm"}, id="a state set by hand"),
        pytest.param({"NewStateReason": f"because of {CHILD}"}, id="an alarm named in passing"),
        pytest.param({"QueryString": "fields @message", "LogGroups": ["/ecs/x"]}, id="a log alarm"),
    ],
)
def test_an_alarm_without_metric_is_no_composite_by_that_alone(message: dict[str, Any]) -> None:
    assert taken_as(from_topic(message)) == ("generic", ITSELF)


def test_a_log_alarm_joins_what_else_is_wrong_with_the_function_whose_log_it_queries() -> None:
    assert taken_as(from_topic({"LogGroups": ["/aws/lambda/orders"]})) == ("generic", "function/orders")


def test_an_alarm_with_a_metric_is_no_composite_whatever_its_reason() -> None:
    watched = ("Shop", "Latency", {"Service": "checkout"})
    assert taken_as(plain(watched, NewStateReason=f"{CHILD} transitioned"))[0] == "generic"


def test_a_contributor_without_metric_is_grouped_by_itself() -> None:
    (kind, resource) = taken_as(from_topic({"AlarmContributorId": "ffee0011"}))
    assert (kind, resource) == ("generic", f"{ITSELF}#ffee0011")


def test_a_composite_is_known_from_the_bus_too() -> None:
    itself = "alarm/arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-broken"
    assert taken_as(read(event("eventbridge_composite"))) == ("composite", itself)
