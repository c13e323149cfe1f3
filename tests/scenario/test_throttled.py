"""Others of the account leave nothing of AWS's quotas: people are answered all the same, and told."""

import pytest

from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.quotas import CONTROL_PLANE, FILTER_LOG_EVENTS, MOST
from tests.scenario.harness.slack import Shown


@pytest.fixture
def card(h: Harness) -> Shown:
    h.dead_letters("orders-dlq", '{"order": 1}', source="orders")
    h.services.consumers["orders"] = "orders-consumer"
    h.aws.quotas.used_up |= set(MOST)
    h.deliver(Alarm("orders-dlq").fires(h.clock()))
    h.fast_forward(minutes=1)
    return h.slack.expect_message("orders-dlq")


def test_a_press_is_answered_with_what_could_not_be_read(h: Harness, card: Shown) -> None:
    card.button("Inspect").click(by="ana")
    said = h.slack.modal("ana").text
    assert h.aws.quotas.refused[CONTROL_PLANE] > 0
    assert '"order": 1' in said
    assert "AWS throttles lambda:ListEventSourceMappings" in said


def test_a_press_after_it_reads_what_was_missing(h: Harness, card: Shown) -> None:
    h.aws.quotas.used_up.clear()
    h.fast_forward(minutes=5)
    card.button("Inspect").click(by="ana")
    assert "throttles" not in h.slack.modal("ana").text


def test_an_incident_ends_although_nothing_is_left_of_the_quotas(h: Harness, card: Shown) -> None:
    h.empty("orders-dlq")
    h.deliver(Alarm("orders-dlq").recovers(h.clock()))
    h.fast_forward(minutes=10)
    assert h.incident().status.name == "RESOLVED"
    assert h.aws.quotas.refused[FILTER_LOG_EVENTS] + h.aws.quotas.refused[CONTROL_PLANE] > 0
