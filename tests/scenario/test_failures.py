"""Failures that no alarm tells: log lines, Lambda's and Step Functions' own events."""

from tests.events import event
from tests.scenario.harness import Harness


def test_log_lines_of_a_function_become_one_card_however_many_ways_it_fails(h: Harness) -> None:
    h.invoke_directly(event("log_lines_text"))
    h.invoke_directly(event("log_lines_text"))
    h.slack.expect_message("orders-worker: 3 logged errors").expect_update("KeyError 'fullname'")
    incident = h.incident("orders-worker")
    assert sorted((each.name, each.seen) for each in incident.alarms.values()) == [
        ("KeyError 'fullname'", 2),
        ("timeout after 3 s", 1),
    ]


def test_what_this_stack_logs_itself_never_comes_back(h: Harness) -> None:
    h.invoke_directly(event("log_lines_own"))
    assert h.slack.messages() == []


def test_a_failed_execution_becomes_a_card_that_a_person_resolves(h: Harness) -> None:
    h.enqueue(event("eventbridge_execution_failed"))
    h.pump()
    card = h.slack.expect_message("fulfilment: 1 unsuccessful execution")
    h.fast_forward(minutes=30)
    assert h.incident("fulfilment").live
    card.expect_update("order-A-1017 failed")


def test_a_failed_invocation_joins_what_else_is_wrong_with_its_function(h: Harness) -> None:
    h.invoke_directly(event("log_lines_text"))
    h.enqueue(event("eventbridge_lambda_failure"))
    h.pump()
    h.fast_forward(seconds=10)
    assert len(h.slack.messages()) == 1
    h.slack.expect_message("orders-worker").expect_update("dropped event")


def test_whatever_invokes_it_directly_is_shown(h: Harness) -> None:
    h.invoke_directly({"Records": [17, None]})
    assert len(h.slack.messages()) == 1
