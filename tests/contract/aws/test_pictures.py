"""ports.Pictures on CloudWatch, as far as it can be had without one: what is asked, and every answer."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from bot.aws.metric_graphs import PICTURE, CloudWatchMetricGraphs, widget
from bot.aws.session import Clients
from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.missing import Missing
from bot.domain.lifecycle.intake import quiet_incident
from bot.domain.resource.grouping import Resource
from tests.contract.aws.faults import Faults
from tests.contract.aws.stack import REGION

PNG = b"\x89PNG\r\n\x1a\n and so on"
OPERATION = "GetMetricWidgetImage"
AGE = Metric(
    "AWS/Lambda",
    "IteratorAge",
    {"FunctionName": "clicks", "Resource": "clicks:live"},
    "p99",
    timedelta(minutes=1),
)
QUIET = quiet_incident(Resource("function", "clicks", "123456789012", REGION), "iterator_age", "everything")
INCIDENT = replace(QUIET, metric=AGE, title="clicks stand still")


@pytest.fixture
def faults(aws: Clients) -> Faults:
    return Faults(aws.client("cloudwatch", PICTURE))


def test_the_widget_draws_the_metric_by_its_dimensions_and_statistic_over_three_hours() -> None:
    assert json.loads(widget(AGE, "clicks stand still")) == {
        "title": "clicks stand still",
        "metrics": [
            [
                *("AWS/Lambda", "IteratorAge", "FunctionName", "clicks", "Resource", "clicks:live"),
                {"stat": "p99", "period": 60},
            ]
        ],
        "start": "-PT3H",
        "width": 600,
        "height": 300,
    }


def test_a_metric_without_a_statistic_is_drawn_by_its_maximum() -> None:
    drawn = json.loads(widget(Metric("Shop", "Orders", {}), "a" * 300))
    assert drawn["metrics"] == [["Shop", "Orders", {"stat": "Maximum"}]]
    assert len(drawn["title"]) == 200


def test_the_picture_is_what_cloudwatch_drew(aws: Clients, faults: Faults) -> None:
    faults.answer(OPERATION, {"MetricWidgetImage": PNG})
    assert CloudWatchMetricGraphs(aws).of(INCIDENT) == PNG


def test_what_is_no_picture_is_missing(aws: Clients, faults: Faults) -> None:
    faults.answer(OPERATION, {"MetricWidgetImage": b"<html>"}, {})
    pictures = CloudWatchMetricGraphs(aws)
    assert [pictures.of(INCIDENT) for _ in range(2)] == [Missing("CloudWatch answered without an image")] * 2


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("AccessDenied", 403, "denied: allow cloudwatch:GetMetricWidgetImage on *"),
        ("Throttling", 400, "AWS throttles cloudwatch:GetMetricWidgetImage on *"),
        ("InternalFailure", 500, "cloudwatch:GetMetricWidgetImage on * failed inside AWS (InternalFailure)"),
    ],
)
def test_a_refusal_is_missing_and_says_why(
    aws: Clients, faults: Faults, code: str, status: int, said: str
) -> None:
    faults.refuse(OPERATION, code, status)
    assert CloudWatchMetricGraphs(aws).of(INCIDENT) == Missing(said)


def test_it_is_asked_for_once_whether_it_is_answered_or_not(aws: Clients) -> None:
    sent: list[str] = []

    def unanswered(request: Any, **_: Any) -> None:
        sent.append(request.url)
        raise ReadTimeoutError(endpoint_url=request.url)

    events = aws.client("cloudwatch", PICTURE).meta.events
    events.register(f"before-send.cloudwatch.{OPERATION}", unanswered)
    assert isinstance(CloudWatchMetricGraphs(aws).of(INCIDENT), Missing)
    assert len(sent) == 1


def test_what_lies_in_another_account_is_not_asked_for() -> None:
    missing = CloudWatchMetricGraphs(Clients(REGION, "999999999999")).of(INCIDENT)
    assert missing == Missing("cannot look there: account 123456789012 has no role for Lastcall")


def test_without_a_metric_there_is_none(aws: Clients) -> None:
    assert isinstance(CloudWatchMetricGraphs(aws).of(QUIET), Missing)
