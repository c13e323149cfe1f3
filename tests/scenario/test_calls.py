"""What each thing costs, request by request: one call more, to AWS or to Slack, fails.

The containers are warm, as they are but for a first time: their secrets are read.
"""

from collections import Counter

from tests.scenario.harness import Alarm, Harness

DLQ = Alarm("orders-dlq")
# What Lastcall does with its own table and queues.
OWN = ("dynamodb.", "sqs.SendMessage")
WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems")


def warm(h: Harness) -> None:
    """An earlier incident, elsewhere, and an earlier click: every container has read its secrets."""
    h.deliver(Alarm("warm-dlq").fires(h.clock()))
    h.fast_forward(seconds=30)
    h.slack.expect_message("warm-dlq").button("Acknowledge").click(by="ben")
    h.fast_forward(minutes=2)


def test_a_new_incident_costs_three_writes_and_one_post_to_its_card(h: Harness) -> None:
    warm(h)
    for function in ("on_job", "on_command"):
        h.functions.pause(function)
    assert h.calls_of(lambda: h.deliver(DLQ.fires(h.clock()))) == {
        "on_alarm": [
            "dynamodb.BatchGetItem",
            "dynamodb.TransactWriteItems INCIDENT, ID, TIMELINE",
            "sqs.SendMessage JobQueue",
            "sqs.SendMessage CommandQueue",
        ],
        "on_change": [
            "dynamodb.BatchGetItem",
            "dynamodb.GetItem",
            "dynamodb.UpdateItem CARD",
            "slack.chat.postMessage C0ORDERS01",
            "dynamodb.UpdateItem CARD",
        ],
    }


def test_its_evidence_is_gathered_apart_in_its_turn_by_nobody_else_and_in_one_write(h: Harness) -> None:
    warm(h)
    h.dead_letters("orders-dlq", '{"order": 1}')
    for function in ("on_command", "on_change"):
        h.functions.pause(function)
    made = h.calls_of(lambda: h.deliver(DLQ.fires(h.clock())))["on_job"]
    written = [call for call in made if call.startswith(tuple(f"dynamodb.{verb}" for verb in WRITES))]
    kept = "dynamodb.TransactWriteItems INCIDENT, TIMELINE, EVIDENCE"
    look = "dynamodb.UpdateItem LOOK"
    assert written == ["dynamodb.UpdateItem PACE", look, kept, look]
    assert [call for call in made if call.startswith("slack.")] == []


def test_a_dead_letter_queue_and_its_consumer_are_looked_at_in_these_reads(h: Harness) -> None:
    warm(h)
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.services.consumers["orders"] = "orders-worker"
    for function in ("on_command", "on_change"):
        h.functions.pause(function)
    made = h.calls_of(lambda: h.deliver(DLQ.fires(h.clock())))["on_job"]
    asked = Counter(call.partition(" ")[0] for call in made if not call.startswith(OWN))
    assert asked == {
        "sqs.GetQueueUrl": 2,
        "sqs.GetQueueAttributes": 3,
        "sqs.ListDeadLetterSourceQueues": 1,
        "sqs.ReceiveMessage": 1,
        "sqs.ChangeMessageVisibilityBatch": 1,
        "cloudwatch.GetMetricData": 7,
        "cloudwatch-logs.FilterLogEvents": 2,
        "lambda.ListEventSourceMappings": 2,
        "lambda.GetFunctionConfiguration": 1,
        "lambda.GetFunctionConcurrency": 1,
        "lambda.ListVersionsByFunction": 1,
        "lambda.GetAccountSettings": 1,
        "cloudtrail.LookupEvents": 2,
    }
    evidence = h.incident().evidence
    assert evidence is not None
    assert evidence.missing == ()


def test_a_repeat_costs_one_write_and_at_most_a_coalesced_edit(h: Harness) -> None:
    warm(h)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(seconds=10)
    assert h.calls_of(lambda: h.deliver(DLQ.fires(h.clock()))) == {
        "on_alarm": ["dynamodb.BatchGetItem", "dynamodb.TransactWriteItems INCIDENT, TIMELINE"],
        "on_change": [
            "dynamodb.BatchGetItem",
            "dynamodb.GetItem",
            "dynamodb.UpdateItem CARD",
            "dynamodb.UpdateItem CHANNEL",
            "slack.chat.update C0ORDERS01",
            "dynamodb.UpdateItem CARD",
        ],
    }


def test_a_storm_of_repeats_is_one_edit(h: Harness) -> None:
    warm(h)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    edits = edits_of_the_card(h)
    for _ in range(10):
        h.deliver(DLQ.recovers(h.clock()))
        h.clock.forward(milliseconds=100)
        h.deliver(DLQ.fires(h.clock()))
        h.clock.forward(milliseconds=100)
    h.fast_forward(seconds=30)
    assert edits_of_the_card(h) == edits + 2
    assert h.incident().fire_count == 11


def edits_of_the_card(h: Harness) -> int:
    """Not those of the incident that warmed the functions: it is looked at again meanwhile."""
    return sum(call.about == "C0ORDERS01" for call in h.calls("slack.chat.update"))


def test_a_duplicate_costs_no_write_and_no_call_to_slack(h: Harness) -> None:
    warm(h)
    fired = DLQ.fires(h.clock())
    h.deliver(fired)
    h.fast_forward(minutes=2)
    assert h.calls_of(lambda: h.deliver(fired, fired, fired.by_bus)) == {
        "on_alarm": ["dynamodb.BatchGetItem"]
    }


def test_a_click_on_acknowledge_costs_one_write_and_one_edit_beside_the_note_in_the_thread(
    h: Harness,
) -> None:
    warm(h)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    button = h.slack.expect_message("orders-dlq").button("Acknowledge")
    assert h.calls_of(lambda: button.click(by="ana")) == {
        "on_slack": ["sqs.SendMessage CommandQueue"],
        "on_command": [
            "dynamodb.GetItem",
            "dynamodb.GetItem",
            "dynamodb.BatchGetItem",
            "slack.users.info U0ANA00001",
            "dynamodb.TransactWriteItems INCIDENT, TIMELINE, CLICK",
        ],
        "on_change": [
            "dynamodb.BatchGetItem",
            "dynamodb.GetItem",
            "dynamodb.Query",
            "dynamodb.UpdateItem CARD",
            "dynamodb.GetItem",
            "dynamodb.UpdateItem CHANNEL",
            "slack.chat.update C0ORDERS01",
            "slack.chat.postMessage C0ORDERS01",
            "dynamodb.UpdateItem CHANNEL",
            "slack.chat.update C0ORDERS01",
            "dynamodb.UpdateItem CARD",
        ],
    }


def test_a_click_that_opens_a_modal_opens_it_at_the_door(h: Harness) -> None:
    warm(h)
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    button = h.slack.expect_message("orders-dlq").button("Inspect")
    assert h.calls_of(lambda: button.click(by="ana")) == {
        "on_slack": ["secrets-manager.GetSecretValue", "slack.views.open", "sqs.SendMessage CommandQueue"],
        "on_command": [
            "dynamodb.GetItem",
            "dynamodb.BatchGetItem",
            "slack.users.info U0ANA00001",
            "dynamodb.GetItem",
            "slack.views.update",
        ],
    }


def test_a_tick_with_nothing_due_asks_what_is_due_and_what_is_owed_and_writes_nothing(h: Harness) -> None:
    warm(h)
    assert h.calls_of(h.tick) == {"on_clock": ["dynamodb.Query", "dynamodb.Query"]}


def test_a_replayed_click_costs_one_read(h: Harness) -> None:
    warm(h)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    h.slack.expect_message("orders-dlq").button("Acknowledge").click(by="ana")
    h.fast_forward(minutes=1)
    made = h.calls_of(h.slack.replay)
    assert made == {"on_slack": ["sqs.SendMessage CommandQueue"], "on_command": ["dynamodb.GetItem"]}
