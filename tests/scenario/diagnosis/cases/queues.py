"""Behind a queue at work: from what AWS says to the verdict, and its near miss."""

from datetime import timedelta

from bot.domain.evidence.verdict import Cause, Setting
from bot.domain.resource.grouping import Resource
from tests.scenario.diagnosis.account import HOUR, MINUTE, NOW, SECOND, Account
from tests.scenario.diagnosis.account.functions import Function
from tests.scenario.diagnosis.case import Case
from tests.scenario.diagnosis.situations import (
    CALL_TIMED_OUT,
    CALLS_TIMED_OUT,
    ERROR,
    LOOK_THERE,
    MAPPING,
    NOT_LOADED_PROOF,
    ORDERS,
    READ_REPORTS,
    not_loaded,
    on_queue,
)

NOT_ALLOWED = (
    "First allow lambda:ListVersionsByFunction on arn:aws:lambda:eu-west-1:111122223333:function:worker"
)
DENIED = "The provided execution role does not have permissions to call ReceiveMessage on SQS"
MENDED = "Resolves once its alarm says OK and this still holds"


def limited(aws: Account) -> Resource:
    worker, _ = on_queue(aws)
    worker.mappings[0]["ScalingConfig"] = {"MaximumConcurrency": 2}
    worker.runs(at_once=2)
    return ORDERS


def half_failing(aws: Account) -> Function:
    worker, _ = on_queue(aws)
    worker.runs(8, failing=4, failing_since=NOW - 50 * MINUTE)
    return worker


def new_version(aws: Account) -> Resource:
    not_loaded(half_failing(aws))
    return ORDERS


def changed_since(aws: Account) -> Resource:
    """It last failed a quarter of an hour ago, and was changed five minutes ago."""
    half_failing(aws).runs(8)
    aws.known("worker").says(ERROR, every=MINUTE, since=NOW - 20 * MINUTE, until=NOW - 15 * MINUTE + SECOND)
    aws.known("worker").deployed(NOW - 5 * MINUTE, by="ben")
    return ORDERS


def calling_in_vain(aws: Account) -> Resource:
    half_failing(aws).says(CALL_TIMED_OUT, every=MINUTE, since=NOW - 14 * MINUTE)
    return ORDERS


def as_long_as_its_timeout(aws: Account) -> Resource:
    half_failing(aws).runs(8, failing=4, failing_since=NOW - 50 * MINUTE, slowest=29.8)
    return ORDERS


def hidden_too_shortly(aws: Account) -> Resource:
    worker, orders = on_queue(aws)
    worker.settings["Timeout"] = 60
    worker.runs(slowest=41)
    orders.visibility = timedelta(seconds=30)
    return ORDERS


def small_batches(aws: Account) -> Resource:
    worker, orders = on_queue(aws, growing_by=0.25)
    worker.mappings[0]["BatchSize"] = 1
    worker.runs(800, taking=0.08)
    aws.uses(orders, sent=1_000, received=800, deleted=800)
    return ORDERS


def reporting_all(aws: Account) -> Resource:
    worker, orders = on_queue(aws)
    worker.mappings[0]["FunctionResponseTypes"] = ["ReportBatchItemFailures"]
    aws.uses(orders, received=600, deleted=0)
    return ORDERS


def disabled(aws: Account) -> Resource:
    worker, orders = on_queue(aws)
    worker.mappings[0] |= {"State": "Disabled", "StateTransitionReason": "USER_INITIATED"}
    worker.idles()
    aws.uses(orders, received=0, deleted=0)
    return ORDERS


def not_permitted(aws: Account) -> Resource:
    disabled(aws)
    aws.known("worker").mappings[0] |= {"State": "Enabled", "StateTransitionReason": DENIED}
    return ORDERS


def not_called(aws: Account) -> Resource:
    disabled(aws)
    aws.known("worker").mappings[0]["State"] = "Enabled"
    return ORDERS


def unread(aws: Account) -> Resource:
    disabled(aws)
    aws.known("worker").mappings.clear()
    return ORDERS


def caught_up(aws: Account) -> Resource:
    _, orders = on_queue(aws)
    aws.waits(orders, 3, oldest=2 * SECOND)
    return ORDERS


def catching_up(aws: Account) -> Resource:
    _, orders = on_queue(aws)
    aws.waits(orders, 900, oldest=HOUR, growing_by=-0.5)
    return ORDERS


def empty(aws: Account) -> Resource:
    _, orders = on_queue(aws)
    aws.known("worker").idles()
    aws.waits(orders, 0, oldest=0 * SECOND)
    aws.metrics.forget("ApproximateAgeOfOldestMessage")
    aws.uses(orders, sent=0, received=0, deleted=0)
    return ORDERS


CASES = {
    "its mapping's maximum is reached": Case(
        "queue_backlog",
        limited,
        Cause.THROTTLED_MAPPING,
        (
            "age grows 60 s a minute",
            "0 of 900 invocations failed in 15 min",
            "0 throttles",
            "2 at once, the mapping's maximum is 2",
        ),
        "Raise the maximum, if the function's dependencies can take it",
        lambda aws: aws.metrics.forget("ConcurrentExecutions"),
        "Read ConcurrentExecutions of worker",
        Setting(MAPPING, "ScalingConfig.MaximumConcurrency", "2", "4"),
    ),
    "its response reports everything as failed": Case(
        "queue_backlog",
        reporting_all,
        Cause.RESPONSE_CONTRACT,
        (
            "10/s handed out, 0 deleted",
            "0 of 900 invocations failed in 15 min",
            "its mapping has ReportBatchItemFailures",
            "mapping is Enabled",
            "4,100 wait",
        ),
        "Check what worker returns: empty batchItemFailures means success; an item without an id, or with an "
        "unknown one, fails the whole batch",
        lambda aws: aws.metrics.forget("Duration"),
        "Read the 99th percentile of Duration of worker",
    ),
    "it was changed since it last failed": Case(
        "queue_backlog",
        changed_since,
        Cause.CHANGED_SINCE,
        ("last failure 15 min before this look, changed 5 min before this look by ben",),
        "Look again once it has been called with what failed",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
    ),
    "it began with a deployment": Case(
        "queue_backlog",
        new_version,
        Cause.FAILING_SINCE_DEPLOYMENT,
        NOT_LOADED_PROOF,
        "Roll back to version 41, or fix it first",
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
        would_pass=False,
    ),
    "what it calls does not answer": Case(
        "queue_backlog",
        calling_in_vain,
        Cause.DOWNSTREAM_FAILING,
        (
            CALLS_TIMED_OUT,
            "60 of 120 invocations failed in 15 min",
            "worker was changed 1 d 23 h before",
        ),
        LOOK_THERE,
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
    ),
    "it takes as long as its timeout": Case(
        "queue_backlog",
        as_long_as_its_timeout,
        Cause.TIMES_OUT,
        (
            "99 of 100 invocations take up to 30 s, the timeout is 30 s",
            "60 of 120 invocations failed in 15 min",
            "worker was changed 1 d 23 h before",
        ),
        READ_REPORTS,
        lambda aws: aws.deny("lambda.ListVersionsByFunction"),
        NOT_ALLOWED,
    ),
    "messages are handed out again too soon": Case(
        "queue_backlog",
        hidden_too_shortly,
        Cause.SHORT_VISIBILITY,
        ("visibility timeout 30 s, function timeout 1 min", "1 of 100 invocations takes 41 s or more"),
        "Raise the queue's visibility timeout, then redrive what ended up as dead letters",
        lambda aws: aws.deny("sqs.GetQueueAttributes"),
        "First allow sqs:GetQueueAttributes on arn:aws:sqs:eu-west-1:111122223333:orders",
        Setting("queue orders", "VisibilityTimeout", "30 s", "360 s"),
        would_pass=False,
    ),
    "batches are small": Case(
        "queue_backlog",
        small_batches,
        Cause.SMALL_BATCHES,
        (
            "age grows 15 s a minute",
            "0 of 12,000 invocations failed in 15 min",
            "0 throttles",
            "batches of 1 at most, without a window",
            "80 ms a call",
            "1.0 in each of 12,000 calls",
        ),
        "Let each call take more; a queue's mapping needs a window of 1 s for more than 10",
        lambda aws: aws.metrics.forget("NumberOfMessagesDeleted"),
        "Read how many are taken out per second",
        Setting(MAPPING, "BatchSize", "1", "100"),
    ),
    "its mapping is disabled": Case(
        "queue_backlog",
        disabled,
        Cause.NOT_CONSUMING,
        ("mapping is Disabled (USER_INITIATED)", "4,100 wait"),
        "Enable the mapping once the reason it was disabled is gone",
        lambda aws: aws.deny("lambda.ListEventSourceMappings"),
        "First allow lambda:ListEventSourceMappings on *",
        Setting(MAPPING, "Enabled", "false", "true"),
    ),
    "it may not poll": Case(
        "queue_backlog",
        not_permitted,
        Cause.NOT_CONSUMING,
        (
            f"Lambda reports: '{DENIED}'",
            "4,100 wait",
        ),
        "Grant the execution role of worker the permission that Lambda names",
        lambda aws: aws.deny("lambda.ListEventSourceMappings"),
        "First allow lambda:ListEventSourceMappings on *",
    ),
    "it is not called": Case(
        "queue_backlog",
        not_called,
        Cause.NOT_CONSUMING,
        ("0 invocations in 15 min", "0 throttles", "mapping is Enabled", "4,100 wait"),
        "Check the mapping's filters and its last result; disable and enable it to restart it",
        lambda aws: aws.deny("cloudwatch.GetMetricData"),
        "First allow cloudwatch:GetMetricData on *",
    ),
    "nobody reads it": Case(
        "queue_backlog",
        unread,
        Cause.NOT_CONSUMING,
        ("0 mappings read it, 0 taken out", "4,100 wait"),
        "Find out what should read orders, and when that was removed",
        lambda aws: aws.metrics.forget("NumberOfMessagesDeleted"),
        "Read how many are taken out per second",
    ),
    "nothing comes any more": Case(
        "queue_backlog",
        empty,
        Cause.RECOVERED,
        ("ApproximateAgeOfOldestMessage has no datapoint", "0 arrive", "mapping is Enabled"),
        MENDED,
        lambda aws: aws.metrics.forget("NumberOfMessagesSent"),
        "Read how many arrive per second",
    ),
    "it has caught up": Case(
        "queue_backlog",
        caught_up,
        Cause.RECOVERED,
        ("age 2 s", "and does not grow", "0 of 900 invocations failed in 15 min", "mapping is Enabled"),
        MENDED,
        lambda aws: aws.deny("lambda.ListEventSourceMappings"),
        "First allow lambda:ListEventSourceMappings on *",
    ),
    "it catches up": Case(
        "queue_backlog",
        catching_up,
        Cause.CATCHING_UP,
        ("age falls 30 s a minute", "1 h behind"),
        "Wait; look again if the age stops falling",
        lambda aws: aws.metrics.forget("ApproximateAgeOfOldestMessage"),
        "Read why ApproximateAgeOfOldestMessage has no datapoint: nothing arrived, or nothing is consumed",
    ),
}
