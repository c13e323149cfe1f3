"""Dead letters: would they pass if redriven now? From what AWS holds to the verdict, and its near miss."""

import json
from datetime import datetime
from typing import Any

from bot.domain.evidence.verdict import Cause, Setting
from bot.domain.incident.follow_up import FollowUp
from bot.domain.incident.timeline import Event
from bot.domain.resource.grouping import Resource
from tests.scenario.diagnosis.account import DAY, HOUR, MINUTE, NOW, SECOND, Account
from tests.scenario.diagnosis.account.functions import Function
from tests.scenario.diagnosis.account.metrics import steady, switched
from tests.scenario.diagnosis.account.streams import Record
from tests.scenario.diagnosis.case import Case
from tests.scenario.diagnosis.situations import (
    DEAD,
    ERROR,
    NO_MEMORY,
    NOT_LOADED,
    NOT_LOADED_SHAPE,
    dead_letters,
    working,
)
from tests.scenario.harness.places import ACCOUNT, REGION, queue_arn

RULE = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/orders/order-created"
NOT_ALLOWED = (
    f"First allow lambda:ListVersionsByFunction on arn:aws:lambda:{REGION}:{ACCOUNT}:function:worker"
)
PLACE = f"arn:aws:kinesis:{REGION}:{ACCOUNT}"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/clicks/stream/2025-11-14T00:13:19.627"


def _dlq(aws: Account) -> Any:
    return aws.queue("orders-dlq", retention=14 * DAY)


def undelivered(aws: Account, code: str) -> Resource:
    """By EventBridge, which could not invoke the target of a rule."""
    target = aws.function("worker").arn
    aws.rules.targets["order-created"] = [
        {"Id": "worker", "Arn": target, "DeadLetterConfig": {"Arn": queue_arn("orders-dlq")}}
    ]
    told = {
        "RULE_ARN": RULE,
        "TARGET_ARN": target,
        "ERROR_CODE": code,
        "ERROR_MESSAGE": "refused",
        "RETRY_ATTEMPTS": "0",
    }
    event = {"version": "0", "detail-type": "order.created", "source": "shop", "detail": {}}
    attributes = {name: {"DataType": "String", "StringValue": value} for name, value in told.items()}
    aws.dead_letters(_dlq(aws), *[json.dumps(event)] * 3, attributes=attributes)
    return DEAD


def refused(aws: Account) -> Resource:
    return undelivered(aws, "NO_PERMISSIONS")


def unreadable(aws: Account) -> Resource:
    return undelivered(aws, "INVALID_JSON")


def successes(aws: Account) -> Resource:
    """A destination is told of successes too."""
    worker = aws.function("worker")
    worker.events = {"DestinationConfig": {"OnSuccess": {"Destination": queue_arn("orders-dlq")}}}
    aws.dead_letters(_dlq(aws), *[json.dumps(_record(worker, "Success"))] * 4)
    return DEAD


def _record(worker: Function, condition: str) -> dict[str, Any]:
    return {
        "version": "1.0",
        "timestamp": "2026-03-02T11:30:00.512Z",
        "requestContext": {
            "requestId": "00000000-0000-4000-8000-000000000003",
            "functionArn": f"{worker.arn}:$LATEST",
            "condition": condition,
            "approximateInvokeCount": 1,
        },
        "requestPayload": {"order": 1},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
        "responsePayload": None,
    }


def pointers(aws: Account, *, dynamodb: bool = False) -> Resource:
    """The mapping gave records up; the stream has trimmed them since."""
    worker, stream = aws.function("worker"), aws.stream("clicks", dynamodb=dynamodb)
    worker.runs()
    worker.polls(stream.arn, DestinationConfig={"OnFailure": {"Destination": queue_arn("orders-dlq")}})
    told = {
        "requestContext": {
            "requestId": "00000000-0000-4000-8000-000000000003",
            "functionArn": worker.arn,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 4,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": "2026-03-01T11:30:00.512Z",
        "DDBStreamBatchInfo" if dynamodb else "KinesisBatchInfo": {
            "shardId": stream.shard(0),
            "startSequenceNumber": "100000000000000000001",
            "endSequenceNumber": "100000000000000000003",
            "approximateArrivalOfFirstRecord": "2026-03-01T10:30:00.000Z",
            "approximateArrivalOfLastRecord": "2026-03-01T10:31:00.000Z",
            "batchSize": 3,
            "streamArn": stream.arn,
        },
    }
    if not dynamodb:
        stream.records = [Record("100000000000000000009", NOW - HOUR, b"{}")]
    aws.dead_letters(_dlq(aws), json.dumps(told))
    return DEAD


def trimmed_table(aws: Account) -> Resource:
    return pointers(aws, dynamodb=True)


def failing_now(aws: Account) -> Resource:
    worker = dead_letters(aws)
    worker.runs(340, failing=170, failing_since=NOW - 2 * HOUR)
    worker.says(ERROR, every=MINUTE, since=NOW - 12 * MINUTE + SECOND)
    return DEAD


def whole_batches(aws: Account) -> Resource:
    """Two of three have the key that the failures name."""
    have = '{"order": 1, "fullname": "A"}', '{"order": 2, "fullname": "B"}'
    worker = dead_letters(aws, *have, '{"order": 3}')
    worker.runs(60, failing=4, failing_since=NOW - 2 * HOUR)
    worker.says(ERROR, every=MINUTE, since=NOW - 12 * MINUTE + SECOND)
    worker.mappings[0]["BatchSize"] = 10
    return DEAD


def out_of_memory(aws: Account) -> Resource:
    failing_now(aws)
    worker = aws.known("worker")
    worker.log.clear()
    worker.says(NO_MEMORY, every=MINUTE, since=NOW - 12 * MINUTE + SECOND)
    return DEAD


def failed_before(aws: Account) -> Resource:
    worker = dead_letters(aws)
    worker.says(ERROR, every=MINUTE, since=NOW - 20 * MINUTE, until=NOW - 12 * MINUTE + SECOND)
    return DEAD


def changed_since(aws: Account) -> Resource:
    failed_before(aws)
    aws.known("worker").deployed(NOW - 5 * MINUTE, by="ben")
    return DEAD


def redriven(aws: Account, back_by: datetime) -> None:
    """One of three, after the change."""
    at = NOW - 4 * MINUTE
    trial = FollowUp(Event.REDRIVE_ENDED, at, moved=1, left=2, began=at, back_by=back_by, trial=True)
    aws.follow_ups = (trial,)


def not_redriven(aws: Account) -> None:
    aws.follow_ups = ()


def stayed_away(aws: Account) -> Resource:
    changed_since(aws)
    redriven(aws, NOW - MINUTE)
    return DEAD


def under_way(aws: Account) -> Resource:
    failed_before(aws)
    redriven(aws, NOW + 2 * MINUTE)
    return DEAD


def silent(aws: Account) -> Resource:
    """It names the messages that failed, and its invocations succeed."""
    came_in(aws).mappings[0]["FunctionResponseTypes"] = ["ReportBatchItemFailures"]
    return DEAD


def throttled_then(aws: Account) -> Resource:
    """For three minutes, in which they came in; not since."""
    worker = came_in(aws)
    worker.reserved = 5
    worker.runs(at_once=5)
    a_while = switched(steady(0.0), NOW - 13 * MINUTE, switched(steady(3.0), NOW - 10 * MINUTE, steady(0.0)))
    worker.metric("Throttles", a_while)
    return DEAD


def came_in(aws: Account) -> Function:
    """One by one, the first thirteen minutes ago."""
    worker = dead_letters(aws)
    dlq = aws.sqs.queue("orders-dlq")
    for each in dlq.messages:
        each.sent_at = NOW - 14 * MINUTE
    depth = switched(steady(0.0), NOW - 13 * MINUTE, switched(steady(1.0), NOW - 3 * MINUTE, steady(2.0)))
    aws.of_queue(dlq, "ApproximateNumberOfMessagesVisible", depth)
    return worker


def new_version(aws: Account) -> Resource:
    """It cannot be loaded, whatever it is sent."""
    worker = dead_letters(aws)
    worker.runs(8, failing=8, failing_since=NOW - 2 * HOUR)
    worker.says(NOT_LOADED, every=MINUTE, since=NOW - 12 * MINUTE + SECOND)
    worker.deployed(NOW - 2 * HOUR, version="42", by="ben")
    return DEAD


def hidden_too_shortly(aws: Account) -> Resource:
    """No invocation ever fails, yet the receives of the messages are used up."""
    worker = dead_letters(aws)
    worker.settings["Timeout"] = 60
    worker.runs(slowest=41)
    aws.sqs.queue("orders").visibility = 30 * SECOND
    return DEAD


def one_shape(aws: Account) -> Resource:
    """A destination is told of failures and of successes; what fails lacks a key that all others have."""
    worker = working(aws)
    worker.runs(60, failing=4, failing_since=NOW - 2 * HOUR)
    worker.says(ERROR, every=MINUTE, since=NOW - 12 * MINUTE + SECOND)
    way = {"Destination": queue_arn("orders-dlq")}
    worker.events = {"DestinationConfig": {"OnFailure": way, "OnSuccess": way}}
    failed = _record(worker, "RetriesExhausted") | {
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "responsePayload": {"errorMessage": "'fullname'", "errorType": "KeyError"},
    }
    passed = _record(worker, "Success") | {"requestPayload": {"order": 1, "fullname": "A"}}
    aws.dead_letters(_dlq(aws), *[json.dumps(failed)] * 3, *[json.dumps(passed)] * 2)
    return DEAD


CASES = {
    "it was throttled when they came in": Case(
        "dead_letters",
        throttled_then,
        Cause.THROTTLED_RESERVED,
        (
            "2 came in, and 0 invocations failed in 1 h 13 min",
            "0 failures logged",
            "9 throttles in 15 min",
            "5 at once of 5 reserved",
        ),
        "Raise the reservation, if its dependencies can take it; then redrive",
        lambda aws: aws.metrics.forget("Throttles"),
        "Read Throttles of worker",
        Setting("function worker", "ReservedConcurrentExecutions", "5", "10"),
    ),
    "it runs out of memory": Case(
        "dead_letters",
        out_of_memory,
        Cause.OUT_OF_MEMORY,
        (
            "last failure just now",
            "2,550 of 5,100 invocations failed in 15 min",
            "12 of 12 logged failures out of memory, 512 MB",
        ),
        "Give it more memory, or let it hold less at once; then redrive",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
        Setting("function worker", "MemorySize", "512 MB", "1024 MB"),
        would_pass=False,
    ),
    "one of them was tried": Case(
        "dead_letters",
        stayed_away,
        Cause.ONE_STAYED_AWAY,
        ("1 redriven 4 min ago did not come back",),
        "Redrive the others: what still fails comes back here",
        lambda aws: aws.deny("logs.FilterLogEvents"),
        "First allow logs:FilterLogEvents on /aws/lambda/worker",
    ),
    "one of them is tried just now": Case(
        "dead_letters",
        under_way,
        Cause.ONE_UNDER_WAY,
        ("1 redriven 4 min before this look, result in 2 min",),
        "Wait: the thread will say what became of it",
        not_redriven,
        "Check what they failed with and whether that is fixed; what still fails comes back",
    ),
    "it was changed since": Case(
        "dead_letters",
        changed_since,
        Cause.CHANGED_SINCE,
        ("last failure 12 min before this look, changed 5 min before this look by ben",),
        "Redrive one first (Try 1): the thread says whether it comes back",
        lambda aws: aws.deny("logs.FilterLogEvents"),
        "First allow logs:FilterLogEvents on /aws/lambda/worker",
    ),
    "it fails without saying so": Case(
        "dead_letters",
        silent,
        Cause.FAILS_SILENTLY,
        (
            "2 came in, and 0 invocations failed in 1 h 13 min",
            "0 failures logged",
            "reports single messages as failed",
            "last failure 1 min before this look",
        ),
        "Make worker log what it reports as failed, and fix that; then redrive",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
        would_pass=False,
    ),
    "it fails since a deployment": Case(
        "dead_letters",
        new_version,
        Cause.FAILING_SINCE_DEPLOYMENT,
        (
            "first failure 1 s after version 42 by ben",
            "120 of 120 invocations failed in 15 min",
            NOT_LOADED_SHAPE,
        ),
        "Roll back to version 41, or fix it first",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
        would_pass=False,
    ),
    "messages are handed out again too soon": Case(
        "dead_letters",
        hidden_too_shortly,
        Cause.SHORT_VISIBILITY,
        ("visibility timeout 30 s, function timeout 1 min", "1 of 100 invocations takes 41 s or more"),
        "Raise the queue's visibility timeout, then redrive what ended up as dead letters",
        lambda aws: aws.metrics.forget("Duration"),
        "Read the 99th percentile of Duration of worker",
        Setting("queue orders", "VisibilityTimeout", "30 s", "360 s"),
        would_pass=False,
    ),
    "one shape fails": Case(
        "dead_letters",
        one_shape,
        Cause.ONE_SHAPE_FAILS,
        (
            "last failure just now",
            "3 of 3: KeyError 'fullname'",
            "840 of 900 invocations pass",
            "'fullname' is missing in 3 of 3 failed, in none of 2 healthy",
        ),
        "Ask the team that writes them, or let the consumer read the new shape; then redrive",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
        would_pass=False,
    ),
    "whole batches are given up": Case(
        "dead_letters",
        whole_batches,
        Cause.RESPONSE_CONTRACT,
        (
            "last failure just now",
            "'fullname' is present in 2 of 3 sampled",
            "12 of 12: KeyError 'fullname'",
            "840 of 900 invocations pass",
            "batches of 10 fail whole",
        ),
        "Have worker report failed messages one by one: ReportBatchItemFailures in its mapping and in "
        "its response; then redrive",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
    ),
    "a target's permission is missing": Case(
        "dead_letters",
        refused,
        Cause.CANNOT_BE_DELIVERED,
        ("3 of 3 sampled: NO_PERMISSIONS",),
        "Allow events.amazonaws.com lambda:InvokeFunction in the policy of worker, and make sure nothing "
        "there denies it; then redrive",
        lambda aws: aws.deny("sqs.ReceiveMessage"),
        f"Read a sample of the messages: denied: allow sqs:ReceiveMessage on {queue_arn('orders-dlq')}",
    ),
    "a target refuses the content": Case(
        "dead_letters",
        unreadable,
        Cause.NEVER_PASSES,
        ("3 of 3 sampled: INVALID_JSON",),
        "Fix what writes them; archive these",
        lambda aws: aws.deny("sqs.ReceiveMessage"),
        f"Read a sample of the messages: denied: allow sqs:ReceiveMessage on {queue_arn('orders-dlq')}",
        would_pass=False,
    ),
    "they are records of successes": Case(
        "dead_letters",
        successes,
        Cause.NEVER_PASSES,
        ("4 of 4 sampled are records of a success",),
        "Point the on-success destination elsewhere, or alarm on another queue",
        lambda aws: aws.deny("sqs.ReceiveMessage"),
        f"Read a sample of the messages: denied: allow sqs:ReceiveMessage on {queue_arn('orders-dlq')}",
        would_pass=False,
    ),
    "the records of a Kinesis stream are gone": Case(
        "dead_letters",
        pointers,
        Cause.NEVER_PASSES,
        ("the records of 1 of 1 pointers are gone from the stream",),
        "Find the data at its source; archive the pointers for the record",
        lambda aws: aws.deny("kinesis.DescribeStreamSummary"),
        f"First allow kinesis:DescribeStreamSummary on {PLACE}:stream/clicks",
        would_pass=False,
    ),
    "the records of a DynamoDB stream are gone": Case(
        "dead_letters",
        trimmed_table,
        Cause.NEVER_PASSES,
        ("the records of 1 of 1 pointers are gone from the stream",),
        "Find the data at its source; archive the pointers for the record",
        lambda aws: aws.deny("sqs.ReceiveMessage"),
        f"Read a sample of the messages: denied: allow sqs:ReceiveMessage on {queue_arn('orders-dlq')}",
        would_pass=False,
    ),
    "the consumer still fails": Case(
        "dead_letters",
        failing_now,
        Cause.STILL_FAILING,
        ("last failure just now", "2,550 of 5,100 invocations failed in 15 min"),
        "Fix what the errors show first, then redrive",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
        would_pass=False,
    ),
}
