"""A card of an alarm that nobody can look behind says what the alarm watches, in its own numbers."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.alarm.alarm import Limit
from bot.render.plain_text import plain_lines
from bot.slack.markup.block_kit import card_message
from tests.unit.alarm_kinds.alarms import from_topic, math, plain
from tests.unit.alarm_kinds.test_cards import card, incident_of

SCHEDULE = ("AWS/Scheduler", "InvocationDroppedCount", {"ScheduleGroup": "nightly"})
RULE = {"Period": 300, "Statistic": "SUM", "Threshold": 2.5, "ComparisonOperator": "GreaterThanThreshold"}


def told(**more: Any) -> str:
    namespace, name, dimensions = SCHEDULE
    listed = [{"name": key, "value": value} for key, value in dimensions.items()]
    trigger = {
        "MetricName": name,
        "Namespace": namespace,
        "Dimensions": listed,
        **RULE,
        **more.pop("trigger", {}),
    }
    return "\n".join(
        plain_lines(card(incident_of(from_topic({"Trigger": trigger, **more}))).why).splitlines()
    )


def test_it_names_metric_dimensions_statistic_period_and_threshold() -> None:
    assert (
        "Watches Sum of AWS/Scheduler InvocationDroppedCount (ScheduleGroup nightly) in 5 min > 2.5" in told()
    )


@pytest.mark.parametrize(
    ("comparison", "said"),
    [
        ("GreaterThanOrEqualToThreshold", " ≥ 2.5"),
        ("LessThanThreshold", " < 2.5"),
        ("LessThanOrEqualToThreshold", " ≤ 2.5"),
        ("LessThanLowerOrGreaterThanUpperThreshold", ", threshold 2.5"),
        ("", ", threshold 2.5"),
    ],
)
def test_it_says_how_the_threshold_is_compared_as_far_as_that_is_told(comparison: str, said: str) -> None:
    assert said in told(trigger={"ComparisonOperator": comparison})


def test_its_own_description_stands_there_too() -> None:
    assert "Nightly jobs are dropped: call the data team" in told(
        AlarmDescription="Nightly jobs are\n dropped: call the data team"
    )


def test_of_metric_math_no_one_metric_has_the_threshold() -> None:
    assert "threshold" not in plain_lines(card(incident_of(math(SCHEDULE, SCHEDULE))).why)


def test_a_kind_that_can_be_looked_at_tells_what_was_found_instead() -> None:
    errors = plain(("AWS/Lambda", "Errors", {"FunctionName": "orders-worker"}))
    assert "Watches" not in plain_lines(card(incident_of(errors)).why)


def test_what_it_says_of_itself_can_neither_mention_nor_link() -> None:
    hostile = incident_of(plain(("AWS/Scheduler", "<!channel>", {"ScheduleGroup": "<https://x.y|z>"})))
    hostile = replace(hostile, description="<@U1> *now*", limit=Limit(1.0, "<!here>"))
    shown = str(card_message(card(hostile)))
    assert not [each for each in ("<!channel>", "<https://x.y|z>", "<@U1>", "<!here>") if each in shown]


def test_of_a_function_at_the_edge_it_names_the_logs_that_are_not_read() -> None:
    edge = plain(("AWS/Lambda", "Errors", {"FunctionName": "us-east-1.auth"}))
    said = "It logs to /aws/lambda/us-east-1.auth in each region it ran in; none of these is read here"
    assert said in plain_lines(card(incident_of(edge)).why)
    own = plain(("AWS/Lambda", "Errors", {"FunctionName": "auth"}))
    assert "It logs to" not in plain_lines(card(incident_of(own)).why)
