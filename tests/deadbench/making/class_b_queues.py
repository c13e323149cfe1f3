"""Class b: consumers of queues, by AWS's own pages on why messages come back or wait."""

import json

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import MINUTE, steady

_READ = "2026-11-29"
_SCALING = "https://www.repost.aws/knowledge-center/lambda-sqs-scaling"


def visibility_short(draft: Draft) -> Entry:
    queue, worker, dlq = f"{draft.noun}", f"{draft.noun}-worker", f"{draft.noun}-dlq"
    rate, dead = draft.number(20, 40), draft.number(9, 18)
    draft.function(worker, reserved=5)
    draft.runs(
        worker,
        steady(rate),
        throttled=lambda at: 11 if int((draft.now - at) / MINUTE) % 9 == 7 else 0,
        seconds=8,
        slowest=27,
        at_once=5,
    )
    source = draft.queue(queue, dlq=dlq, VisibilityTimeout=30)
    draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    draft.of_queue(
        queue,
        NumberOfMessagesSent=steady(rate),
        NumberOfMessagesReceived=steady(rate + 4),
        NumberOfMessagesDeleted=steady(rate),
        ApproximateNumberOfMessagesVisible=steady(4),
        ApproximateAgeOfOldestMessage=steady(70),
    )
    draft.maps(source, worker, BatchSize=1)
    draft.account()
    draft.calls(worker, 3 * MINUTE, ms=8_100)
    draft.dead(dlq, draft.bodies(dead), source=queue, since=100 * MINUTE)
    draft.depth_alarm(dlq, dead)
    return entry(
        family="visibility_or_timeout",
        resource=queue,
        setting="VisibilityTimeout",
        also=[
            {"family": "visibility_or_timeout", "resource": worker, "setting": None},
            {"family": "reserved_limit", "resource": worker, "setting": None},
        ],
        loses=draft.expires(dlq),
        source="https://aws.amazon.com/premiumsupport/knowledge-center/lambda-retrying-valid-sqs-messages/",
        dated="2021-11-01",
        states="Valid messages end as dead letters, because the visibility timeout is not six times the "
        "function's: there is no time left to try again what is throttled, and the log does not know of it.",
        filled="R1 to R5; both timeouts are 30 s; throttled now and then at its own reservation of 5.",
    )


def batch_fails_whole(draft: Draft) -> Entry:
    queue, worker, dlq = f"{draft.noun}", f"{draft.noun}-importer", f"{draft.noun}-dlq"
    rate, bad = draft.number(6, 12), draft.number(2, 3)
    draft.function(worker)
    draft.runs(worker, steady(rate), failing=steady(2), seconds=0.6)
    source = draft.queue(queue, dlq=dlq, VisibilityTimeout=180)
    draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    draft.of_queue(
        queue,
        NumberOfMessagesSent=steady(rate * 8),
        NumberOfMessagesReceived=steady(rate * 10),
        NumberOfMessagesDeleted=steady((rate - 2) * 10),
        ApproximateNumberOfMessagesVisible=steady(0),
        ApproximateAgeOfOldestMessage=steady(360),
    )
    draft.maps(source, worker)
    draft.account()
    failed = (
        "[ERROR] KeyError: 'amount'\nTraceback (most recent call last):\n"
        '  File "/var/task/app.py", line 14, in handler\n'
        '    total += message["amount"]\n'
    )
    draft.calls(worker, 4 * MINUTE, failed, ms=210)
    draft.calls(worker, 7 * MINUTE, ms=590)
    # Each batch of ten was given up as a whole, for one message without an amount.
    bodies = [
        body if number % 10 != 4 else json.dumps({"id": 4_000 + number})
        for number, body in enumerate(draft.bodies(10 * bad))
    ]
    draft.dead(dlq, bodies, source=queue, since=100 * MINUTE)
    draft.depth_alarm(dlq, len(bodies))
    return entry(
        family="batch_or_response_contract",
        resource=worker,
        setting="FunctionResponseTypes",
        also=[
            {"family": "one_bad_item", "resource": None, "setting": None},
            {"family": "producer_changed", "resource": None, "setting": None},
        ],
        loses=draft.expires(dlq),
        source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
        dated=_READ,
        states="When the function fails on one message, all messages of the batch become visible again, "
        "those included that were processed, unless the mapping has ReportBatchItemFailures.",
        filled="R1 to R5, R10; one message of each batch of ten lacks a key.",
    )


def maximum_above_reserve(draft: Draft) -> Entry:
    queue, worker, dlq = f"{draft.noun}", f"{draft.noun}-sender", f"{draft.noun}-dlq"
    rate, dead = draft.number(60, 90), draft.number(8, 16)
    draft.function(worker, reserved=5)
    draft.runs(worker, steady(rate), throttled=steady(draft.number(20, 40)), seconds=3.6, at_once=5)
    source = draft.queue(queue, dlq=dlq, VisibilityTimeout=180)
    draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    draft.of_queue(
        queue,
        NumberOfMessagesSent=steady(rate),
        NumberOfMessagesReceived=steady(rate + 6),
        NumberOfMessagesDeleted=steady(rate),
        ApproximateNumberOfMessagesVisible=steady(40),
        ApproximateAgeOfOldestMessage=steady(420),
    )
    draft.maps(source, worker, BatchSize=1, ScalingConfig={"MaximumConcurrency": 50})
    draft.account()
    draft.dead(dlq, draft.bodies(dead), source=queue, since=90 * MINUTE)
    draft.depth_alarm(dlq, dead)
    return entry(
        family="reserved_limit",
        resource=worker,
        also=[
            {"family": "mapping_limit", "resource": worker, "setting": "MaximumConcurrency"},
        ],
        loses=draft.expires(dlq),
        source=_SCALING,
        dated=_READ,
        states="A maximum concurrency of the mapping above the function's reserved concurrency leads to "
        "throttling; event source mappings do not know what is reserved and take more than can be run.",
        filled="R1 to R5, R10; 5 are reserved, the mapping may run 50.",
    )


def account_full(draft: Draft) -> Entry:
    queue, worker = f"{draft.noun}", f"{draft.noun}-worker"
    begin, rate = draft.now - draft.number(50, 75) * MINUTE, draft.number(40, 70)
    draft.function(worker)
    draft.runs(
        worker,
        lambda at: rate / 4 if at >= begin else rate,
        throttled=lambda at: rate if at >= begin else 0,
        seconds=1.4,
        at_once=9,
    )
    for number, name in enumerate(("api", "resizer", "search", "feed")):
        other = f"{draft.noun}-{name}"
        draft.function(other)
        draft.runs(other, steady(4_000 + 300 * number), seconds=3, at_once=215 + 15 * number, beside=True)
    source = draft.queue(queue, VisibilityTimeout=180)
    grown = rate * 0.75
    draft.of_queue(
        queue,
        NumberOfMessagesSent=steady(rate),
        NumberOfMessagesReceived=lambda at: rate / 4 if at >= begin else rate,
        NumberOfMessagesDeleted=lambda at: rate / 4 if at >= begin else rate,
        ApproximateNumberOfMessagesVisible=lambda at: max((at - begin) / MINUTE * grown, 0),
        ApproximateNumberOfMessagesNotVisible=steady(9),
        ApproximateNumberOfMessagesDelayed=steady(0),
        ApproximateAgeOfOldestMessage=lambda at: max((at - begin).total_seconds() * 0.75, 2),
    )
    draft.attributes(queue, ApproximateNumberOfMessages=int((draft.now - begin) / MINUTE * grown))
    draft.maps(source, worker, BatchSize=1)
    draft.account(claimed=1000)
    draft.alarm(
        "AWS/SQS",
        "ApproximateAgeOfOldestMessage",
        {"QueueName": queue},
        threshold=900,
        value=round((draft.now - begin).total_seconds() * 0.75),
    )
    return entry(
        family="account_limit",
        also=[{"family": "neighbour", "resource": None, "setting": None}],
        loses=draft.retained(queue, draft.now - (draft.now - begin) * 0.75),
        source=_SCALING,
        dated=_READ,
        states="Lambda throttles invocations when all of the account's concurrency is in use.",
        filled="R1 to R4, R10; four other functions hold between 215 and 260 each of 1,000.",
    )
