"""Events that a function gave up on: they go back to that function, asynchronously, as they were."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.invocations import MOST_BYTES, Invoked
from tests.scenario.harness.places import ACCOUNT, REGION, SETTINGS, queue_arn
from tests.scenario.harness.sqs_queue import Queue
from tests.scenario.redriving import REASON, open_redrive, standing

QUEUE = "mailer-failures"
MAILER = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:mailer"
OTHER = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:payer"
EVENTS = ['{"mail": 1, "to":  "ada"}', '{"mail": 2}', '{"mail": 2.50}']
ERRORS = ["RequestID", "ErrorCode", "ErrorMessage"]


def record(event: str, function: str = f"{MAILER}:$LATEST", condition: str = "RetriesExhausted") -> str:
    """As Lambda writes it at a destination; the event in it keeps its own text."""
    context = {"requestId": "5c1b", "functionArn": function, "condition": condition}
    told: dict[str, Any] = {
        "version": "1.0",
        "requestContext": context | {"approximateInvokeCount": 3},
        "requestPayload": "HERE",
        "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
        "responsePayload": {"errorType": "MailRefusedError", "errorMessage": "501"},
    }
    return json.dumps(told).replace('"HERE"', event)


def failed_at_the_end(h: Harness, *bodies: str, **how: Any) -> Queue:
    """They stand in the queue that the mailer's configuration names, and the card is there."""
    h.services.settings.destinations[f"{MAILER}"] = queue_arn(QUEUE)
    h.services.invocations.functions.add(MAILER)
    queue = h.sqs.create(queue_arn(QUEUE), retention=timedelta(days=4))
    for body in bodies:
        queue.send(body, **how)
    h.deliver(Alarm(QUEUE).fires(h.clock()))
    h.fast_forward(minutes=2)
    return queue


def redriven(h: Harness) -> str:
    open_redrive(h, queue=QUEUE).submit(by="ana", **REASON)
    h.fast_forward(minutes=10)
    return h.slack.expect_message(QUEUE).expect_reply("moved back").text


def asked_of(h: Harness, since: int = 0) -> set[str]:
    return {call.name for call in h.wire.calls[since:] if call.by == "on_job"}


def test_each_event_goes_back_once_to_the_function_that_gave_it_up_byte_for_byte(h: Harness) -> None:
    failed_at_the_end(h, *map(record, EVENTS), system={"AWSTraceHeader": "Root=1-5759e988-bd86"})
    window = open_redrive(h, queue=QUEUE)
    assert "*3 messages go back* from `mailer-failures` to function `mailer`" in window.text
    window.submit(by="ana", **REASON)
    h.fast_forward(minutes=2)
    trace = "Root=1-5759e988-bd86"
    assert h.services.invocations.taken == [Invoked(MAILER, "Event", event, trace) for event in EVENTS]
    assert standing(h, QUEUE) == []
    h.slack.expect_message(QUEUE).expect_reply("3 of 3 moved back to function mailer")


def test_nobody_else_sees_the_event_again(h: Harness) -> None:
    failed_at_the_end(h, *map(record, EVENTS))
    before = len(h.wire.calls)
    redriven(h)
    assert "lambda.Invoke" in asked_of(h, before)
    assert not asked_of(h, before) & {"sns.Publish", "eventbridge.PutEvents", "kinesis.PutRecords"}
    assert {call.about for call in h.calls("sqs.SendMessageBatch")} <= {"JobQueue", "CommandQueue"}


def test_a_function_by_whose_configuration_nothing_stands_here_is_never_invoked(h: Harness) -> None:
    """Whoever may send to the queue can write that any function gave up on anything."""
    h.services.invocations.functions.add(OTHER)
    failed_at_the_end(h, record(EVENTS[0]), record('{"pay": 1000000}', OTHER))
    assert "1 of 2 moved back to function mailer; 1 left here: who wrote it is not confirmed" in redriven(h)
    assert [each.function for each in h.services.invocations.taken] == [MAILER]
    assert len(standing(h, QUEUE)) == 1


def test_an_event_that_the_function_did_is_not_done_twice(h: Harness) -> None:
    failed_at_the_end(h, record(EVENTS[0]), record(EVENTS[1], condition="Success"))
    assert "1 left here: the function succeeded: a redrive would do its work twice" in redriven(h)
    assert [each.payload for each in h.services.invocations.taken] == [EVENTS[0]]


def test_a_version_or_alias_is_asked_as_it_was_recorded(h: Harness) -> None:
    live = f"{MAILER}:live"
    h.services.settings.destinations[live] = queue_arn(QUEUE)
    h.services.invocations.functions.add(live)
    failed_at_the_end(h, record(EVENTS[0], live))
    assert "1 of 1 moved back to function mailer:live" in redriven(h)
    assert [each.function for each in h.services.invocations.taken] == [live]


def test_a_version_that_is_gone_keeps_the_event(h: Harness) -> None:
    old = f"{MAILER}:7"
    h.services.settings.destinations[old] = queue_arn(QUEUE)
    failed_at_the_end(h, record(EVENTS[0], old))
    told = redriven(h)
    assert "0 of 1 moved back" in told
    assert "Function not found" in told
    assert len(standing(h, QUEUE)) == 1


def test_what_lambda_takes_no_more_stays(h: Harness) -> None:
    long = json.dumps({"text": "x" * MOST_BYTES["Event"]})
    failed_at_the_end(h, record(EVENTS[0]))
    # Longer than any message of SQS: stored by hand, since what holds an event is longer than the event.
    h.sqs.queue(QUEUE).send(record(long))
    told = redriven(h)
    assert "1 of 2 moved back" in told
    assert "RequestTooLargeException" in told
    assert [each.payload for each in h.services.invocations.taken] == [EVENTS[0]]


def test_a_denied_invoke_says_what_to_allow_and_moves_nothing(h: Harness) -> None:
    failed_at_the_end(h, *map(record, EVENTS))
    h.aws.refused.add("lambda.Invoke")
    told = redriven(h)
    assert "lambda:InvokeFunction" in told
    assert "0 of 3 moved back" in told
    assert len(standing(h, QUEUE)) == 3
    assert len(h.calls("lambda.Invoke")) == 1


def test_where_the_stack_may_invoke_nothing_the_press_says_what_to_name() -> None:
    with Harness(settings=SETTINGS._replace(redrives_to_functions="false")) as h:
        failed_at_the_end(h, *map(record, EVENTS))
        told = open_redrive(h, queue=QUEUE).text
        assert "name function mailer in its parameter RedriveFunctionArns" in told
        assert h.services.invocations.taken == []


@pytest.mark.parametrize("several", [False, True], ids=["one function", "several functions"])
def test_the_dead_letter_queue_of_one_function_leads_back_to_it_and_of_several_nowhere(
    h: Harness, *, several: bool
) -> None:
    """Such a message does not say which function gave up on it."""
    listed = [
        {"FunctionArn": each, "DeadLetterConfig": {"TargetArn": queue_arn(QUEUE)}} for each in (MAILER, OTHER)
    ]
    functions = json.dumps({"Functions": listed if several else listed[:1]})
    h.services.answers["lambda.ListFunctions"] = lambda _url, _body: (200, functions)
    told = zip(ERRORS, ("String", "Number", "String"), ("5c1b", "200", "KeyError"), strict=True)
    attributes = {name: {"DataType": kind, "StringValue": value} for name, kind, value in told}
    failed_at_the_end(h, EVENTS[0], attributes=attributes)
    card = h.slack.expect_message(QUEUE)
    if several:
        assert not card.offers("Redrive…")
        return
    assert "1 of 1 moved back to function mailer" in redriven(h)
    assert [(each.function, each.payload) for each in h.services.invocations.taken] == [(MAILER, EVENTS[0])]
